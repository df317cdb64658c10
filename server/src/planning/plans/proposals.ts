/**
 * Asking for a plan, stopping it, dropping it. A plan belongs to the regions of who asked for it:
 * whoever sees fewer does not see the plan.
 */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { PlanRequest } from '@changeover/shared/planning'
import { dayAt, type Day, type Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { enqueue } from '../../jobs/index.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { findPlan, type PlanRow } from './repository.ts'
import type { AsOf } from '../../past/index.ts'

/** Every plan uses the same seed, so that it changes only when its inputs do. */
const SEED = 1

/** Asks for a plan; it is made beside the requests. */
export async function propose(
  work: UnitOfWork,
  { programId, scenarioId, options }: PlanRequest,
): Promise<{ planId: Id<'Plan'> }> {
  await requireProgram(work.tx, programId)
  if (scenarioId) await requireScenario(work.tx, programId, scenarioId)
  const planId = newId<'Plan'>()
  const fromOn = planningDay(work.recordedAt)
  await work.tx
    .insertInto('plan')
    .values({
      id: planId,
      programId,
      scenarioId,
      state: 'running',
      seed: SEED,
      regions: work.actor.regions === null ? null : [...work.actor.regions],
      fromOn,
      toOn: fromOn,
      options: JSON.stringify(options),
      summary: '{}',
      requestedBy: work.actor.personId,
    })
    .execute()
  await enqueue(work.tx, 'plan', { planId }, { key: `plan ${planId}`, maxAttempts: 1 })
  work.record({
    kind: 'plan.asked',
    subject: { kind: 'plan', id: planId },
    payload: { programId, scenarioId },
  })
  work.stale('plans')
  return { planId }
}

/** Ends the search; what was found so far becomes the proposal. */
export async function stop(
  work: UnitOfWork,
  { planId }: { planId: Id<'Plan'> },
): Promise<Record<string, never>> {
  const plan = await requirePlan(work.tx, work.actor, planId)
  if (plan.state !== 'running') throw new AppError('NOTHING_TO_DO', { state: plan.state })
  await work.tx
    .updateTable('plan')
    .set({ stopAskedAt: sql`now()` })
    .where('id', '=', planId)
    .execute()
  work.record({ kind: 'plan.stopped', subject: { kind: 'plan', id: planId }, payload: {} })
  work.stale('plans', `plan:${planId}`)
  return {}
}

/** Puts a proposal away; one that is being made ends at once. */
export async function drop(
  work: UnitOfWork,
  { planId }: { planId: Id<'Plan'> },
): Promise<Record<string, never>> {
  const plan = await requirePlan(work.tx, work.actor, planId)
  if (plan.state !== 'running' && plan.state !== 'proposed')
    throw new AppError('NOTHING_TO_DO', { state: plan.state })
  await work.tx.updateTable('plan').set({ state: 'dropped' }).where('id', '=', planId).execute()
  work.record({ kind: 'plan.dropped', subject: { kind: 'plan', id: planId }, payload: {} })
  work.stale('plans', `plan:${planId}`)
  return {}
}

/** The plan, if the actor sees all that it is about. @throws AppError `NOT_FOUND` otherwise. */
export async function requirePlan(
  db: Database | DatabaseTransaction,
  actor: Actor,
  planId: Id<'Plan'>,
  asOf: AsOf = null,
): Promise<PlanRow> {
  const plan = await findPlan(db, planId, asOf)
  if (!plan || !isVisible(actor, plan)) throw new AppError('NOT_FOUND', { planId })
  return plan
}

/** Whether all that the plan is about lies in the actor's regions. */
export function isVisible(
  { regions }: Pick<Actor, 'regions'>,
  plan: Pick<PlanRow, 'regions'>,
): boolean {
  if (regions === null) return true
  return plan.regions !== null && plan.regions.every((region) => regions.includes(region))
}

/** @throws AppError `NOT_FOUND` when there is no such program. */
export async function requireProgram(
  db: Database | DatabaseTransaction,
  programId: Id<'Program'>,
): Promise<void> {
  const program = await db
    .selectFrom('program')
    .select('id')
    .where('id', '=', programId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!program) throw new AppError('NOT_FOUND', { programId })
}

async function requireScenario(
  tx: DatabaseTransaction,
  programId: Id<'Program'>,
  scenarioId: Id<'Scenario'>,
): Promise<void> {
  const scenario = await tx
    .selectFrom('scenario')
    .select('id')
    .where('id', '=', scenarioId)
    .where('programId', '=', programId)
    .where('deletedAt', 'is', null)
    .executeTakeFirst()
  if (!scenario) throw new AppError('NOT_FOUND', { scenarioId })
}

/** The first day of a plan asked for at `now`: the day of the continent that a network spans, seen from its middle. */
export function planningDay(now: Instant): Day {
  return dayAt(now, 'America/Chicago')
}
