import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { BoardBlock } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleOrders } from '../../orders/index.ts'
import { joinThen, ordersOn, tableThen, type AsOf, type Column } from '../../past/index.ts'

export interface LiveLoad {
  territoryId: string
  weekOn: Day
  minutes: number
  /** Stays of a crew at a site. */
  visits: number
}

/** The orders `o` for which a condition over `w` and its columns holds, as they are or as they were at the end of a day. */
function ordersThen(
  asOf: AsOf,
  where: (column: Column) => RawBuilder<unknown>,
  of?: RawBuilder<unknown>,
): RawBuilder<unknown> {
  if (asOf !== null)
    return sql`(select past.* from ${ordersOn(asOf, of ? { where, of } : { where })}) as o`
  return sql`(select w.* from work_order w where ${where((name) => sql.ref(`w.${name}`))}) as o`
}

interface LiveWish {
  programId: Id<'Program'>
  from: Day
  to: Day
  asOf: AsOf
}

/** Minutes of what is scheduled, by home territory of the crew and week. */
export async function readLiveLoads(
  db: Database,
  actor: Actor,
  { programId, from, to, asOf }: LiveWish,
): Promise<LiveLoad[]> {
  const orders = ordersThen(
    asOf,
    (
      column,
    ) => sql`w.program_id = ${programId} and ${column('scheduled_on')} between ${from}::date and ${to}::date
      and ${column('state')} in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'reopened')
      and ${visibleOrders(actor)}`,
  )
  const { rows } = await sql<LiveLoad>`
    with of_crew as materialized (
      select o.crew_id, date_trunc('week', o.scheduled_on)::date as week_on,
        sum(o.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes,
        count(distinct (o.site_id, o.scheduled_on))::int as visits
      from ${orders} left join ${tableThen('kit_type', asOf)} k on k.id = o.kit_type_id
      where o.crew_id is not null group by 1, 2
    )
    select coalesce(c.territory_id::text, c.region) as territory_id, l.week_on, sum(l.minutes)::float8 as minutes,
      sum(l.visits)::int as visits
    from of_crew l join ${tableThen('crew', asOf)} c on c.id = l.crew_id group by 1, 2
  `.execute(db)
  return rows
}

/** Minutes that the last accepted plan means for weeks without days yet, of orders that still wait. */
export async function readIntendedLoads(
  db: Database,
  actor: Actor,
  planId: Id<'Plan'>,
  asOf: AsOf,
): Promise<LiveLoad[]> {
  const orders = ordersThen(
    asOf,
    (column) => sql`${column('crew_id')} is null and ${column('state')} in ('planned', 'reopened')
      and ${visibleOrders(actor)}`,
  )
  const { rows } = await sql<LiveLoad>`
    select a.territory_id, a.week_on, sum(a.minutes)::float8 as minutes, count(distinct o.site_id)::int as visits
    from ${orders} join plan_assignment a on o.id = a.order_id
    where a.plan_id = ${planId} and a.change = 'later'
    group by 1, 2
  `.execute(db)
  return rows
}

/** Territories by id, and the regions each covers. */
export async function readTerritories(db: Database, asOf: AsOf) {
  const { rows } = await sql<{ id: Id<'Territory'>; name: string; regions: string[] }>`
    select id, name, regions from ${tableThen('territory', asOf)} t where deleted_at is null order by name
  `.execute(db)
  return rows
}

/** An order `o` as a block of the board, with its site `t` and its kit `k`. */
const block = sql`o.id as order_id, o.number, o.state, o.site_id, t.name as site_name, t.city, o.milestone_id, o.charge,
  o.port_count as ports, (o.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes`

/** What crews have in a week as it is, or was on a past day. */
export async function readLiveBlocks(
  db: Database,
  actor: Actor,
  wish: LiveWish & { crewIds: readonly string[] },
): Promise<BoardBlock[]> {
  const { asOf } = wish
  const orders = ordersThen(
    asOf,
    (
      column,
    ) => sql`w.program_id = ${wish.programId} and ${column('crew_id')} = any (${[...wish.crewIds]}::uuid[])
      and ${column('scheduled_on')} between ${wish.from}::date and ${wish.to}::date and ${column('state')} <> 'cancelled'
      and ${visibleOrders(actor)}`,
  )
  const { rows } = await sql<BoardBlock>`
    select ${block}, o.crew_id, o.scheduled_on as day_on, o.route_position::int as position, null as change
    from ${orders} ${joinThen('site', 't', sql`o.site_id`, asOf)}
    left join ${tableThen('kit_type', asOf)} k on k.id = o.kit_type_id
    order by o.scheduled_on, o.route_position, o.number
  `.execute(db)
  return rows
}

/** What crews have in a week as a plan wants it. */
export async function readPlannedBlocks(
  db: Database,
  actor: Actor,
  wish: { planId: Id<'Plan'>; crewIds: readonly string[]; from: Day; to: Day; asOf: AsOf },
): Promise<BoardBlock[]> {
  const { asOf } = wish
  const assigned = sql`from plan_assignment a where a.plan_id = ${wish.planId} and a.crew_id = any (${[...wish.crewIds]}::uuid[])
    and a.planned_on between ${wish.from}::date and ${wish.to}::date`
  const orders = ordersThen(asOf, () => visibleOrders(actor), sql`select a.order_id ${assigned}`)
  const { rows } = await sql<BoardBlock>`
    select ${block}, a.crew_id, a.planned_on as day_on, a.position::int as position, a.change
    from ${orders} join (select a.* ${assigned}) as a on o.id = a.order_id ${joinThen('site', 't', sql`o.site_id`, asOf)}
    left join ${tableThen('kit_type', asOf)} k on k.id = o.kit_type_id
    order by a.planned_on, a.position, o.number
  `.execute(db)
  return rows
}

/** Orders of a territory without a crew, the most urgent and nearest due first. */
export async function readUnassigned(
  db: Database,
  actor: Actor,
  wish: { programId: Id<'Program'>; regions: readonly string[]; limit: number; asOf: AsOf },
): Promise<BoardBlock[]> {
  const { asOf } = wish
  const orders = ordersThen(
    asOf,
    (
      column,
    ) => sql`w.program_id = ${wish.programId} and w.region = any (${[...wish.regions]}::text[])
      and ${column('crew_id')} is null and ${column('state')} in ('planned', 'reopened') and ${visibleOrders(actor)}`,
  )
  // The few are chosen before anything is looked up for them.
  const { rows } = await sql<BoardBlock>`
    select ${block}, null as crew_id, null as day_on, null as position, null as change
    from (
      select o.*, m.target_on from ${orders} join ${tableThen('milestone', asOf)} m on m.id = o.milestone_id
      where m.deleted_at is null order by o.priority, m.target_on, o.number limit ${wish.limit}
    ) as o ${joinThen('site', 't', sql`o.site_id`, asOf)}
    left join ${tableThen('kit_type', asOf)} k on k.id = o.kit_type_id
    order by o.priority, o.target_on, o.number
  `.execute(db)
  return rows
}
