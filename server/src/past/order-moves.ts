/**
 * How orders moved from state to state, read from the history: what the rollup's `orders:` measures are
 * sums of, one row a move. `occurred_on` is the day that the rollup counts it on, `entered_on` the day
 * from which the order says it has been in its state. Invariant: the moves of an order, by position,
 * begin with its creation and each begins where the one before ended.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { endOf } from './rows.ts'

/** Whether an event `alias` was recorded by the end of `day`, in a way that an index can serve. */
export function recordedBy(day: Day, alias: string): RawBuilder<boolean> {
  return sql`${sql.ref(alias)}.recorded_at < ${endOf(day)}`
}

/** The moves recorded by `asOf` of the orders `w` for which `only` holds. */
export function orderMoves(asOf: Day, only: RawBuilder<boolean> = sql`true`): RawBuilder<unknown> {
  const day = sql`(e.recorded_at at time zone 'UTC')::date`
  return sql`(
    select w.id as order_id, 0::bigint as position, null::text as from_state, 'planned' as to_state,
      w.created_on as occurred_on, w.created_on as recorded_on, w.created_on as entered_on, null::text as reason
    from work_order w where w.created_on <= ${asOf} and w.deleted_at is null and ${only}
    union all
    select w.id, e.position, e.payload ->> 'from', e.payload ->> 'to',
      (least(e.occurred_at, e.recorded_at) at time zone s.time_zone)::date, ${day},
      (e.occurred_at at time zone s.time_zone)::date, e.payload ->> 'reason'
    from work_order w join event e on e.subject_id = w.id join site s on s.id = w.site_id
    where e.payload ->> 'from' is not null and e.payload ->> 'from' <> e.payload ->> 'to'
      and w.deleted_at is null and ${recordedBy(asOf, 'e')} and ${only}
    union all
    select w.id, e.position, a.before_state, a.after_state, ${day}, ${day},
      (e.occurred_at at time zone s.time_zone)::date, null
    from order_assignment a join work_order w on w.id = a.order_id
    join event e on e.command_id = a.command_id and e.ordinal = 0 join site s on s.id = w.site_id
    where a.before_state <> a.after_state and w.deleted_at is null and ${recordedBy(asOf, 'e')} and ${only}
  )`
}
