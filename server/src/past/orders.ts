/**
 * Orders as they were at the end of a past day: today's rows, but for those that changed after the day. So
 * a question costs what it finds and what has changed since, however many orders there are. What changed
 * is read from the history: the first move after the day says from which state, the first bulk command what
 * it found, and triggers keep the days, kit, priority, checklist and site (`migrations/0038_past_rows.ts`).
 * Invariant: an order is in exactly one of `unchanged` and `changed`.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { recordedBy } from './order-moves.ts'
import { endOf } from './rows.ts'

/** How a column that can change is named: it stands in a row of today in one half, in one of the past in the other. */
export type Column = (name: ThenColumn) => RawBuilder<unknown>

/** Columns of an order that can change. */
const thenColumns = [
  'state',
  'crew_id',
  'milestone_id',
  'site_id',
  'scheduled_on',
  'due_on',
  'kit_type_id',
  'priority',
  'checklist_template_id',
  'route_position',
  'blocked_reason',
  'state_since',
] as const
type ThenColumn = (typeof thenColumns)[number]

export interface PastOrders {
  /** A query for the ids of all orders that can be meant. Without it, every change after the day is read. */
  of?: RawBuilder<unknown>
  /** What must hold of an order, over `w` for what never changes and over the columns. */
  where?: (column: Column) => RawBuilder<unknown>
}

/**
 * The two halves of the orders of a past day, each a `select` of the columns of `ordersOn` from `w`, and the
 * query that they need `with changed as materialized`.
 */
export function halvesOn(asOf: Day, { of, where }: PastOrders) {
  const isMeant = (column: Column) => sql`w.created_on <= ${asOf}::date and w.deleted_at is null
    and ${of ? sql`w.id in (${of})` : sql`true`} and ${where ? where(column) : sql`true`}`
  return {
    changed: changedSince(endOf(asOf), of),
    // The array hides from the planner how many they are: it must keep the order of the index that it reads.
    unchanged: sql`select ${columns((name) => sql.ref(`w.${name}`))} from work_order w
      where ${isMeant((name) => sql.ref(`w.${name}`))}
        and w.id not in (select unnest(array(select changed.order_id from changed)))`,
    others: sql`select ${columns((name) => sql.ref(`changed.${name}`))} from changed cross join lateral (select * from work_order where id = changed.order_id offset 0) as w
      where ${isMeant((name) => sql.ref(`changed.${name}`))}`,
  }
}

/** The orders `past` at the end of a day: those that are asked for, or all. */
export function ordersOn(asOf: Day, asked: PastOrders): RawBuilder<unknown> {
  const { changed, unchanged, others } = halvesOn(asOf, asked)
  return sql`(with changed as materialized (${changed}) ${unchanged} union all ${others}) as past`
}

function columns(then: Column): RawBuilder<unknown> {
  return sql`w.id, w.number, w.version, w.program_id, w.track_id, w.region, w.charge, w.port_count, w.created_on,
    ${sql.join(thenColumns.map((name) => sql`${then(name)} as ${sql.ref(name)}`))}`
}

/**
 * The day on which an order `past` entered its state, in the time zone of its site `zone`. A row says it
 * unless the order has moved since; then it is the day of the last move that was known.
 */
export function enteredOn(
  asOf: Day,
  then: Column,
  zone: RawBuilder<unknown>,
  orderId: RawBuilder<unknown>,
): RawBuilder<unknown> {
  return sql`coalesce((${then('state_since')} at time zone ${zone})::date, (
    select last.entered_on from (
      (select e.position, (e.occurred_at at time zone ${zone})::date as entered_on from event e
        where e.subject_id = ${orderId} and ${isMove} and ${recordedBy(asOf, 'e')} order by e.position desc limit 1)
      union all
      (select e.position, (e.occurred_at at time zone ${zone})::date
        from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
        where a.order_id = ${orderId} and a.before_state <> a.after_state and ${recordedBy(asOf, 'a')}
        order by e.position desc limit 1)
      union all
      select 0, made.created_on from work_order made where made.id = ${orderId}
    ) as last order by last.position desc limit 1))`
}

/** Whether an event `e` moved its order to another state. */
const isMove = sql`e.payload ->> 'from' is not null and e.payload ->> 'from' <> e.payload ->> 'to'`

/** A query for the orders that changed from an instant on: order_id, and what each said of the columns until then. */
export function changedSince(
  instant: RawBuilder<unknown>,
  of?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  const only = (column: string) => (of ? sql`and ${sql.ref(column)} in (${of})` : sql``)
  // Orders are looked up one by one (`offset 0`): reading all of them would be dearer with every order there is.
  return sql`
    with moved as (
      select distinct on (e.subject_id) e.subject_id as order_id, e.position, e.payload ->> 'from' as state
      from event e where ${isMove} and e.recorded_at >= ${instant} ${only('e.subject_id')}
      order by e.subject_id, e.position
    ), bulk as materialized (
      select a.*, e.position from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
      where a.recorded_at >= ${instant} ${only('a.order_id')}
    ), assigned as (
      select distinct on (order_id) * from bulk order by order_id, position
    ), fields as (
      select distinct on (order_id) order_id, before_fields from bulk where before_fields is not null order by order_id, position
    ), kept as (
      select distinct on (k.subject_id) k.subject_id as order_id, k.value from earlier_value k
      where k.subject_kind = 'order' and k.until >= ${instant} ${only('k.subject_id')}
      order by k.subject_id, k.until
    )
    select touched.order_id, step.state,
      case when assigned.order_id is null then w.crew_id else assigned.before_crew_id end as crew_id,
      coalesce((fields.before_fields ->> 'milestone_id')::uuid, w.milestone_id) as milestone_id,
      ${sql.join(Object.entries(keptTypes).map(promised))},
      case when step.state = 'blocked' then coalesce(case when step.by_bulk then assigned.before_blocked_reason end, (
        select e.payload ->> 'reason' from event e
        where e.subject_id = touched.order_id and e.payload ->> 'to' = 'blocked' and e.recorded_at < ${instant}
        order by e.position desc limit 1), w.blocked_reason) end as blocked_reason,
      case when step.by_bulk then (assigned.before_fields ->> 'state_since')::timestamptz
        when moved.order_id is null then w.state_since end as state_since
    from (select order_id from moved union select order_id from assigned union select order_id from kept) as touched
    cross join lateral (select ${sql.join(thenColumns.map((name) => sql.ref(name)))} from work_order where id = touched.order_id offset 0) as w
    left join moved on moved.order_id = touched.order_id
    left join assigned on assigned.order_id = touched.order_id
    left join fields on fields.order_id = touched.order_id
    left join kept on kept.order_id = touched.order_id
    cross join lateral (select
      assigned.order_id is not null and coalesce(assigned.position < moved.position, true) as by_bulk,
      case when assigned.order_id is not null and coalesce(assigned.position < moved.position, true) then assigned.before_state
        else coalesce(moved.state, w.state) end as state) as step`
}

/** The columns that triggers keep. Rows from before a column was kept do not name it. */
const keptTypes = {
  site_id: 'uuid',
  scheduled_on: 'date',
  due_on: 'date',
  kit_type_id: 'uuid',
  priority: 'smallint',
  checklist_template_id: 'uuid',
  route_position: 'smallint',
}

/** What a kept row said of a column. By hand: a record made of each row costs ten times as much. */
function promised([column, type]: [string, string]): RawBuilder<unknown> {
  return sql`case when kept.value ? ${sql.lit(column)} then (kept.value ->> ${sql.lit(column)})::${sql.raw(type)}
    else ${sql.ref(`w.${column}`)} end as ${sql.ref(column)}`
}
