/**
 * A what-if in a forecast: the inputs as a scenario's patch has them. Simulated with the same seed as
 * the live inputs, every run draws the same numbers, so that the difference is the scenario's alone.
 * A region that is given to another territory takes its work there, done or not; how fast each territory's
 * crews are stays as it was measured.
 */
import type { ScenarioPatch } from '../planning/index.ts'
import { addWeeks } from '../time/index.ts'
import { HOME, type CrewCapacity, type ForecastInputs } from './inputs.ts'

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
  const { scope, throughput } = inputs
  const placed = placedBy(patch, inputs.crews)
  return {
    ...inputs,
    scope: scope.map(placed),
    throughput: {
      ...throughput,
      done: throughput.done.map(placed),
      ...(throughput.lately ? { lately: throughput.lately.map(placed) } : {}),
    },
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

/** Puts a row into the territory that its region was given to. One without crews cannot take it. */
function placedBy({ regions }: ScenarioPatch, crews: readonly CrewCapacity[]) {
  const able = new Set(crews.map(({ territory }) => territory))
  const moves = new Map(
    regions
      .filter(({ territoryId }) => able.has(territoryId))
      .map(({ region, territoryId }) => [region, territoryId]),
  )
  return <Row extends { territory: string; region?: string }>(row: Row): Row => {
    const territory = row.territory === HOME ? undefined : moves.get(row.region ?? '')
    return territory === undefined ? row : { ...row, territory }
  }
}
