/**
 * Orders as they were at the end of a past day: today's rows, but for those that changed after the day. A
 * trigger leaves each row behind as it was, with its time (`migrations/0050_earlier_orders.ts`), so a question
 * costs what it finds and what has changed since, however many orders there are.
 * Invariant: an order is in exactly one of `unchanged` and `others`.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { endOf } from './rows.ts'

/** How a column of an order is named in what is asked of it, whichever row says it. */
export type Column = (name: ThenColumn) => RawBuilder<unknown>

/** Columns of an order that can change. */
type ThenColumn =
  | 'state'
  | 'crew_id'
  | 'milestone_id'
  | 'site_id'
  | 'scheduled_on'
  | 'due_on'
  | 'kit_type_id'
  | 'priority'
  | 'checklist_template_id'
  | 'route_position'
  | 'blocked_reason'
  | 'state_since'

export interface PastOrders {
  /** A query for the ids of all orders that can be meant. Without it, every change after the day is read. */
  of?: RawBuilder<unknown>
  /** What must hold of an order `w`. */
  where?: (column: Column) => RawBuilder<unknown>
}

/** What can be asked of an order of a past day. */
const columns = sql`w.id, w.number, w.version, w.program_id, w.track_id, w.region, w.charge, w.port_count, w.created_on,
  w.state, w.crew_id, w.milestone_id, w.site_id, w.scheduled_on, w.due_on, w.kit_type_id, w.priority,
  w.checklist_template_id, w.route_position, w.blocked_reason, w.state_since`

/** The two halves of the orders of a past day, each a `select` of the columns of `ordersOn` from `w`. */
export function halvesOn(asOf: Day, { of, where }: PastOrders) {
  const end = endOf(asOf)
  const isMeant = sql`w.created_on <= ${asOf}::date and w.deleted_at is null
    and ${of ? sql`w.id in (${of})` : sql`true`} and ${where ? where((name) => sql.ref(`w.${name}`)) : sql`true`}`
  return {
    unchanged: sql`select ${columns} from work_order w where ${isMeant}
      and not exists (select from earlier_order k where k.id = w.id and k.until >= ${end})`,
    others: sql`select ${columns} from ${changedSince(end)} as w where ${isMeant}`,
  }
}

/** The orders `past` at the end of a day: those that are asked for, or all. */
export function ordersOn(asOf: Day, asked: PastOrders): RawBuilder<unknown> {
  const { unchanged, others } = halvesOn(asOf, asked)
  return sql`(${unchanged} union all ${others}) as past`
}

/** The orders that changed from an instant on, each row as it was until then. */
export function changedSince(instant: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(select k.* from earlier_order k where k.until >= ${instant} and k.from_at < ${instant})`
}

/** The day on which an order entered its state, in the time zone of its site `zone`. */
export function enteredOn(then: Column, zone: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`(${then('state_since')} at time zone ${zone})::date`
}
