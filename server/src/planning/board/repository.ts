import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { BoardBlock } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleOrders } from '../../orders/index.ts'

export interface LiveLoad {
  territoryId: string
  weekOn: Day
  minutes: number
  /** Stays of a crew at a site. */
  visits: number
}

/** Minutes of what is scheduled, by home territory of the crew and week. */
export async function readLiveLoads(
  db: Database,
  actor: Actor,
  programId: Id<'Program'>,
  from: Day,
  to: Day,
): Promise<LiveLoad[]> {
  const { rows } = await sql<LiveLoad>`
    select coalesce(c.territory_id::text, c.region) as territory_id, date_trunc('week', w.scheduled_on)::date as week_on,
      sum(w.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes,
      count(distinct (w.site_id, w.crew_id, w.scheduled_on))::int as visits
    from work_order w join crew c on c.id = w.crew_id left join kit_type k on k.id = w.kit_type_id
    where w.program_id = ${programId} and w.scheduled_on between ${from}::date and ${to}::date
      and w.state in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'reopened')
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
): Promise<LiveLoad[]> {
  const { rows } = await sql<LiveLoad>`
    select a.territory_id, a.week_on, sum(a.minutes)::float8 as minutes, count(distinct w.site_id)::int as visits
    from plan_assignment a join work_order w on w.id = a.order_id
    where a.plan_id = ${planId} and a.change = 'later' and w.crew_id is null and w.state in ('planned', 'reopened')
      and ${visibleOrders(actor)}
    group by 1, 2
  `.execute(db)
  return rows
}

/** Territories by id, and the regions each covers. */
export function readTerritories(db: Database) {
  return db
    .selectFrom('territory')
    .select(['id', 'name', 'regions'])
    .where('deletedAt', 'is', null)
    .orderBy('name')
    .execute()
}

const block = sql`
  w.id as order_id, w.number, w.state, w.site_id, t.name as site_name, t.city, w.milestone_id, w.charge, w.port_count as ports,
  (w.port_count * coalesce(k.duration_minutes, 60))::float8 as minutes`

/** What crews have in a week as it is. */
export async function readLiveBlocks(
  db: Database,
  actor: Actor,
  wish: { programId: Id<'Program'>; crewIds: readonly string[]; from: Day; to: Day },
): Promise<BoardBlock[]> {
  const { rows } = await sql<BoardBlock>`
    select ${block}, w.crew_id, w.scheduled_on as day_on, w.route_position::int as position, null as change
    from work_order w join site t on t.id = w.site_id left join kit_type k on k.id = w.kit_type_id
    where w.program_id = ${wish.programId} and w.crew_id = any (${[...wish.crewIds]}::uuid[])
      and w.scheduled_on between ${wish.from}::date and ${wish.to}::date and w.state <> 'cancelled'
      and ${visibleOrders(actor)}
    order by w.scheduled_on, w.route_position, w.number
  `.execute(db)
  return rows
}

/** What crews have in a week as a plan wants it. */
export async function readPlannedBlocks(
  db: Database,
  actor: Actor,
  wish: { planId: Id<'Plan'>; crewIds: readonly string[]; from: Day; to: Day },
): Promise<BoardBlock[]> {
  const { rows } = await sql<BoardBlock>`
    select ${block}, a.crew_id, a.planned_on as day_on, a.position::int as position, a.change
    from plan_assignment a join work_order w on w.id = a.order_id join site t on t.id = w.site_id
    left join kit_type k on k.id = w.kit_type_id
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
  wish: { programId: Id<'Program'>; regions: readonly string[]; limit: number },
): Promise<BoardBlock[]> {
  const { rows } = await sql<BoardBlock>`
    select ${block}, null as crew_id, null as day_on, null as position, null as change
    from work_order w join site t on t.id = w.site_id join milestone m on m.id = w.milestone_id
    left join kit_type k on k.id = w.kit_type_id
    where w.program_id = ${wish.programId} and w.region = any (${[...wish.regions]}::text[])
      and w.crew_id is null and w.state in ('planned', 'reopened') and m.deleted_at is null and ${visibleOrders(actor)}
    order by w.priority, m.target_on, w.number limit ${wish.limit}
  `.execute(db)
  return rows
}
