import type { Actor } from '@changeover/shared/accounts'
import { TRANSITIONS, type BulkChange, type OrderState } from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import { selectionCondition } from './filter.ts'

/**
 * What is wanted of each order, as a relation with one row an order: `order_id`, and for each field
 * whether it is set and to what. A bulk change wants the same of all, a CSV of each its own.
 */
export type Wanted = RawBuilder<unknown>

/** The same change for every order of a selection. */
export function wantedOfSelection(
  actor: Actor,
  { selection, change }: BulkChange,
  now: string,
): Wanted {
  const { set, step } = change
  return sql`
    select w.id as order_id, ${set.crewId !== undefined}::boolean as sets_crew, ${set.crewId ?? null}::uuid as crew_id,
      ${set.scheduledOn !== undefined}::boolean as sets_day, ${set.scheduledOn ?? null}::date as scheduled_on,
      ${set.dueOn !== undefined}::boolean as sets_due, ${set.dueOn ?? null}::date as due_on,
      ${set.priority ?? null}::smallint as priority, ${set.milestoneId ?? null}::uuid as milestone_id,
      ${set.kitTypeId !== undefined}::boolean as sets_kit, ${set.kitTypeId ?? null}::uuid as kit_type_id, ${step}::text as step
    from work_order w where ${selectionCondition(actor, selection, now)}`
}

/** States in which an order still waits for its crew: its milestone and kit may be changed. */
const waiting: readonly OrderState[] = TRANSITIONS.assign.from
const over: readonly OrderState[] = ['done', 'verified', 'cancelled']

/**
 * Each wanted order as it is (`before_…`), as it would be (`after_…`), and the reason why it must
 * stay as it is, if there is one. This is the only place that decides.
 *
 * Crew and day together schedule the order; without one of them it is planned again.
 */
export function judged(wanted: Wanted): RawBuilder<unknown> {
  return sql`
    select w.id, w.number, w.version, w.port_count, w.site_id, x.step, x.sets_kit,
      w.state as before_state, w.state_since as before_state_since, w.crew_id as before_crew_id, w.scheduled_on as before_scheduled_on,
      w.blocked_reason as before_blocked_reason, w.due_on as before_due_on, w.priority as before_priority,
      w.milestone_id as before_milestone_id, w.kit_type_id as before_kit_type_id,
      w.checklist_template_id as before_checklist_template_id,
      s.state as after_state, n.crew_id as after_crew_id, n.scheduled_on as after_scheduled_on, n.due_on as after_due_on,
      n.priority as after_priority, n.milestone_id as after_milestone_id, n.kit_type_id as after_kit_type_id,
      case when n.kit_type_id is distinct from w.kit_type_id and not exists (
          select from checklist_answer a where a.order_id = w.id)
        then coalesce((select l.id from checklist_template l where l.code = k.checklist_code order by l.version desc limit 1),
          w.checklist_template_id)
        else w.checklist_template_id end as after_checklist_template_id,
      case
        when x.step is not null and not ${stepIsLegal} then 'ILLEGAL_STATE'
        when (n.schedules or n.milestone_id <> w.milestone_id or n.kit_type_id is distinct from w.kit_type_id)
          and not w.state = any (${waiting}::text[]) then 'ILLEGAL_STATE'
        when x.step is null and w.state = any (${over}::text[]) then 'ILLEGAL_STATE'
        when m.track_id <> w.track_id then 'OTHER_TRACK'
        when (n.schedules or n.milestone_id <> w.milestone_id) and n.scheduled_on < m.gate_on then 'BEFORE_GATE'
        when n.schedules and not w.charge = any (c.skills) then 'NO_SKILL'
        when n.kit_type_id is distinct from w.kit_type_id and not ${kitFits} then 'WRONG_KIT'
        when (s.state, n.crew_id, n.scheduled_on, n.due_on, n.priority, n.milestone_id, n.kit_type_id) is not distinct from
          (w.state, w.crew_id, w.scheduled_on, w.due_on, w.priority, w.milestone_id, w.kit_type_id)
          and not (x.sets_kit and exists (select from work_order_port o where o.order_id = w.id and o.outcome = 'open'
            and o.kit_type_id is distinct from n.kit_type_id)) then 'UNCHANGED'
      end as refusal
    from (${wanted}) as x join work_order w on w.id = x.order_id
    cross join lateral (select x.sets_crew or x.sets_day as schedules,
      case when x.sets_crew then x.crew_id else w.crew_id end as crew_id,
      case when x.sets_day then x.scheduled_on else w.scheduled_on end as scheduled_on,
      case when x.sets_due then x.due_on else w.due_on end as due_on,
      coalesce(x.priority, w.priority) as priority, coalesce(x.milestone_id, w.milestone_id) as milestone_id,
      case when x.sets_kit then x.kit_type_id else w.kit_type_id end as kit_type_id) n
    cross join lateral (select case
      when x.step is not null then ${stepTo}
      when not n.schedules then w.state
      when n.crew_id is not null and n.scheduled_on is not null then 'scheduled'
      when w.state in ('scheduled', 'dispatched') then 'planned'
      else w.state end as state) s
    join track r on r.id = w.track_id join milestone m on m.id = n.milestone_id
    left join crew c on c.id = n.crew_id left join kit_type k on k.id = n.kit_type_id`
}

/** Whether `x.step` may be taken from `w.state`, and where it leads, from the table of transitions. */
const stepIsLegal = sql`case x.step
  when 'dispatch' then w.state = any (${TRANSITIONS.dispatch.from}::text[])
  when 'verify' then w.state = any (${TRANSITIONS.verify.from}::text[])
  when 'reopen' then w.state = any (${TRANSITIONS.reopen.from}::text[])
  when 'cancel' then w.state = any (${TRANSITIONS.cancel.from}::text[]) else false end`
const stepTo = sql`case x.step when 'dispatch' then ${TRANSITIONS.dispatch.to} when 'verify' then ${TRANSITIONS.verify.to}
  when 'reopen' then ${TRANSITIONS.reopen.to} when 'cancel' then ${TRANSITIONS.cancel.to} end`

/** A kit brings the track's standard, is made for the current and for the hardware where that is known, and leaves CCS1. */
const kitFits = sql`(n.kit_type_id is null or (k.deleted_at is null and k.adds_standard = r.adds_standard
  and k.removes_standard is distinct from 'CCS1'
  and (case w.charge when 'AC' then k.level in ('L1', 'L2') else k.level = w.charge end)
  and not exists (select from work_order_port o join port p on p.id = o.port_id join station h on h.id = p.station_id
    where o.order_id = w.id and o.outcome = 'open' and h.kit_family <> k.family)))`
