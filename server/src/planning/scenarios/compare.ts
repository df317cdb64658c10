import type { Id } from '@changeover/shared/commands'
import {
  DEFAULT_RUNS,
  DEFAULT_WEEKS,
  patchForecast,
  simulate,
  type ForecastInputs,
  type ReceiptPlaces,
} from '@changeover/shared/forecast'
import {
  figuresOf,
  reportOf,
  type PlanningProblem,
  type Schedule,
  type ScenarioComparison,
  type ScenarioPatch,
  type SideForecast,
} from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import type { Database } from '../../db/database.ts'
import { readInputs } from '../../forecast/index.ts'

/** The seed of all forecasts: a scenario differs from live by its patch alone, never by its draws. */
const SEED = 1

interface Side {
  problem: PlanningProblem
  schedule: Schedule
}

/** Sets a scenario beside live: the figures of both plans, and both forecasts with common random numbers. */
export async function compareSides(
  db: Database,
  live: Side,
  scenario: Side,
  patch: ScenarioPatch,
  asOf: Day,
): Promise<ScenarioComparison> {
  const day = await readInputs(db, asOf)
  const receipts = await readReceiptPlaces(db)
  const own = new Set(live.problem.milestones.map(({ id }) => id))
  const forecastOf = (inputs: ForecastInputs | undefined) =>
    inputs ? forecasts(inputs).filter(({ milestoneId }) => own.has(milestoneId)) : []
  const { cells, groups, kits } = reportOf(live.problem, live.schedule)
  return {
    base: { cells, groups, kits },
    live: { ...figuresOf(live.problem, live.schedule), forecast: forecastOf(day?.inputs) },
    scenario: {
      ...figuresOf(scenario.problem, scenario.schedule),
      forecast: forecastOf(day ? patchForecast(day.inputs, patch, receipts) : undefined),
    },
  }
}

function forecasts(inputs: ForecastInputs): SideForecast[] {
  const { milestones } = simulate(inputs, { seed: SEED, runs: DEFAULT_RUNS, weeks: DEFAULT_WEEKS })
  return milestones.flatMap((one) =>
    one.kind === 'forecast'
      ? [
          {
            milestoneId: one.milestone,
            p50On: one.finish.p50,
            p80On: one.finish.p80,
            chance: one.hitProbability,
          },
        ]
      : [],
  )
}

async function readReceiptPlaces(db: Database): Promise<ReceiptPlaces> {
  const rows = await db
    .selectFrom('kitReceipt')
    .select(['id', 'depotId', 'kitTypeId'])
    .where('deletedAt', 'is', null)
    .where('receivedOn', 'is', null)
    .execute()
  return new Map<Id<'KitReceipt'>, (typeof rows)[number]>(rows.map((row) => [row.id, row]))
}
