import type { MilestonePlan } from '../report/plan-report.ts'
import { quantitiesOf, type PlanQuantities } from './quantities.ts'
import type { LoadCell, Objective, PlanningProblem, Schedule } from '../problem.ts'
import { milestonePlans, type PlanReport } from '../report/plan-report.ts'
import type { Day } from '../../time/index.ts'

/** One side of a comparison: a plan in figures, live or as a scenario has it. */
export interface SideFigures {
  readonly milestones: readonly MilestonePlan[]
  readonly objective: Objective
  /** Hours of work with the way there, and hours that crews are there for, until the last visit. */
  readonly bookedHours: number
  readonly paidHours: number
  readonly travelHours: number
  /** What it takes of everything that has a price; absent in comparisons that were made before prices. */
  readonly quantities?: PlanQuantities
}

/** When a milestone will be finished, by simulation. Null where it is not within the years looked at. */
export interface SideForecast {
  readonly milestoneId: string
  readonly p50On: Day | null
  readonly p80On: Day | null
  /** Of the target, 0 to 1. */
  readonly chance: number
}

/** A scenario beside live, made at the same moment from the same data with the same seeds. */
export interface ScenarioComparison {
  readonly live: SideFigures & { readonly forecast: readonly SideForecast[] }
  readonly scenario: SideFigures & { readonly forecast: readonly SideForecast[] }
  /** What the page shows of live, number by number; absent in comparisons that were made before it was kept. */
  readonly base?: Pick<PlanReport, 'cells' | 'groups' | 'kits'>
}

/**
 * The figures of a schedule. Paid hours end with the last week that has work: a scenario that is done
 * sooner pays its crews for less.
 */
export function figuresOf(problem: PlanningProblem, schedule: Schedule): SideFigures {
  const worked = schedule.loads.filter(({ loadMinutes }) => loadMinutes > 0)
  const last = worked.reduce((latest, { weekOn }) => (weekOn > latest ? weekOn : latest), '')
  const paid = schedule.loads.filter(({ weekOn }) => weekOn <= last)
  const hours = (cells: readonly LoadCell[], value: (cell: LoadCell) => number) =>
    Math.round(cells.reduce((sum, cell) => sum + value(cell), 0) / 60)
  return {
    milestones: milestonePlans(problem, schedule),
    objective: schedule.objective,
    bookedHours: hours(worked, ({ loadMinutes }) => loadMinutes),
    paidHours: hours(paid, ({ capacityMinutes }) => capacityMinutes),
    travelHours: Math.round(schedule.objective.travelMinutes / 60),
    quantities: quantitiesOf(problem, schedule),
  }
}
