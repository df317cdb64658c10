import type { EventKind } from '@changeover/shared/history'
import { AppError, type Id } from '@changeover/shared/commands'
import { nextState, type OrderState, type TransitionName } from '@changeover/shared/orders'
import type { Charge } from '@changeover/shared/program'
import { dayAt, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { visibleOrders } from './access.ts'
import { countStates, type OrderCell } from './measures.ts'

/** An order as a command finds it, locked until the command is through. */
export interface LockedOrder extends OrderCell {
  id: Id<'WorkOrder'>
  number: number
  version: number
  state: OrderState
  siteId: Id<'Site'>
  trackId: Id<'Track'>
  crewId: Id<'Crew'> | null
  scheduledOn: Day | null
  doneOn: Day | null
  gateOn: Day
  timeZone: string
}

/** Locks the order. @throws AppError `NOT_FOUND` where it is not the actor's, `CONFLICT` where it is newer than what they saw. */
export function lockOrder(work: UnitOfWork, orderId: Id<'WorkOrder'>): Promise<LockedOrder> {
  return lockOrderWhere(work, orderId, visibleOrders(work.actor))
}

/** As `lockOrder`, among the orders (`w`) that `isReached` allows. */
export async function lockOrderWhere(
  work: UnitOfWork,
  orderId: Id<'WorkOrder'>,
  isReached: RawBuilder<boolean>,
): Promise<LockedOrder> {
  const { rows } = await sql<LockedOrder & { charge: Charge }>`
    select w.id, w.number, w.version, w.state, w.site_id, w.track_id, w.crew_id, w.scheduled_on, w.done_on,
      w.milestone_id, w.region, w.charge, k.family as kit_family, m.gate_on, t.time_zone
    from work_order w join milestone m on m.id = w.milestone_id join site t on t.id = w.site_id
    left join kit_type k on k.id = w.kit_type_id
    where w.id = ${orderId} and ${isReached}
    for update of w
  `.execute(work.tx)
  if (rows.length === 0) throw new AppError('NOT_FOUND', { orderId })
  work.expectVersion(rows[0].version)
  return rows[0]
}

/** The day the command happened on at the order's site. A device whose clock is ahead is not believed. */
export function dayOfWork(work: UnitOfWork, order: Pick<LockedOrder, 'timeZone'>): Day {
  const happened = work.occurredAt < work.recordedAt ? work.occurredAt : work.recordedAt
  return dayAt(happened, order.timeZone)
}

/** The state the transition leads to. @throws AppError `ILLEGAL_TRANSITION` */
export function requireTransition(
  order: Pick<LockedOrder, 'state' | 'number'>,
  transition: TransitionName,
): OrderState {
  const next = nextState(order.state, transition)
  if (next === null)
    throw new AppError('ILLEGAL_TRANSITION', {
      number: order.number,
      state: order.state,
      transition,
    })
  return next
}

/** No work before the milestone's gate. @throws AppError `BEFORE_GATE` */
export function requireOpenGate(order: Pick<LockedOrder, 'gateOn' | 'number'>, on: Day): void {
  if (on < order.gateOn)
    throw new AppError('BEFORE_GATE', { number: order.number, gateOn: order.gateOn, on })
}

/** Puts the order into its next state and tells everybody: row, event, rollup, topics. */
export async function enterState(
  work: UnitOfWork,
  order: LockedOrder,
  change: {
    to: OrderState
    event: EventKind
    payload?: Record<string, unknown>
    blockedReason?: string | null
  },
): Promise<void> {
  const on = dayOfWork(work, order)
  await sql`
    update work_order set state = ${change.to}, state_since = ${work.occurredAt}::timestamptz,
      blocked_reason = ${change.blockedReason ?? null}, version = version + 1
    where id = ${order.id}
  `.execute(work.tx)
  countStates(work, order, on, order.state, change.to)
  work.record({
    kind: change.event,
    subject: { kind: 'order', id: order.id },
    payload: { from: order.state, to: change.to, ...change.payload },
  })
  work.stale('orders', `order:${order.id}`, `site:${order.siteId}`)
}
