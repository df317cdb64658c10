/**
 * The list of orders as they were at the end of a past day, by the filters of today's list. A search looks
 * for what sites were called then; an order that came to another site since is looked for at that one.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { OrderFilter, PastOrderRow } from '@changeover/shared/orders'
import { addDays, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'
import { visibleOrders } from './access.ts'
import { isOneOf, searchCondition } from './filter.ts'
import { enteredOn, halvesOn, joinThen, ordersOn, tableThen, type Column } from '../past/index.ts'

/** No more than so many are counted. */
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
  const { asOf, limit, after } = request
  const { ids, count } = await findOrders(db, actor, request)
  const shown = ids.slice(0, limit)
  const rows = await readRows(db, asOf, shown)
  return {
    rows,
    next: ids.length > limit ? (rows.at(-1)?.number ?? null) : null,
    total: after === null ? Math.min(COUNTED, count) : null,
    isMore: after === null && count > COUNTED,
  }
}

/** The orders of a page and one more, by number; with the first page also how many all pages hold, at most one more than are counted. */
async function findOrders(
  db: Database,
  actor: Actor,
  { asOf, filter, after, limit }: PastRequest,
): Promise<{ ids: string[]; count: number }> {
  const { unchanged, others } = await partsOf(db, actor, filter, asOf)
  const upTo = (part: RawBuilder<unknown>) => sql`(select id, number from ${part} as part
    where number > ${after ?? 0} order by number limit ${limit + 1})`
  const counted = (part: RawBuilder<unknown>) =>
    sql`(select from ${part} as part limit ${COUNTED + 1})`
  const all = sql`(${unchanged})`
  const count =
    after === null
      ? sql`select count(*)::int from (${counted(all)} union all ${counted(sql`others`)}) as all_parts`
      : sql`select 0`
  // What has changed since is read once for both: no order by number helps there.
  const { rows } = await sql<{ ids: string[]; count: number }>`
    with others as materialized (select id, number from (${others}) as part)
    select (${count}) as count, array(
      select id from (${upTo(all)} union all ${upTo(sql`others`)}) as page order by number limit ${limit + 1}
    ) as ids
  `.execute(db)
  return rows[0]
}

/**
 * The orders that the filter finds, in two parts that have none in common. What never changes is asked of
 * today's rows alone.
 */
async function partsOf(db: Database, actor: Actor, filter: OrderFilter, asOf: Day) {
  const fixed = sql`${visibleOrders(actor)} and ${fixedCondition(filter, asOf)}`
  const gates = typeof filter.isBeforeGate === 'boolean' ? await readGates(db, asOf) : []
  const changing = changingConditions(filter, asOf, gates)
  if (changing.length === 0)
    return {
      unchanged: sql`select w.id, w.number from work_order w where ${fixed} and w.created_on <= ${asOf}::date`,
      others: sql`select null::uuid as id, null::bigint as number where false`,
    }
  return halvesOn(asOf, {
    where: (column) =>
      sql.join([fixed, ...changing.map((condition) => condition(column))], sql` and `),
  })
}

/** The milestones of a past day by their gates. */
async function readGates(db: Database, asOf: Day): Promise<{ id: string; gateOn: Day }[]> {
  const { rows } = await sql<{ id: string; gateOn: Day }>`
    select m.id, m.gate_on from ${tableThen('milestone', asOf)} m`.execute(db)
  return rows
}

async function readRows(db: Database, asOf: Day, ids: readonly string[]): Promise<PastOrderRow[]> {
  const of = sql`select unnest(${[...ids]}::uuid[])`
  const enteredThen = enteredOn((name) => sql.ref(`past.${name}`), sql`t.time_zone`)
  const { rows } = await sql<PastOrderRow>`
    select past.id, past.number, past.state, ${enteredThen} as entered_on, past.site_id, t.name as site_name, t.city,
      past.region, past.charge, m.name as milestone_name, k.name as kit_name, past.port_count, past.priority,
      c.name as crew_name, past.scheduled_on, past.due_on, past.blocked_reason
    from ${ordersOn(asOf, { of })}
    ${joinThen('site', 't', sql`past.site_id`, asOf)}
    join ${tableThen('milestone', asOf)} m on m.id = past.milestone_id
    left join ${tableThen('kit_type', asOf)} k on k.id = past.kit_type_id
    left join ${tableThen('crew', asOf)} c on c.id = past.crew_id
    order by past.number
  `.execute(db)
  return rows
}

/** What the filter narrows by that an order has for ever. */
function fixedCondition(filter: OrderFilter, asOf: Day): RawBuilder<unknown> {
  const conditions = [sql`true`]
  if (filter.programId) conditions.push(sql`w.program_id = ${filter.programId}`)
  if (filter.trackId) conditions.push(sql`w.track_id = ${filter.trackId}`)
  if (filter.regions) conditions.push(isOneOf(sql`w.region`, filter.regions))
  if (filter.charge) conditions.push(sql`w.charge = ${filter.charge}`)
  if (filter.search) conditions.push(searchCondition(filter.search, asOf))
  return sql.join(conditions, sql` and `)
}

/** What the filter narrows by that may have changed since. */
function changingConditions(
  filter: OrderFilter,
  asOf: Day,
  gates: readonly { id: string; gateOn: Day }[],
): ((column: Column) => RawBuilder<unknown>)[] {
  const conditions: ((column: Column) => RawBuilder<unknown>)[] = []
  const add = <Value>(
    value: Value | null | undefined,
    condition: (value: Value, column: Column) => RawBuilder<unknown>,
  ) => {
    if (value !== null && value !== undefined) conditions.push((column) => condition(value, column))
  }
  const orNone = (column: RawBuilder<unknown>, id: string) =>
    id === 'none' ? sql`${column} is null` : sql`${column} = ${id}::uuid`
  add(filter.siteId, (id, column) => sql`${column('site_id')} = ${id}::uuid`)
  add(filter.milestoneId, (id, column) => sql`${column('milestone_id')} = ${id}::uuid`)
  add(filter.states, (states, column) => isOneOf(column('state'), states))
  add(filter.crewId, (id, column) => orNone(column('crew_id'), id))
  add(filter.kitTypeId, (id, column) => orNone(column('kit_type_id'), id))
  add(filter.scheduledFrom, (day, column) => sql`${column('scheduled_on')} >= ${day}::date`)
  add(filter.scheduledTo, (day, column) => sql`${column('scheduled_on')} <= ${day}::date`)
  add(filter.dueTo, (day, column) => sql`${column('due_on')} <= ${day}::date`)
  add(filter.priority, (priority, column) => sql`${column('priority')} = ${priority}`)
  add(filter.blockedReason, (reason, column) => sql`${column('blocked_reason')} = ${reason}`)
  add(filter.minDaysInState, (days, column) => beenFor(days, column, asOf))
  add(filter.isBeforeGate, (isBefore, column) => atGate(column, isBefore, asOf, gates))
  return conditions
}

/**
 * Whether the order had been in its state for so many days, on the calendar of its site. Between the first and
 * the last midnight on earth alone the site must be asked.
 */
function beenFor(days: number, column: Column, asOf: Day): RawBuilder<unknown> {
  const zone = sql`(select t.time_zone from site t where t.id = w.site_id)`
  const midnight = sql`(${addDays(asOf, 1 - days)}::date::timestamp at time zone 'UTC')`
  return sql`(${column('state_since')} < ${midnight} + interval '12 hours' and (${column('state_since')} < ${midnight} - interval '14 hours'
    or ${asOf}::date - ${enteredOn(column, zone)} >= ${days}))`
}

/** Whether the order's day, or the day asked for where it had none, lay before the gate as it was then. */
function atGate(
  column: Column,
  isBefore: boolean,
  asOf: Day,
  gates: readonly { id: string; gateOn: Day }[],
): RawBuilder<unknown> {
  const comparison = isBefore ? sql`<` : sql`>=`
  const each = gates.map(
    ({ id, gateOn }) => sql`(${column('milestone_id')} = ${id}::uuid
      and coalesce(${column('scheduled_on')}, ${asOf}::date) ${comparison} ${gateOn}::date)`,
  )
  return sql`(${sql.join([sql`false`, ...each], sql` or `)})`
}
