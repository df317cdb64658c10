/**
 * How often one visit is enough: the visit by which an order is first closed or blocked is written once, and
 * stays. Who closes, blocks or reopens writes here; `progress` reads.
 */
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'

/** A statement that keeps how a visit ended, if it was the first one; without a `reason` all was done. */
export function firstVisitEnds(
  work: UnitOfWork,
  orderId: Id<'WorkOrder'>,
  endedOn: Day,
  reason: string | null,
): RawBuilder<unknown> {
  return sql`insert into first_visit (order_id, program_id, charge, region, ended_on, reason, recorded_at)
    select v.id, v.program_id, v.charge, v.region, ${endedOn}::date, ${reason}::text, ${work.recordedAt}::timestamptz
    from work_order v where v.id = ${orderId}
    on conflict (order_id) do nothing`
}

/** One visit was not enough: the order is opened again. */
export function firstVisitWasNotEnough(
  work: UnitOfWork,
  orderId: Id<'WorkOrder'>,
): Promise<unknown> {
  return sql`
    update first_visit set reopened_at = ${work.recordedAt}::timestamptz
    where order_id = ${orderId} and reopened_at is null
  `.execute(work.tx)
}
