/** A program for tests: two milestones in a few territories, half done, DC behind a gate. */
import { addDays, addWeeks, parseDay } from '../time/index.ts'
import type { ForecastInputs } from './inputs.ts'
import { normalAt } from './random.ts'

export interface SampleSize {
  readonly territories: number
  readonly milestones: readonly ('AC' | 'DC' | 'HOME')[]
  /** Weeks of history of the AC milestone; the others have none. */
  readonly historyWeeks: number
}

/** Twenty crew-days a week and territory, three connectors a crew-day, 1,000 connectors each. */
export function sampleInputs(size: Partial<SampleSize> = {}): ForecastInputs {
  const { territories = 3, milestones = ['AC', 'DC'], historyWeeks = 26 } = size
  const asOf = parseDay('2026-10-04')
  const names = Array.from({ length: territories }, (_unused, index) => `T${index}`)
  const cells = milestones.flatMap((milestone) =>
    names.map((territory, index) => ({ milestone, territory, region: index % 2 ? 'OR' : 'WA' })),
  )
  return {
    scope: cells.map((cell) => ({
      ...cell,
      connectors: 1000,
      kitType: `kit ${cell.milestone}`,
      kitsPerConnector: 1,
    })),
    crews: names.map((territory) => ({ territory, weeks: [], afterwards: 20 })),
    throughput: {
      asOf,
      done: cells
        .filter(({ milestone }) => milestone === 'AC')
        .map(({ milestone, territory }) => ({ milestone, territory, connectors: 500 })),
      history: names.map((territory, index) => ({
        milestone: 'AC',
        territory,
        attempted: Array.from({ length: historyWeeks }, (_unused, week) =>
          Math.round(60 * Math.exp(0.2 * normalAt(5, index, 0, week))),
        ),
        crewDays: Array.from({ length: historyWeeks }, () => 20),
      })),
      assumed: milestones.map((milestone) => ({ milestone, connectorsPerCrewDay: 3 })),
      recalibration: 1,
    },
    kits: {
      types: milestones.map((milestone) => ({
        kitType: `kit ${milestone}`,
        received: 800 * territories,
      })),
      receipts: milestones.map((milestone) => ({
        id: `late ${milestone}`,
        kitType: `kit ${milestone}`,
        on: addWeeks(asOf, 6),
        kits: 200 * territories,
      })),
      pastDelaysDays: [0, 0, 2, 5, 14],
    },
    access: {
      releases: [
        { milestone: 'AC', territory: 'T0', on: addDays(asOf, -50), connectors: 900 },
        { milestone: 'AC', territory: 'T0', on: addWeeks(asOf, 5), connectors: 100 },
      ],
      pastDelaysDays: [0, 0, 7, 10],
      visits: [{ milestone: 'AC', visits: 400, noAccess: 25, revisits: 15 }],
    },
    gate: milestones.map((milestone) => ({
      milestone,
      gate: milestone === 'DC' ? parseDay('2026-11-02') : null,
      target: parseDay(milestone === 'AC' ? '2026-12-31' : '2027-06-30'),
    })),
  }
}

/** DC is open and has had a quarter of the crew-days for as long as AC has had the rest. */
export function withBothMeasured(inputs: ForecastInputs): ForecastInputs {
  const { throughput } = inputs
  const shareOf = (milestone: string, part: number) =>
    throughput.history.map((cell) => ({
      ...cell,
      milestone,
      attempted: cell.attempted.map((count) => count * part),
      crewDays: cell.crewDays.map((days) => days * part),
    }))
  const history = [...shareOf('AC', 0.75), ...shareOf('DC', 0.25)]
  const visits = ['AC', 'DC'].map((milestone) => ({
    ...inputs.access.visits[0],
    milestone,
  }))
  return {
    ...inputs,
    throughput: { ...throughput, history },
    access: { ...inputs.access, releases: [], visits },
    gate: inputs.gate.map((dates) => ({ ...dates, gate: null })),
  }
}
