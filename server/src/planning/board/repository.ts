import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { BoardBlock } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleOrders } from '../../orders/index.ts'
import { joinThen, ordersOn, tableThen, type AsOf } from '../../past/index.ts'

export interface LiveLoad {
  territoryId: string
  weekOn: Day
  minutes: number
  /** Stays of a crew at a site. */
  visits: number
}

/** The orders as they are, or as `past` of each was at the end of a day, and how a column of them is named. */
function ordersThen(asOf: AsOf) {
  return {
    orders: asOf === null ? sql`work_order w` : ordersOn(asOf),
    column: (name: string) => sql.ref(`${asOf === null ? 'w' : 'past'}.${name}`),
  }
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
  const { orders, column } = ordersThen(asOf)
  const { rows } = await sql<LiveLoad>`
    select coalesce(c.territory_id::text, c.region) as territory_id, date_trunc('week', ${column('scheduled_on')})::date as week_on,
      sum(w.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes,
      count(distinct (${column('site_id')}, ${column('crew_id')}, ${column('scheduled_on')}))::int as visits
    from ${orders} join ${tableThen('crew', asOf)} c on c.id = ${column('crew_id')}
    left join ${tableThen('kit_type', asOf)} k on k.id = ${column('kit_type_id')}
    where w.program_id = ${programId} and ${column('scheduled_on')} between ${from}::date and ${to}::date
      and ${column('state')} in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'reopened')
      and ${visibleOrders(actor)}
    group by 1, 2
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
  const { orders, column } = ordersThen(asOf)
  const { rows } = await sql<LiveLoad>`
    select a.territory_id, a.week_on, sum(a.minutes)::float8 as minutes, count(distinct ${column('site_id')})::int as visits
    from ${orders} join plan_assignment a on w.id = a.order_id
    where a.plan_id = ${planId} and a.change = 'later' and ${column('crew_id')} is null and ${column('state')} in ('planned', 'reopened')
      and ${visibleOrders(actor)}
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

/** An order as a block of the board, over `ordersThen`, its site `t` and its kit `k`. */
function block(column: (name: string) => RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`w.id as order_id, w.number, ${column('state')}, ${column('site_id')}, t.name as site_name, t.city,
    ${column('milestone_id')}, w.charge, w.port_count as ports,
    (w.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes`
}

/** What crews have in a week as it is, or was on a past day. */
export async function readLiveBlocks(
  db: Database,
  actor: Actor,
  wish: LiveWish & { crewIds: readonly string[] },
): Promise<BoardBlock[]> {
  const { asOf } = wish
  const { orders, column } = ordersThen(asOf)
  const { rows } = await sql<BoardBlock>`
    select ${block(column)}, ${column('crew_id')}, ${column('scheduled_on')} as day_on,
      ${column('route_position')}::int as position, null as change
    from ${orders} ${joinThen('site', 't', column('site_id'), asOf)}
    left join ${tableThen('kit_type', asOf)} k on k.id = ${column('kit_type_id')}
    where w.program_id = ${wish.programId} and ${column('crew_id')} = any (${[...wish.crewIds]}::uuid[])
      and ${column('scheduled_on')} between ${wish.from}::date and ${wish.to}::date and ${column('state')} <> 'cancelled'
      and ${visibleOrders(actor)}
    order by ${column('scheduled_on')}, ${column('route_position')}, w.number
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
  const { orders, column } = ordersThen(asOf)
  const { rows } = await sql<BoardBlock>`
    select ${block(column)}, a.crew_id, a.planned_on as day_on, a.position::int as position, a.change
    from ${orders} join plan_assignment a on w.id = a.order_id ${joinThen('site', 't', column('site_id'), asOf)}
    left join ${tableThen('kit_type', asOf)} k on k.id = ${column('kit_type_id')}
    where a.plan_id = ${wish.planId} and a.crew_id = any (${[...wish.crewIds]}::uuid[])
      and a.planned_on between ${wish.from}::date and ${wish.to}::date and ${visibleOrders(actor)}
    order by a.planned_on, a.position, w.number
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
  const { orders, column } = ordersThen(asOf)
  const { rows } = await sql<BoardBlock>`
    select ${block(column)}, null as crew_id, null as day_on, null as position, null as change
    from ${orders} ${joinThen('site', 't', column('site_id'), asOf)}
    join ${tableThen('milestone', asOf)} m on m.id = ${column('milestone_id')}
    left join ${tableThen('kit_type', asOf)} k on k.id = ${column('kit_type_id')}
    where w.program_id = ${wish.programId} and w.region = any (${[...wish.regions]}::text[])
      and ${column('crew_id')} is null and ${column('state')} in ('planned', 'reopened') and m.deleted_at is null and ${visibleOrders(actor)}
    order by ${column('priority')}, m.target_on, w.number limit ${wish.limit}
  `.execute(db)
  return rows
}
