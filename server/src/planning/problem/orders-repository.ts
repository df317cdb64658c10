import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'

/** An open order as the planner reads it. */
export interface OrderRow {
  id: Id<'WorkOrder'>
  number: number
  version: number
  siteId: Id<'Site'>
  milestoneId: Id<'Milestone'>
  kitTypeId: Id<'KitType'> | null
  charge: Charge
  portCount: number
  /** Of the kit for one port; where the kit is not known yet, the mean of the program's kits for its charge. */
  minutesPerPort: number
  priority: number
  state: string
  crewId: Id<'Crew'> | null
  scheduledOn: Day | null
  routePosition: number | null
  intendedWeekOn: Day | null
}

/** Minutes for a port when no kit type says anything, a choice: an hour. */
const MINUTES_OF_AN_UNKNOWN_PORT = 60

/**
 * Orders that a plan is about: those without a day, those that have one, and those under way, which
 * stay where they are. `regions` null is everywhere.
 */
export async function readOpenOrders(
  db: Database,
  programId: Id<'Program'>,
  regions: readonly string[] | null,
): Promise<OrderRow[]> {
  const { rows } = await sql<OrderRow>`
    with mean as (
      select case level when 'DC' then 'DC' when 'HOME' then 'HOME' else 'AC' end as charge, avg(duration_minutes) as minutes
      from kit_type where deleted_at is null group by 1
    ), last_plan as (
      select id from plan where program_id = ${programId} and state = 'accepted' and scenario_id is null
      order by finished_at desc limit 1
    )
    select w.id, w.number, w.version, w.site_id, w.milestone_id, w.kit_type_id, w.charge, w.port_count, w.priority, w.state,
      coalesce(k.duration_minutes, round(mean.minutes), ${MINUTES_OF_AN_UNKNOWN_PORT})::integer as minutes_per_port,
      w.crew_id, w.scheduled_on, w.route_position, a.week_on as intended_week_on
    from work_order w
    left join kit_type k on k.id = w.kit_type_id
    left join mean on mean.charge = w.charge
    left join plan_assignment a on a.plan_id = (select id from last_plan) and a.order_id = w.id and a.change = 'later'
    where w.program_id = ${programId} and w.deleted_at is null
      and w.state in ('planned', 'scheduled', 'reopened', 'dispatched', 'en_route', 'on_site', 'in_progress')
      and ${regionsCondition(regions)}
    order by w.number
  `.execute(db)
  return rows
}

/** How many orders wait for a person before they can be planned: they are blocked. */
export async function countHeldOrders(
  db: Database,
  programId: Id<'Program'>,
  regions: readonly string[] | null,
): Promise<number> {
  const { rows } = await sql<{ count: number }>`
    select count(*) as count from work_order w
    where w.program_id = ${programId} and w.deleted_at is null and w.state = 'blocked' and ${regionsCondition(regions)}
  `.execute(db)
  return rows[0].count
}

/** Kits that scheduled orders outside `regions` will use: they are not there for this plan. */
export async function readKitsElsewhere(
  db: Database,
  programId: Id<'Program'>,
  regions: readonly string[] | null,
): Promise<{ siteId: Id<'Site'>; kitTypeId: Id<'KitType'>; kits: number }[]> {
  if (regions === null) return []
  const { rows } = await sql<{ siteId: Id<'Site'>; kitTypeId: Id<'KitType'>; kits: number }>`
    select w.site_id, w.kit_type_id, sum(w.port_count)::integer as kits from work_order w
    where w.program_id = ${programId} and w.deleted_at is null and w.kit_type_id is not null
      and w.state in ('scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress')
      and not ${regionsCondition(regions)}
    group by 1, 2
  `.execute(db)
  return rows
}

function regionsCondition(regions: readonly string[] | null) {
  return regions === null ? sql`true` : sql`(w.region = any (${[...regions]}::text[]))`
}

/** The region of each crew and of each site where the program has open orders. */
export async function readRegions(
  db: Database,
  programId: Id<'Program'>,
): Promise<ReadonlyMap<string, string>> {
  const { rows } = await sql<{ id: string; region: string }>`
    select id, region from crew where deleted_at is null
    union all
    select id, region from site where id in (
      select site_id from work_order where program_id = ${programId} and deleted_at is null
        and state not in ('done', 'verified', 'cancelled'))
  `.execute(db)
  return new Map(rows.map(({ id, region }) => [id, region]))
}
