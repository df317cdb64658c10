/** Sums over all sites that somebody may see, from what the database keeps of each site; of a past day in `count-past.ts`. */
import type { Actor } from '@changeover/shared/accounts'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { stockNow } from './filter.ts'

interface Sums {
  sites: number
  stations: number
  acPorts: number
  dcPorts: number
  acNacsPorts: number
  dcNacsPorts: number
  sitesWithNacs: number
}

interface NetworkSums {
  stock: Sums
  levels: { level: string; ports: number }[]
  connectors: { standard: string; count: number }[]
  regions: { region: string; sites: number }[]
}

const sums = sql`count(*)::integer as sites, coalesce(sum(stations), 0) as stations,
  coalesce(sum(ac_ports), 0) as ac_ports, coalesce(sum(dc_ports), 0) as dc_ports,
  coalesce(sum(ac_nacs_ports), 0) as ac_nacs_ports, coalesce(sum(dc_nacs_ports), 0) as dc_nacs_ports,
  count(*) filter (where ac_nacs_ports + dc_nacs_ports > 0)::integer as sites_with_nacs`

/**
 * As the network stands now. A site's stock says nearly all of it; only L1 ports, and connectors of standards
 * that have no column there, are looked up: both are few.
 */
export async function sumNow(db: Database, actor: Actor): Promise<NetworkSums> {
  const seen = sql<SqlBool>`${stockNow.stands} and ${visibleTo(actor)}`
  const [byRegion, slow, others] = await Promise.all([
    sql<
      Sums & Record<'unknown' | 'J1772' | 'NACS' | 'CCS1' | 'CHADEMO', number> & { region: string }
    >`
      select region, ${sums}, sum(unknown_ports) as unknown,
        sum(j1772) as "J1772", sum(nacs) as "NACS", sum(ccs1) as "CCS1", sum(chademo) as "CHADEMO"
      from site ${stockNow.join} where ${seen} group by 1 order by 1
    `.execute(db),
    sql<{ ports: number }>`
      select count(*)::integer as ports from port p
      join station s on s.id = p.station_id and s.deleted_at is null join site on site.id = s.site_id
      where p.level = 'L1' and p.deleted_at is null and ${seen}
    `.execute(db),
    sql<{ standard: string; count: number }>`
      select c.standard, count(*)::integer as count
      from connector c join port p on p.id = c.port_id and p.deleted_at is null
      join station s on s.id = p.station_id and s.deleted_at is null join site on site.id = s.site_id
      where c.standard not in ('J1772', 'NACS', 'CCS1', 'CHADEMO') and c.removed_on is null and c.voided_command_id is null
        and ${seen}
      group by 1
    `.execute(db),
  ])
  const total = (column: Exclude<keyof (typeof byRegion.rows)[number], 'region'>) =>
    byRegion.rows.reduce((sum, row) => sum + row[column], 0)
  const [{ ports: l1 }] = slow.rows
  const standards = (['J1772', 'NACS', 'CCS1', 'CHADEMO'] as const).map((standard) => ({
    standard,
    count: total(standard),
  }))
  return {
    stock: {
      sites: total('sites'),
      stations: total('stations'),
      acPorts: total('acPorts'),
      dcPorts: total('dcPorts'),
      acNacsPorts: total('acNacsPorts'),
      dcNacsPorts: total('dcNacsPorts'),
      sitesWithNacs: total('sitesWithNacs'),
    },
    levels: [
      { level: 'L1', ports: l1 },
      { level: 'L2', ports: total('acPorts') - l1 },
      { level: 'DC', ports: total('dcPorts') },
      { level: 'unknown', ports: total('unknown') },
    ],
    connectors: [...standards.filter(({ count }) => count > 0), ...others.rows],
    regions: byRegion.rows.map(({ region, sites }) => ({ region, sites })),
  }
}
