/**
 * A what-if in a forecast: the inputs as a scenario's patch has them. Simulated with the same seed as
 * the live inputs, every run draws the same numbers, so that the difference is the scenario's alone.
 * Territories that swap regions leave a forecast as it is: it counts work by territory, not by region.
 */
import type { ScenarioPatch } from '../planning/index.ts'
import { addWeeks } from '../time/index.ts'
import type { CrewCapacity, ForecastInputs } from './inputs.ts'

/** Working days of a crew in a week, and the minutes of its shift, where a patch adds some (a choice). */
const DAYS_A_WEEK = 5
const SHIFT_MINUTES = 480

/** What a forecast does not know of its receipts: where they go, and which kit they are. */
export type ReceiptPlaces = ReadonlyMap<string, { depotId: string; kitTypeId: string }>

export function patchForecast(
  inputs: ForecastInputs,
  patch: ScenarioPatch,
  receipts: ReceiptPlaces,
): ForecastInputs {
  const gates = new Map<string, ScenarioPatch['gates'][number]['gateOn']>(
    patch.gates.map(({ milestoneId, gateOn }) => [milestoneId, gateOn]),
  )
  return {
    ...inputs,
    crews: inputs.crews.map((capacity) => withCrews(capacity, patch)),
    kits: {
      ...inputs.kits,
      receipts: inputs.kits.receipts.map((receipt) => {
        const place = receipts.get(receipt.id)
        const weeks = patch.kitDelays
          .filter(
            ({ depotId, kitTypeId }) =>
              (depotId === null || depotId === place?.depotId) &&
              (kitTypeId === null || kitTypeId === place?.kitTypeId),
          )
          .reduce((sum, delay) => sum + delay.weeks, 0)
        return { ...receipt, on: addWeeks(receipt.on, weeks) }
      }),
    },
    gate: inputs.gate.map((dates) => ({
      ...dates,
      gate: gates.get(dates.milestone) ?? dates.gate,
    })),
  }
}

/** Crew-days with more crews and longer shifts; never below none. */
function withCrews(capacity: CrewCapacity, { crews, overtime }: ScenarioPatch): CrewCapacity {
  const { territory } = capacity
  const more = crews
    .filter(({ territoryId }) => territoryId === territory)
    .reduce((sum, { count }) => sum + count * DAYS_A_WEEK, 0)
  const longer = overtime
    .filter(({ territoryId }) => territoryId === null || territoryId === territory)
    .reduce((sum, { minutes }) => sum + minutes / SHIFT_MINUTES, 1)
  const changed = (crewDays: number) => Math.max(0, (crewDays + more) * longer)
  return {
    territory,
    weeks: capacity.weeks.map(({ week, crewDays }) => ({ week, crewDays: changed(crewDays) })),
    afterwards: changed(capacity.afterwards),
  }
}
