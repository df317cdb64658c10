/**
 * Orders as they were at the end of a past day. The state comes from the moves of the history; what bulk
 * commands changed (crew, milestone) from the first of them after the day, which kept what it found;
 * promised and due day, kit, priority, checklist and site from the values that triggers keep
 * (`migrations/0038_past_rows.ts`).
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { orderStates, recordedBy } from './order-moves.ts'
import { isAfter } from './rows.ts'

/** The orders `w`, each with `past`: what it said at the end of the day. */
export function ordersOn(asOf: Day): RawBuilder<unknown> {
  const later = (condition: RawBuilder<unknown>) => sql`
    select a.* from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    where a.order_id = w.id and not ${recordedBy(asOf, 'e')} and ${condition} order by e.position limit 1`
  const said = sql`(
    select kept.value from earlier_value kept
    where kept.subject_kind = 'order' and kept.subject_id = w.id and ${isAfter(asOf, sql`kept.until`)}
    order by kept.until limit 1)`
  return sql`work_order w cross join lateral (values (w.id)) as own(order_id)
    join lateral ${orderStates(asOf, true, sql`w.id = own.order_id`)} as step on true
    left join lateral (${later(sql`true`)}) as moved on true
    left join lateral (${later(sql`a.before_fields is not null`)}) as fields on true
    cross join lateral jsonb_populate_record(w, ${said}) as promise
    cross join lateral (select step.state, step.entered_on, promise.scheduled_on, promise.due_on, promise.kit_type_id,
      promise.priority, promise.checklist_template_id, promise.route_position, promise.site_id,
      coalesce((fields.before_fields ->> 'milestone_id')::uuid, w.milestone_id) as milestone_id,
      case when moved.order_id is null then w.crew_id else moved.before_crew_id end as crew_id,
      case when step.state = 'blocked' then coalesce(step.reason, w.blocked_reason) end as blocked_reason) as past`
}
