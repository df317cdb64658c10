import type { Id } from '@changeover/shared/commands'
import type { Measure, RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'

interface OrderCount {
  occurredOn: Day
  milestoneId: Id<'Milestone'>
  measure: Measure
  region: string
  level: RollupLevel
  family: string
  quantity: number
}

/**
 * Moves the milestones' measures of some stations to another hardware family when `change` gives
 * them one: what is in scope, planned, done, proven or an exception there is counted by family. A change of
 * what stands there is counted inside: a closing too locks its order first, then the site.
 */
export async function countFamilyChange<T>(
  work: UnitOfWork,
  stationIds: readonly Id<'Station'>[],
  change: () => Promise<T>,
): Promise<T> {
  await lockOrders(work, stationIds)
  const before = await countOrders(work, stationIds)
  const result = await change()
  const after = await countOrders(work, stationIds)
  for (const cell of before) work.count({ ...cell, quantity: -cell.quantity })
  for (const cell of after) work.count(cell)
  return result
}

/** Nobody plans or closes them meanwhile. */
async function lockOrders({ tx }: UnitOfWork, stationIds: readonly Id<'Station'>[]): Promise<void> {
  await sql`
    select from work_order where id in (
      select wp.order_id from work_order_port wp join port p on p.id = wp.port_id
      where p.station_id = any(${stationIds}::uuid[])
    ) order by id for update
  `.execute(tx)
}

/** What the orders and exceptions of some stations count; what has no day of its own counts today. */
async function countOrders(
  { tx, recordedOn }: UnitOfWork,
  stationIds: readonly Id<'Station'>[],
): Promise<OrderCount[]> {
  const { rows } = await sql<OrderCount>`
    with cell as (
      select p.id as port_id, site.region, coalesce(p.level, 'unknown') as level,
        coalesce(s.kit_family, 'unknown') as family
      from port p join station s on s.id = p.station_id join site on site.id = s.site_id
      where s.id = any(${stationIds}::uuid[])
    ), ordered as (
      select cell.*, w.milestone_id, wp.outcome, w.scheduled_on, c.installed_on, c.voided_command_id
      from cell join work_order_port wp using (port_id) join work_order w on w.id = wp.order_id
      left join connector c on c.id = wp.connector_id
      where w.deleted_at is null and wp.outcome <> 'cancelled'
    ), counted as (
      select milestone_id, 'scope' as measure, region, level, family, ${recordedOn}::date as occurred_on from ordered
      union all
      select milestone_id, 'planned', region, level, family, scheduled_on from ordered
        where outcome in ('open', 'fitted') and scheduled_on is not null
      union all
      select milestone_id, 'done', region, level, family, installed_on from ordered
        where outcome = 'fitted' and installed_on is not null and voided_command_id is null
      union all
      select w.milestone_id, 'rung:' || r.rung, cell.region, level, family, r.reached_on
        from cell join connector c using (port_id) join connector_rung r on r.connector_id = c.id
        join work_order w on w.id = c.installed_order_id
      union all
      select m.id, 'exceptions', region, level, family, ${recordedOn}::date
        from cell join order_exception e using (port_id) join milestone m on m.track_id = e.track_id
        where e.resolved_on is null
    )
    select milestone_id, measure, region, level, family, occurred_on, count(*)::integer as quantity
    from counted group by 1, 2, 3, 4, 5, 6
  `.execute(tx)
  return rows
}
