/**
 * The list of orders as they were at the end of a past day, by the filters of today's list. A search looks
 * for what sites were called then.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { OrderFilter, PastOrderRow } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'
import { visibleOrders } from './access.ts'
import { isOneOf, searchCondition } from './filter.ts'
import { joinThen, ordersOn, tableThen } from '../past/index.ts'

/** Orders of a past day are put together one by one: no more than so many are counted. */
const COUNTED = 10_000

export interface PastRequest {
  asOf: Day
  filter: OrderFilter
  /** The number of the last order of the page before. */
  after: number | null
  limit: number
}

/** A page of orders by number, and with the first page how many there are, or that there are more than are counted. */
export async function listOrdersOn(db: Database, actor: Actor, request: PastRequest) {
  const { asOf, filter, after, limit } = request
  const [page, total] = await Promise.all([
    sql<PastOrderRow>`
      select w.id, w.number, past.state, past.entered_on, past.site_id, t.name as site_name, t.city, w.region, w.charge,
        m.name as milestone_name, k.name as kit_name, w.port_count, past.priority, c.name as crew_name,
        past.scheduled_on, past.due_on, past.blocked_reason
      from ${ordersOn(asOf)}
      ${joinThen('site', 't', sql`past.site_id`, asOf)}
      join ${tableThen('milestone', asOf)} m on m.id = past.milestone_id
      left join ${tableThen('kit_type', asOf)} k on k.id = past.kit_type_id
      left join ${tableThen('crew', asOf)} c on c.id = past.crew_id
      where ${conditionOn(actor, filter, asOf)} and w.number > ${after ?? 0}
      order by w.number limit ${limit + 1}
    `.execute(db),
    after === null
      ? sql<{ count: number }>`
          select count(*)::int as count from (
            select from ${ordersOn(asOf)} where ${conditionOn(actor, filter, asOf)} limit ${COUNTED + 1}
          ) as counted
        `.execute(db)
      : null,
  ])
  const rows = page.rows.slice(0, limit)
  return {
    rows,
    next: page.rows.length > limit ? (rows.at(-1)?.number ?? null) : null,
    total: total ? Math.min(COUNTED, total.rows[0].count) : null,
    isMore: (total?.rows[0].count ?? 0) > COUNTED,
  }
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
  add(filter.siteId, (id) => sql`past.site_id = ${id}::uuid`)
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
  if (filter.search) conditions.push(searchCondition(filter.search, asOf))
  return sql.join(conditions, sql` and `)
}

/** Whether the order's day, or the day asked for where it had none, lay before the gate as it was then. */
function beforeGate(asOf: Day): RawBuilder<unknown> {
  return sql`(coalesce(past.scheduled_on, ${asOf}::date) < (
    select g.gate_on from ${tableThen('milestone', asOf)} g where g.id = past.milestone_id))`
}
