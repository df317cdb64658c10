/**
 * The crew found other hardware than was planned. A kit of the program that fits it takes the planned
 * one's place, with its checklist; anything else sends the order back to planning with what was seen.
 * The observation is kept in every case, also of an order that is over.
 */
import { AppError, type Id } from '@changeover/shared/commands'
import type { Difference, DifferenceEffect } from '@changeover/shared/orders'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'
import { latenessOf, keepLateReport, lockReported } from './late-report.ts'
import { countStates } from './measures.ts'
import { dayOfWork, requireTransition, type LockedOrder } from './transitions.ts'

/** Records the difference and lets the order follow it. @throws AppError `INVALID` for a kit that the order cannot take. */
export async function reportDifference(work: UnitOfWork, data: Difference) {
  const order = await lockReported(work, data.orderId)
  const late = latenessOf(work, order)
  const isOver = ['done', 'verified'].includes(order.state)
  if (late || isOver) {
    await keepObservation(work, data, 'noted')
    if (late)
      return {
        ...(await keepLateReport(work, order, { name: 'orders.different', data, reason: late })),
        effect: 'noted' as const,
      }
    return { state: order.state, version: order.version, effect: 'noted' as const }
  }
  const to = requireTransition(order, 'different')
  const { seen } = data
  if ('kitTypeId' in seen) {
    await adapt(work, order, seen)
    await keepObservation(work, data, 'adapted')
    return { state: order.state, version: order.version + 1, effect: 'adapted' as const }
  }
  await returnToPlanning(work, order)
  await keepObservation(work, data, 'returned')
  return { state: to, version: order.version + 1, effect: 'returned' as const }
}

async function keepObservation(
  work: UnitOfWork,
  { orderId, seen }: Difference,
  effect: DifferenceEffect,
): Promise<void> {
  await work.tx
    .insertInto('orderObservation')
    .values({
      commandId: work.commandId,
      orderId,
      kitTypeId: 'kitTypeId' in seen ? seen.kitTypeId : null,
      description: 'description' in seen ? seen.description : null,
      effect,
      observedAt: work.occurredAt,
      observedBy: work.actor.personId,
    })
    .execute()
  work.record({
    kind: 'order.different',
    subject: { kind: 'order', id: orderId },
    payload: { effect, ...seen },
  })
  work.stale('orders', `order:${orderId}`)
}

type SeenKit = Extract<Difference['seen'], { kitTypeId: Id<'KitType'> }>

/** Plans the kit for the ports it fits, and its checklist for the order. A checklist of the same code stays in its version. */
async function adapt(work: UnitOfWork, order: LockedOrder, seen: SeenKit): Promise<void> {
  const kit = await findKit(work, order, seen)
  await sql`
    update work_order_port x set kit_type_id = ${seen.kitTypeId}
    from port p where p.id = x.port_id and x.order_id = ${order.id} and x.outcome = 'open'
      and (p.level is null or p.level = ${kit.level})
  `.execute(work.tx)
  await sql`
    update work_order set kit_type_id = ${seen.kitTypeId}, checklist_template_id = ${kit.templateId}, version = version + 1
    where id = ${order.id}
  `.execute(work.tx)
  if (kit.family === order.kitFamily) return
  const on = dayOfWork(work, order)
  countStates(work, order, on, null, order.state, -1)
  countStates(work, { ...order, kitFamily: kit.family }, on, null, order.state)
  work.stale('progress')
}

async function findKit(work: UnitOfWork, order: LockedOrder, seen: SeenKit) {
  const { rows } = await sql<{
    family: string
    level: string
    templateId: Id<'ChecklistTemplate'> | null
  }>`
    select k.family, k.level, case when l.code = k.checklist_code then l.id else (
        select n.id from checklist_template n where n.code = k.checklist_code
        order by n.version = ${seen.checklistVersion ?? null}::integer desc nulls last, n.version desc limit 1) end as template_id
    from kit_type k join work_order w on w.id = ${order.id} join track r on r.id = w.track_id
    left join checklist_template l on l.id = w.checklist_template_id
    where k.id = ${seen.kitTypeId} and k.deleted_at is null and k.adds_standard = r.adds_standard
      and k.removes_standard is distinct from 'CCS1' and exists (
        select from work_order_port x join port p on p.id = x.port_id
        where x.order_id = w.id and x.outcome = 'open' and (p.level is null or p.level = k.level))
  `.execute(work.tx)
  if (rows.length === 0)
    throw new AppError('INVALID', {
      reason: 'This kit fits no open port of the order.',
      kitTypeId: seen.kitTypeId,
    })
  return rows[0]
}

/** Crew and day are let go, as if nobody had been given the order; a planner can take it back. */
async function returnToPlanning(work: UnitOfWork, order: LockedOrder): Promise<void> {
  await sql`
    with kept as (
      insert into order_assignment (command_id, recorded_at, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after)
      select ${work.commandId}::uuid, ${work.recordedAt}::timestamptz, w.id, w.state, w.crew_id, w.scheduled_on, w.blocked_reason, 'planned', null, null, w.version + 1
      from work_order w where w.id = ${order.id}
    )
    update work_order set state = 'planned', state_since = ${work.occurredAt}::timestamptz, crew_id = null, scheduled_on = null,
      route_position = null, blocked_reason = null, version = version + 1
    where id = ${order.id}
  `.execute(work.tx)
  await countAssignmentDeltas(work)
  work.stale('progress', `site:${order.siteId}`)
}
