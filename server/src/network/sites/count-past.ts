import type { Actor } from '@changeover/shared/accounts'
import type { Day } from '@changeover/shared/time'
import { sql, type SqlBool } from 'kysely'
import type { Database } from '../../db/database.ts'
import { connectorStood } from '../../past/index.ts'
import { visibleTo } from '../scope.ts'
import { wasThere } from './moved.ts'
import { countedStandards, portStood, stockOn } from './past.ts'

interface Sums {
  sites: number
  stations: number
  acPorts: number
  dcPorts: number
  unknownPorts: number
  l1Ports: number
  acNacsPorts: number
  dcNacsPorts: number
  sitesWithNacs: number
  nacs: number
  ccs1: number
  chademo: number
  j1772: number
  regions: { region: string; sites: number }[]
  /** Connectors of standards that `site_stock` has no column for. */
  rare: { standard: string; count: number }[]
}

/** Sums over all sites that somebody may see, as they stood at the end of a day: the shape of `sumNetwork`. */
export async function sumThen(db: Database, actor: Actor, day: Day) {
  const source = stockOn(day)
  const seen = sql<SqlBool>`${source.stands} and ${visibleTo(actor)}`
  const { rows } = await sql<Sums>`${source.prefix}, seen as materialized (
      select site.id, site.region, stock.* from ${source.sites} ${source.join} where ${seen}
    ), rare as (
      select c.standard, count(*)::integer as count from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id
      left join moved on moved.station_id = s.id join seen on seen.id = coalesce(moved.site_id, s.site_id)
      where (select bool_or(other > 0) from seen) and c.standard <> all (${[...countedStandards]}::text[]) and ${connectorStood(day)} and ${portStood(day)} and ${wasThere(day, 's')}
      group by 1
    )
    select count(*)::integer as sites, coalesce(sum(stations), 0)::integer as stations,
      coalesce(sum(ac_ports), 0)::integer as ac_ports, coalesce(sum(dc_ports), 0)::integer as dc_ports,
      coalesce(sum(unknown_ports), 0)::integer as unknown_ports,
      coalesce(sum(ac_nacs_ports), 0)::integer as ac_nacs_ports, coalesce(sum(dc_nacs_ports), 0)::integer as dc_nacs_ports,
      count(*) filter (where ac_nacs_ports + dc_nacs_ports > 0)::integer as sites_with_nacs,
      coalesce(sum(nacs), 0)::integer as nacs, coalesce(sum(ccs1), 0)::integer as ccs1,
      coalesce(sum(chademo), 0)::integer as chademo, coalesce(sum(j1772), 0)::integer as j1772,
      (coalesce(sum(more_l1), 0) + (select count(*) from port p join station s on s.id = p.station_id join seen on seen.id = s.site_id
        where p.level = 'L1' and p.deleted_at is null and s.deleted_at is null))::integer as l1_ports,
      coalesce((select json_agg(json_build_object('region', region, 'sites', sites) order by region)
        from (select region, count(*) as sites from seen group by 1) as by_region), '[]') as regions,
      coalesce((select json_agg(rare) from rare), '[]') as rare
    from seen
  `.execute(db)
  const [{ regions, rare, nacs, ccs1, chademo, j1772, l1Ports, unknownPorts, ...stock }] = rows
  const levels = [
    { level: 'L1', ports: l1Ports },
    { level: 'L2', ports: stock.acPorts - l1Ports },
    { level: 'DC', ports: stock.dcPorts },
    { level: 'unknown', ports: unknownPorts },
  ]
  const connectors = [
    { standard: 'NACS', count: nacs },
    { standard: 'CCS1', count: ccs1 },
    { standard: 'CHADEMO', count: chademo },
    { standard: 'J1772', count: j1772 },
    ...rare,
  ]
  return { stock, levels, connectors: connectors.filter(({ count }) => count > 0), regions }
}
