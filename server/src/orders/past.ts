/**
 * Orders as they were at the end of a past day. The state comes from the moves of the history; what bulk
 * commands changed (crew, priority, milestone) from the first of them after the day, which kept what it
 * found; promised day, due day and kit from the values that triggers keep (`migrations/0029_past.ts`).
 * Names of sites, crews and milestones are those of today.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { OrderFilter, PastOrderRow } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'
import { orderStates, recordedBy } from '../progress/index.ts'
import { visibleOrders } from './access.ts'
import { isOneOf, searchCondition } from './filter.ts'

export interface PastRequest {
  asOf: Day
  filter: OrderFilter
  /** The number of the last order of the page before. */
  after: number | null
  limit: number
}

/** A page of orders by number, and with the first page how many there are. */
export async function listOrdersOn(db: Database, actor: Actor, request: PastRequest) {
  const { asOf, filter, after, limit } = request
  const [page, total] = await Promise.all([
    sql<PastOrderRow>`
      select w.id, w.number, past.state, past.entered_on, w.site_id, t.name as site_name, t.city, w.region, w.charge,
        m.name as milestone_name, k.name as kit_name, w.port_count, past.priority, c.name as crew_name,
        past.scheduled_on, past.due_on, past.blocked_reason
      from ${ordersOn(asOf)}
      join site t on t.id = w.site_id join milestone m on m.id = past.milestone_id
      left join kit_type k on k.id = past.kit_type_id left join crew c on c.id = past.crew_id
      where ${conditionOn(actor, filter, asOf)} and w.number > ${after ?? 0}
      order by w.number limit ${limit + 1}
    `.execute(db),
    after === null
      ? sql<{ count: number }>`
          select count(*)::int as count from ${ordersOn(asOf)} where ${conditionOn(actor, filter, asOf)}
        `.execute(db)
      : null,
  ])
  const rows = page.rows.slice(0, limit)
  return {
    rows,
    next: page.rows.length > limit ? (rows.at(-1)?.number ?? null) : null,
    total: total?.rows[0].count ?? null,
  }
}

/** The orders `w`, each with `past`: what it said at the end of the day. */
function ordersOn(asOf: Day): RawBuilder<unknown> {
  const later = (condition: RawBuilder<unknown>) => sql`
    select a.* from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    where a.order_id = w.id and not ${recordedBy(asOf, 'e')} and ${condition} order by e.position limit 1`
  const then = (column: string, type: string) =>
    sql`case when kept.value is null then ${sql.ref(`w.${column}`)} else (kept.value ->> ${sql.lit(column)})::${sql.raw(type)} end as ${sql.ref(column)}`
  const field = (column: string, type: string) =>
    sql`coalesce((fields.before_fields ->> ${sql.lit(column)})::${sql.raw(type)}, ${sql.ref(`w.${column}`)}) as ${sql.ref(column)}`
  return sql`work_order w cross join lateral (values (w.id)) as own(order_id)
    join lateral ${orderStates(asOf, true, sql`w.id = own.order_id`)} as step on true
    left join lateral (${later(sql`true`)}) as moved on true
    left join lateral (${later(sql`a.before_fields is not null`)}) as fields on true
    left join lateral (
      select value from earlier_value x
      where x.subject_kind = 'order' and x.subject_id = w.id and x.until >= (${asOf}::date + 1)::timestamp at time zone 'UTC'
      order by x.until limit 1
    ) as kept on true
    cross join lateral (select step.state, step.entered_on, ${then('scheduled_on', 'date')}, ${then('due_on', 'date')},
      ${then('kit_type_id', 'uuid')}, ${field('priority', 'smallint')}, ${field('milestone_id', 'uuid')},
      case when moved.order_id is null then w.crew_id else moved.before_crew_id end as crew_id,
      case when step.state = 'blocked' then coalesce(step.reason, w.blocked_reason) end as blocked_reason) as past`
}

/** What the filter narrows by, over `ordersOn`. */
function conditionOn(actor: Actor, filter: OrderFilter, asOf: Day): RawBuilder<unknown> {
  const conditions: RawBuilder<unknown>[] = [visibleOrders(actor)]
  const add = <Value>(
    value: Value | null | undefined,
    condition: (value: Value) => RawBuilder<unknown>,
  ) => {
    if (value !== null && value !== undefined) conditions.push(condition(value))
  }
  const orNone = (column: RawBuilder<unknown>) => (id: string) =>
    id === 'none' ? sql`${column} is null` : sql`${column} = ${id}::uuid`
  add(filter.programId, (id) => sql`w.program_id = ${id}`)
  add(filter.trackId, (id) => sql`w.track_id = ${id}`)
  add(filter.siteId, (id) => sql`w.site_id = ${id}`)
  add(filter.regions, (regions) => isOneOf(sql`w.region`, regions))
  add(filter.charge, (charge) => sql`w.charge = ${charge}`)
  add(filter.milestoneId, (id) => sql`past.milestone_id = ${id}::uuid`)
  add(filter.states, (states) => isOneOf(sql`past.state`, states))
  add(filter.crewId, orNone(sql`past.crew_id`))
  add(filter.kitTypeId, orNone(sql`past.kit_type_id`))
  add(filter.scheduledFrom, (day) => sql`past.scheduled_on >= ${day}::date`)
  add(filter.scheduledTo, (day) => sql`past.scheduled_on <= ${day}::date`)
  add(filter.dueTo, (day) => sql`past.due_on <= ${day}::date`)
  add(filter.priority, (priority) => sql`past.priority = ${priority}`)
  add(filter.blockedReason, (reason) => sql`past.blocked_reason = ${reason}`)
  add(filter.minDaysInState, (days) => sql`${asOf}::date - past.entered_on >= ${days}`)
  add(filter.isBeforeGate, (isBefore) => sql`${beforeGate(asOf)} = ${isBefore}`)
  if (filter.search) conditions.push(searchCondition(filter.search))
  return sql.join(conditions, sql` and `)
}

/** Whether the order's day, or the day asked for where it had none, lay before the gate as it was then. */
function beforeGate(asOf: Day): RawBuilder<unknown> {
  return sql`(coalesce(past.scheduled_on, ${asOf}::date) < (
    select coalesce((
      select (x.value ->> 'gate_on')::date from earlier_value x
      where x.subject_kind = 'milestone' and x.subject_id = g.id and x.until >= (${asOf}::date + 1)::timestamp at time zone 'UTC'
      order by x.until limit 1), g.gate_on)
    from milestone g where g.id = past.milestone_id))`
}
