/**
 * The parts of orders as they were at the end of a past day: ports with their outcome, answers of the
 * checklist. What was overwritten comes from the values that triggers keep, what a command dated from
 * that command.
 */
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { isAfter, wasLater } from './rows.ts'

/**
 * The ports `x` of the orders. A connector that was fitted later, and an outcome of a closing or a
 * cancellation that was still to come, leave a port open.
 */
export function orderPortsOn(asOf: Day, orderIds: readonly Id<'WorkOrder'>[]): RawBuilder<unknown> {
  const cameBy = (
    kind: string,
  ) => sql`exists (select from event e where e.subject_id = o.order_id and e.kind = ${kind}
    and not ${isAfter(asOf, sql`e.recorded_at`)})`
  return sql`(
    select o.order_id, o.port_id, said.kit_type_id,
      case when is_open then 'open' else said.outcome end as outcome,
      case when is_open then null else said.outcome_reason end as outcome_reason,
      case when is_open then null else said.kit_serial end as kit_serial,
      case when is_open then null else said.kit_side end as kit_side,
      case when is_open then null else said.connector_id end as connector_id
    from work_order_port o
    left join lateral (${firstLater(asOf, 'order_port', sql`o.order_id, o.port_id`)}) as kept on true
    cross join lateral jsonb_populate_record(o, kept.value) as said
    left join connector fitted on fitted.id = said.connector_id
    cross join lateral (select case said.outcome
      when 'fitted' then ${wasLater(asOf, 'fitted.installed_command_id')}
      when 'not_fitted' then kept.value is null and not ${cameBy('order.closed')}
      when 'cancelled' then kept.value is null and not ${cameBy('order.cancelled')} and not ${cancelledInBulk(asOf)}
      else true end as is_open) as still
    where o.order_id = any (${[...orderIds]}::uuid[])
  ) as x`
}

/** Whether a command about many orders had cancelled the order `o.order_id`. */
function cancelledInBulk(asOf: Day): RawBuilder<unknown> {
  return sql`exists (select from order_assignment a where a.order_id = o.order_id and a.after_state = 'cancelled'
    and not ${wasLater(asOf, 'a.command_id')})`
}

/** The answers `a` of the orders; those that were given later are for the caller to leave out. */
export function answersOn(asOf: Day, orderIds: readonly Id<'WorkOrder'>[]): RawBuilder<unknown> {
  return sql`(
    select said.* from checklist_answer o
    left join lateral (${firstLater(asOf, 'checklist_answer', sql`o.order_id, o.step`)}) as kept on true
    cross join lateral jsonb_populate_record(o, kept.value) as said
    where o.order_id = any (${[...orderIds]}::uuid[])
  ) as a`
}

/** What the row with this key said until the first change after the day. */
function firstLater(asOf: Day, kind: string, key: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`select k.value from earlier_value k
    where k.subject_kind = ${kind} and k.subject_id = md5(concat_ws(' ', ${key}))::uuid and ${isAfter(asOf, sql`k.until`)}
    order by k.until limit 1`
}
