import type { Id } from '@changeover/shared/commands'
import type { ProcedureName } from '@changeover/shared/accounts'
import type { OrderState } from '@changeover/shared/orders'
import { isCrewBound } from '../accounts/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { reportableOrders } from './access.ts'
import { lockOrderWhere, type LockedOrder } from './transitions.ts'

/** Why a crew's word no longer moves an order. */
export type Lateness = 'cancelled' | 'taken_away'

/** Whether the order had been cancelled or given to others while the crew had no signal. */
export function latenessOf(
  work: UnitOfWork,
  order: Pick<LockedOrder, 'state' | 'crewId'>,
): Lateness | null {
  if (!isCrewBound(work.actor)) return null
  if (order.crewId !== work.actor.crewId) return 'taken_away'
  return order.state === 'cancelled' ? 'cancelled' : null
}

/** Locks an order for a crew's report. @throws AppError `NOT_FOUND` where it never was the crew's. */
export function lockReported(work: UnitOfWork, orderId: Id<'WorkOrder'>): Promise<LockedOrder> {
  return lockOrderWhere(work, orderId, reportableOrders(work.actor))
}

/**
 * Keeps what the crew did instead of carrying it out: the order stays as the office wants it, and the
 * office sees what happened on site. The phone gets a receipt and may let go of it.
 */
export async function keepLateReport(
  work: UnitOfWork,
  order: Pick<LockedOrder, 'id' | 'state' | 'version' | 'siteId'>,
  report: { name: ProcedureName; data: Record<string, unknown>; reason: Lateness },
): Promise<{ state: OrderState; version: number; isLate: true }> {
  await work.tx
    .insertInto('orderLateReport')
    .values({
      commandId: work.commandId,
      orderId: order.id,
      name: report.name,
      data: JSON.stringify(report.data),
      reason: report.reason,
      occurredAt: work.occurredAt,
      reportedBy: work.actor.personId,
      crewId: work.actor.crewId,
    })
    .execute()
  work.record({
    kind: 'order.reportedLate',
    subject: { kind: 'order', id: order.id },
    payload: { what: report.name, reason: report.reason, data: report.data },
  })
  work.stale('orders', `order:${order.id}`)
  return { state: order.state, version: order.version, isLate: true }
}
