/**
 * Accepting a proposal: whole, by crew or by week, through one command; taken back in one. Orders
 * that changed since the proposal was made stay as they are and are named one by one.
 */
import { AppError, type Id } from '@changeover/shared/commands'
import type { AcceptScope } from '@changeover/shared/planning'
import { sql, type RawBuilder } from 'kysely'
import { moveOrders, undoChange, visibleOrders } from '../../orders/index.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { requirePlan } from './proposals.ts'

/** How many refused orders an answer names. */
const MOST_NAMED = 200

export async function accept(
  work: UnitOfWork,
  { planId, scope }: { planId: Id<'Plan'>; scope: AcceptScope },
) {
  const plan = await requirePlan(work.tx, work.actor, planId)
  if (plan.scenarioId !== null) throw new AppError('SCENARIO_NOT_LIVE', { planId })
  if (plan.state !== 'proposed' && plan.state !== 'accepted')
    throw new AppError('NOTHING_TO_DO', { state: plan.state })
  const moved = await moveOrders(
    work,
    sql`select a.order_id, a.crew_id, a.planned_on, a.position, a.version_before from plan_assignment a
      where a.plan_id = ${planId} and a.change in ('added', 'moved', 'dropped') and a.accepted_command_id is null
        and ${scopeCondition(scope)}`,
  )
  const refused = moved.flatMap(({ orderId, number, refusal }) =>
    refusal === null ? [] : [{ orderId, number, reason: refusal }],
  )
  const done = moved.filter(({ refusal }) => refusal === null)
  if (done.length === 0 && (scope.kind !== 'all' || refused.length > 0))
    throw new AppError('NOTHING_TO_DO', { refused: refused.slice(0, MOST_NAMED) })
  await noteOutcome(work, planId, done, refused)
  const counts = {
    scheduled: done.filter(({ scheduledOn }) => scheduledOn !== null).length,
    dropped: done.filter(({ scheduledOn }) => scheduledOn === null).length,
    refused: refused.length,
  }
  work.record({
    kind: 'plan.accepted',
    subject: { kind: 'plan', id: planId },
    payload: { ...counts, scope: scope.kind },
  })
  work.stale('plans', `plan:${planId}`)
  return { ...counts, refusedOrders: refused.slice(0, MOST_NAMED) }
}

function scopeCondition(scope: AcceptScope): RawBuilder<boolean> {
  switch (scope.kind) {
    case 'all':
      return sql<boolean>`true`
    case 'crews':
      return sql<boolean>`coalesce(a.crew_id, a.before_crew_id) = any (${scope.crewIds}::uuid[])`
    case 'weeks':
      return sql<boolean>`date_trunc('week', coalesce(a.planned_on, a.before_on))::date = any (${scope.weeks}::date[])`
  }
}

/** Notes what became of each order. A plan counts as accepted from its first part on. */
async function noteOutcome(
  work: UnitOfWork,
  planId: Id<'Plan'>,
  done: readonly { orderId: Id<'WorkOrder'> }[],
  refused: readonly { orderId: Id<'WorkOrder'>; reason: string }[],
): Promise<void> {
  const ids = done.map(({ orderId }) => orderId)
  await sql`
    update plan_assignment set accepted_command_id = ${work.commandId}, refusal = null
    where plan_id = ${planId} and order_id = any (${ids}::uuid[])`.execute(work.tx)
  await sql`
    update plan_assignment a set refusal = r.reason
    from unnest(${refused.map(({ orderId }) => orderId)}::uuid[], ${refused.map(({ reason }) => reason)}::text[]) as r(order_id, reason)
    where a.plan_id = ${planId} and a.order_id = r.order_id`.execute(work.tx)
  await work.tx
    .updateTable('plan')
    .set({ state: 'accepted', acceptedCommandId: work.commandId })
    .where('id', '=', planId)
    .execute()
}

/** Takes an acceptance back: each order gets what it had, and the proposal can be reviewed again. */
export async function undoAccept(
  work: UnitOfWork,
  { planId, commandId }: { planId: Id<'Plan'>; commandId: Id<'Command'> },
) {
  await requirePlan(work.tx, work.actor, planId)
  const outcome = await undoChange(work, { commandId })
  // Their versions rose twice by our own hand, so the proposal is not stale for them.
  await sql`
    update plan_assignment a set accepted_command_id = null, version_before = w.version
    from order_assignment u join work_order w on w.id = u.order_id
    where a.plan_id = ${planId} and a.accepted_command_id = ${commandId} and u.order_id = a.order_id
      and u.command_id = ${work.commandId} and ${visibleOrders(work.actor)}`.execute(work.tx)
  await sql`
    update plan p set state = 'proposed', accepted_command_id = null where p.id = ${planId}
      and not exists (select from plan_assignment a where a.plan_id = p.id and a.accepted_command_id is not null)`.execute(
    work.tx,
  )
  work.record({ kind: 'plan.acceptUndone', subject: { kind: 'plan', id: planId }, payload: {} })
  work.stale('plans', `plan:${planId}`)
  return outcome
}
