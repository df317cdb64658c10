import type { Actor } from '@changeover/shared/accounts'
import type { OrderFilter, Selection } from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import { sitesFoundBy, sitesFoundThen } from '../network/index.ts'
import type { AsOf } from '../past/index.ts'
import { visibleOrders } from './access.ts'

/** The SQL of a filter over orders `w`, with what the actor may see. `now` is for the age in a state. */
export function filterCondition(
  actor: Actor,
  filter: OrderFilter,
  now: string,
): RawBuilder<boolean> {
  const conditions: RawBuilder<unknown>[] = [visibleOrders(actor)]
  const add = <Value>(
    value: Value | null | undefined,
    condition: (value: Value) => RawBuilder<unknown>,
  ) => {
    if (value !== null && value !== undefined) conditions.push(condition(value))
  }
  add(filter.programId, (id) => sql`w.program_id = ${id}`)
  add(filter.milestoneId, (id) => sql`w.milestone_id = ${id}`)
  add(filter.trackId, (id) => sql`w.track_id = ${id}`)
  add(filter.siteId, (id) => sql`w.site_id = ${id}`)
  add(filter.regions, (regions) => isOneOf(sql`w.region`, regions))
  add(filter.charge, (charge) => sql`w.charge = ${charge}`)
  add(filter.states, (states) => isOneOf(sql`w.state`, states))
  add(filter.crewId, (id) => (id === 'none' ? sql`w.crew_id is null` : sql`w.crew_id = ${id}`))
  add(filter.kitTypeId, (id) =>
    id === 'none' ? sql`w.kit_type_id is null` : sql`w.kit_type_id = ${id}`,
  )
  add(filter.scheduledFrom, (day) => sql`w.scheduled_on >= ${day}::date`)
  add(filter.scheduledTo, (day) => sql`w.scheduled_on <= ${day}::date`)
  add(filter.dueTo, (day) => sql`w.due_on <= ${day}::date`)
  add(filter.priority, (priority) => sql`w.priority = ${priority}`)
  add(filter.isBeforeGate, (isBefore) => gateCondition(isBefore, now.slice(0, 10)))
  add(filter.blockedReason, (reason) => sql`w.blocked_reason = ${reason}`)
  add(
    filter.minDaysInState,
    (days) => sql`w.state_since <= ${now}::timestamptz - make_interval(days => ${days})`,
  )
  if (filter.search) conditions.push(searchCondition(filter.search))
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/**
 * Whether an order's day, or today where it has none, is before its milestone's gate. Those with such
 * a day are few, since nothing is scheduled before a gate: they are looked up, milestone by milestone.
 * `offset 0` keeps the planner from reading all orders for them, of which it expects a third.
 */
function gateCondition(isBefore: boolean, today: string): RawBuilder<unknown> {
  if (!isBefore)
    return sql`exists (select from milestone g where g.id = w.milestone_id
      and coalesce(w.scheduled_on, ${today}::date) >= g.gate_on)`
  return sql`(w.id = any (array(select early.id from milestone g cross join lateral (
        select o.id from work_order o
        where o.milestone_id = g.id and o.scheduled_on < g.gate_on and o.deleted_at is null offset 0) as early))
    or (w.scheduled_on is null
      and w.milestone_id = any (array(select g.id from milestone g where g.gate_on > ${today}::date))))`
}

/** One value alone is asked by equality: only then an index that begins with it also gives the order. */
export function isOneOf(
  column: RawBuilder<unknown>,
  values: readonly string[],
): RawBuilder<unknown> {
  return values.length === 1
    ? sql`${column} = ${values[0]}`
    : sql`${column} = any (${values}::text[])`
}

/** The orders of a selection: named ones, or a filter's without those taken out by hand. */
export function selectionCondition(
  actor: Actor,
  selection: Selection,
  now: string,
): RawBuilder<boolean> {
  if ('orderIds' in selection)
    return sql<boolean>`(${visibleOrders(actor)} and w.id = any (${selection.orderIds}::uuid[]))`
  return sql<boolean>`(${filterCondition(actor, selection.filter, now)} and not w.id = any (${selection.excludedIds}::uuid[]))`
}

/** Orders by their number, or at the sites that the words find. */
export function searchCondition(search: string, asOf: AsOf = null): RawBuilder<unknown> {
  const number = /^#?(\d{1,15})$/.exec(search)?.[1]
  if (number) return sql`w.number = ${Number(number)}`
  return sql`w.site_id in (${asOf === null ? sitesFoundBy(search) : sitesFoundThen(asOf, search)})`
}
