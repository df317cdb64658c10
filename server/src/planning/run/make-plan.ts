/**
 * Making a plan, from the database to the database, in a thread of its own: read the problem, plan,
 * bound, check, store. Nothing is stored that `validate` objects to.
 */
import type { Id } from '@changeover/shared/commands'
import {
  boundOf,
  milestonePlans,
  plannedOrders,
  quantitiesOf,
  PlanOptionsSchema,
  reportOf,
  ScenarioPatchSchema,
  searchSteps,
  validate,
  worthOfMore,
  type PlanningProblem,
  type PlanStage,
  type Schedule,
  type TacticalBound,
  type TacticalPlan,
} from '@changeover/shared/planning'
import type pg from 'pg'
import { createDatabase, type Database } from '../../db/database.ts'
import { readProblem } from '../problem/read-problem.ts'
import { compareSides } from '../scenarios/compare.ts'
import { planInThreads } from './plan-in-threads.ts'
import { openHighs } from './solve-lp.ts'
import { storePlan } from './store-plan.ts'

export interface MakeOptions {
  readonly planId: Id<'Plan'>
  readonly helpers: number
  readonly stop: Int32Array
  readonly hear: (stage: PlanStage, progress: number) => void
}

/** A schedule that breaks a rule: a fault of ours, told rather than stored. */
export class InvalidPlanError extends Error {}

/** Where each stage begins on the progress bar. */
const PROGRESS = { reading: 0, weeks: 0.08, bound: 0.2, routes: 0.3, checking: 0.9, storing: 0.94 }

/** @throws InvalidPlanError when the schedule breaks a rule; nothing is stored then. */
export async function makePlan(pool: pg.Pool, options: MakeOptions): Promise<void> {
  const { planId, hear, stop, helpers } = options
  const db = createDatabase(pool)
  const asked = await readAsked(db, planId)
  const steps = searchSteps(asked.options)
  hear('reading', PROGRESS.reading)
  const read = await readProblem(db, asked)
  const { problem, bundled } = read
  hear('weeks', PROGRESS.weeks)
  const { board, schedule } = await planInThreads(problem, {
    ...steps,
    seed: asked.seed,
    helpers,
    stop,
    onWeeks: () => hear('routes', PROGRESS.routes),
    onRouted: (share) =>
      hear('routes', PROGRESS.routes + share * (PROGRESS.checking - PROGRESS.routes)),
  })
  const isStopped = Atomics.load(stop, 0) === 1
  hear('bound', PROGRESS.checking)
  const bound = await boundedBy(board)
  const shouldStop = () => Atomics.load(stop, 0) === 1
  const worth = bound ? worthOfMore(problem, bound, { seed: asked.seed, shouldStop }) : []
  hear('checking', PROGRESS.checking)
  expectValid(problem, schedule)
  const comparison = asked.patch
    ? await compared(db, asked, { problem, schedule }, { ...options, helpers })
    : null
  hear('storing', PROGRESS.storing)
  const orders = plannedOrders(problem, bundled, schedule)
  await storePlan(pool, planId, {
    orders,
    summary: {
      isStopped,
      frozenUntil: problem.frozenUntil ?? problem.startOn,
      startOn: problem.startOn,
      objective: schedule.objective,
      boundGapPct: bound ? Math.round(bound.gapPct * 10) / 10 : null,
      workMinutes: sum(schedule.visits, ({ minutes }) => minutes),
      crewCount: problem.crews.length,
      paidMinutes: sum(schedule.loads, ({ capacityMinutes }) => capacityMinutes),
      milestones: milestonePlans(problem, schedule),
      held: read.held,
      notes: {
        overdueDeliveries: read.inputs.overdue.map(({ reference, dueOn }) => ({
          reference,
          dueOn,
        })),
        crewsWithoutHome: read.inputs.crewsWithoutHome.length,
      },
    },
    detail: {
      ...reportOf(problem, schedule),
      quantities: quantitiesOf(problem, schedule),
      worth,
      comparison,
    },
  })
}

/** The live data, planned at the same moment with the same seed, beside the scenario. */
async function compared(
  db: Database,
  asked: Asked,
  scenario: { problem: PlanningProblem; schedule: Schedule },
  { helpers, stop }: Pick<MakeOptions, 'helpers' | 'stop'>,
) {
  const { problem } = await readProblem(db, { ...asked, patch: null })
  const { schedule } = await planInThreads(problem, {
    ...searchSteps(asked.options),
    seed: asked.seed,
    helpers,
    stop,
  })
  const patch = asked.patch ?? ScenarioPatchSchema.parse({})
  return compareSides(db, { problem, schedule }, scenario, patch, asked.startOn)
}

type Asked = Awaited<ReturnType<typeof readAsked>>

async function readAsked(db: Database, planId: Id<'Plan'>) {
  const plan = await db
    .selectFrom('plan')
    .leftJoin('scenario', 'scenario.id', 'plan.scenarioId')
    .select(['plan.programId', 'plan.regions', 'plan.fromOn', 'plan.options', 'plan.seed'])
    .select('scenario.patch')
    .where('plan.id', '=', planId)
    .executeTakeFirstOrThrow()
  return {
    programId: plan.programId,
    regions: plan.regions,
    startOn: plan.fromOn,
    seed: plan.seed,
    options: PlanOptionsSchema.parse(plan.options),
    patch: plan.patch === null ? null : ScenarioPatchSchema.parse(plan.patch),
  }
}

/** Without a bound the plan is as good; the solver's memory is all that can fail. */
async function boundedBy(board: TacticalPlan): Promise<TacticalBound | null> {
  try {
    return await boundOf(board, await openHighs())
  } catch {
    return null
  }
}

function expectValid(problem: PlanningProblem, schedule: Schedule): void {
  const violations = validate(problem, schedule)
  if (violations.length === 0) return
  throw new InvalidPlanError(JSON.stringify(violations.slice(0, 20)))
}

function sum<Row>(rows: readonly Row[], value: (row: Row) => number): number {
  return Math.round(rows.reduce((total, row) => total + value(row), 0))
}
