import { sql, type RawBuilder } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'

/**
 * The beginning of a statement that locks and judges the orders, writes those that are accepted and
 * keeps what each was before. The statement goes on with a `select` from `judged`.
 */
export function writeAccepted(
  work: UnitOfWork,
  verdicts: RawBuilder<unknown>,
  reason: string | null,
): RawBuilder<unknown> {
  return sql`with judged as (${verdicts} order by w.id for update of w),
    accepted as (select * from judged where refusal is null),
    changed as (
      update work_order w set state = a.after_state, crew_id = a.after_crew_id, scheduled_on = a.after_scheduled_on,
        due_on = a.after_due_on, priority = a.after_priority, milestone_id = a.after_milestone_id,
        kit_type_id = a.after_kit_type_id, checklist_template_id = a.after_checklist_template_id,
        route_position = case when (w.crew_id, w.scheduled_on) is distinct from (a.after_crew_id, a.after_scheduled_on)
          then null else w.route_position end,
        blocked_reason = case when a.after_state = 'blocked' then w.blocked_reason end, version = w.version + 1,
        state_since = case when w.state = a.after_state then w.state_since else ${work.occurredAt}::timestamptz end
      from accepted a where w.id = a.id
    ), kept as (
      insert into order_assignment (command_id, recorded_at, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after, before_fields, after_fields, before_ports, after_ports)
      select ${work.commandId}::uuid, ${work.recordedAt}::timestamptz, a.id, a.before_state, a.before_crew_id, a.before_scheduled_on, a.before_blocked_reason,
        a.after_state, a.after_crew_id, a.after_scheduled_on, a.version + 1,
        case when f.before is distinct from f.after then f.before end, case when f.before is distinct from f.after then f.after end,
        p.before, p.after
      from accepted a
      cross join lateral (select case when a.before_state = a.after_state then a.before_state_since
        else ${work.occurredAt}::timestamptz end as after_state_since) since
      cross join lateral (select ${fields(sql`a.before_`, sql`a.before_state_since`)} as before,
        ${fields(sql`a.after_`, sql`since.after_state_since`)} as after) f
      left join lateral (${portsOf(reason)}) p on a.step in ('cancel', 'reopen') or a.sets_kit
    )`
}

/** The fields beside state, crew and day, and since when the state holds, under the names of their columns so that they can be put back. */
function fields(prefix: RawBuilder<unknown>, since: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`jsonb_build_object('state_since', ${since}, 'due_on', ${prefix}due_on, 'priority', ${prefix}priority, 'milestone_id', ${prefix}milestone_id,
    'kit_type_id', ${prefix}kit_type_id, 'checklist_template_id', ${prefix}checklist_template_id)`
}

/**
 * The ports of an accepted order `a` before and after. A cancelled order lets its open ports go; a
 * reopened one takes those back that could not be fitted, unless a later order has them.
 */
function portsOf(reason: string | null): RawBuilder<unknown> {
  const isReleased = sql`(a.step = 'cancel' and o.outcome = 'open')`
  const isTakenBack = sql`(a.step = 'reopen' and o.outcome = 'not_fitted' and not exists (
    select from work_order_port later where later.port_id = o.port_id and later.track_id = o.track_id
      and later.outcome in ('open', 'fitted')))`
  return sql`select
      jsonb_agg(jsonb_build_object('portId', o.port_id, 'outcome', o.outcome, 'reason', o.outcome_reason,
        'kitTypeId', o.kit_type_id) order by o.port_id) as before,
      jsonb_agg(jsonb_build_object('portId', o.port_id,
        'outcome', case when ${isReleased} then 'cancelled' when ${isTakenBack} then 'open' else o.outcome end,
        'reason', case when ${isReleased} then ${reason}::text when ${isTakenBack} then null else o.outcome_reason end,
        'kitTypeId', case when a.sets_kit and o.outcome = 'open' then a.after_kit_type_id else o.kit_type_id end)
        order by o.port_id) as after
    from work_order_port o where o.order_id = a.id`
}

/** Brings the ports of the orders that this command kept rows of into the state that the rows say. */
export async function keepPorts(work: UnitOfWork): Promise<void> {
  await sql`
    update work_order_port o set outcome = p.outcome, outcome_reason = p.reason, kit_type_id = p."kitTypeId"
    from order_assignment a
    cross join lateral jsonb_to_recordset(a.after_ports) as p("portId" uuid, outcome text, reason text, "kitTypeId" uuid)
    where a.command_id = ${work.commandId} and a.after_ports is not null and o.order_id = a.order_id and o.port_id = p."portId"
      and (o.outcome, o.outcome_reason, o.kit_type_id) is distinct from (p.outcome, p.reason, p."kitTypeId")
  `.execute(work.tx)
}
