import type { Id } from '@changeover/shared/commands'
import type { Measure, RollupLevel } from '@changeover/shared/rollup'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { DatabaseTransaction } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** How often something stands at some sites: a cell of the network's measures. */
interface StandingCount {
  occurredOn: Day
  region: string
  level: RollupLevel
  family: string
  measure: Measure
  quantity: number
}

/**
 * What the network's measures are for some sites, taken from the ledger. Whatever changes sites,
 * stations or ports in bulk counts before and after and leaves the difference in the rollup, so that
 * the rollup and the ledger agree whichever way a change went.
 *
 * A port counts from the day its station opened or, where nobody knows, was first seen; a connector
 * from its installation or else with its port; a site once for each of its levels.
 */
export async function countStanding(
  tx: DatabaseTransaction,
  siteIds: readonly Id<'Site'>[],
): Promise<StandingCount[]> {
  if (siteIds.length === 0) return []
  const { rows } = await sql<StandingCount>`
    with standing as materialized (
      select s.site_id, site.region, p.id as port_id, coalesce(p.level, 'unknown') as level,
        coalesce(s.kit_family, 'unknown') as family, coalesce(s.opened_on, s.first_seen_on) as since
      from site
      join station s on s.site_id = site.id and s.deleted_at is null
      join port p on p.station_id = s.id and p.deleted_at is null
      where site.id = any(${siteIds}::uuid[])
    ), plug as materialized (
      select standing.*, c.standard, coalesce(c.installed_on, since) as installed_on, c.removed_on
      from standing join connector c using (port_id)
      where c.voided_command_id is null
    ), nacs_port as (
      select port_id, site_id, region, level, family, min(installed_on) as since
      from plug where standard = 'NACS' and removed_on is null
      group by port_id, site_id, region, level, family
    )
    select since as occurred_on, region, level, family, 'ports' as measure, count(*)::integer as quantity
      from standing group by 1, 2, 3, 4
    union all
    select since, region, level, family, 'ports_nacs', count(*)::integer from nacs_port group by 1, 2, 3, 4
    union all
    select installed_on, region, level, family, 'connectors:' || standard, count(*)::integer
      from plug group by 1, 2, 3, 4, 5
    union all
    select removed_on, region, level, family, 'connectors:' || standard, -count(*)::integer
      from plug where removed_on is not null group by 1, 2, 3, 4, 5
    union all
    select since, region, level, 'unknown', 'sites', count(*)::integer
      from (select site_id, region, level, min(since) as since from standing group by 1, 2, 3) as site_level
      group by 1, 2, 3
    union all
    select since, region, level, 'unknown', 'sites_nacs', count(*)::integer
      from (select site_id, region, level, min(since) as since from nacs_port group by 1, 2, 3) as site_level
      group by 1, 2, 3
  `.execute(tx)
  return rows
}

/**
 * Leaves in the rollup what `change` does to the measures of these sites; `before` says which stood already.
 * Nobody closes an order there meanwhile, who would be counted twice.
 */
export async function countChange<T>(
  work: UnitOfWork,
  before: readonly Id<'Site'>[],
  change: () => Promise<T>,
  after: readonly Id<'Site'>[] = before,
): Promise<T> {
  await lockStock(work.tx, before)
  const was = await countStanding(work.tx, before)
  const result = await change()
  const is = await countStanding(work.tx, after)
  const cells = new Map<string, StandingCount>()
  for (const [sign, counts] of [
    [-1, was],
    [1, is],
  ] as const)
    for (const count of counts) {
      const key = `${count.occurredOn} ${count.region} ${count.level} ${count.family} ${count.measure}`
      const quantity = (cells.get(key)?.quantity ?? 0) + sign * count.quantity
      cells.set(key, { ...count, quantity })
    }
  for (const cell of cells.values()) work.count({ ...cell, milestoneId: null })
  return result
}

/** In the order of their ids, so that two changes never wait for each other. */
async function lockStock(tx: DatabaseTransaction, siteIds: readonly Id<'Site'>[]): Promise<void> {
  await sql`
    select from site_stock where site_id = any(${siteIds}::uuid[]) order by site_id for update
  `.execute(tx)
}
