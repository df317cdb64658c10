/** The state of orders on a day, with the day on which each entered it and what blocked it. */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { enteredOn, ordersOn, type Column } from './orders.ts'

/**
 * The state of each order `w` for which `only` holds at the end of `asOf`: order_id, state, entered_on, reason.
 * A question about today reads the orders themselves. `where` narrows by what can change.
 */
export function orderStates(
  asOf: Day,
  isPast: boolean,
  only: RawBuilder<unknown> = sql`true`,
  where: (column: Column) => RawBuilder<unknown> = () => sql`true`,
): RawBuilder<unknown> {
  if (!isPast)
    return sql`(
      select w.id as order_id, w.state, (w.state_since at time zone s.time_zone)::date as entered_on,
        w.blocked_reason as reason
      from work_order w join site s on s.id = w.site_id
      where w.deleted_at is null and ${only} and ${where((name) => sql.ref(`w.${name}`))}
    )`
  return sql`(
    select past.id as order_id, past.state, ${enteredOn((name) => sql.ref(`past.${name}`), sql`s.time_zone`)} as entered_on,
      past.blocked_reason as reason
    from ${ordersOn(asOf, { where: (column) => sql`${only} and ${where(column)}` })} join site s on s.id = past.site_id
  )`
}
