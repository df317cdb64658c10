import type { Actor } from '@changeover/shared/accounts'
import { siteProgresses, type SiteFilter } from '@changeover/shared/network'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { visibleTo } from '../scope.ts'
import { sitesFoundBy } from './search.ts'

/** Columns of `site_stock` by standard; a standard without one is asked of the ledger. */
const stockColumns = new Map([
  ['NACS', sql`stock.nacs`],
  ['CCS1', sql`stock.ccs1`],
  ['CHADEMO', sql`stock.chademo`],
  ['J1772', sql`stock.j1772`],
])

/** Where a query reads what stands at its `site`: the database's own counts, or those of a past day. */
export interface StockSource {
  /** Before the query's `select`. */
  prefix: RawBuilder<unknown>
  /** The sites, by the name `site`. */
  sites: RawBuilder<unknown>
  /** Gives `stock`, after the sites. */
  join: RawBuilder<unknown>
  /** Whether the site is there. */
  stands: RawBuilder<SqlBool>
  /** Whether a search finds the site. */
  isFound: (search: string) => RawBuilder<SqlBool>
  hasStandard: (standard: string) => RawBuilder<SqlBool>
  hasLevel: (level: 'L1' | 'L2' | 'DC') => RawBuilder<SqlBool>
}

/** What stands now. */
export const stockNow: StockSource = {
  prefix: sql``,
  sites: sql`site`,
  join: sql`join site_stock stock on stock.site_id = site.id`,
  stands: sql<SqlBool>`site.deleted_at is null`,
  isFound: (search) => sql<SqlBool>`site.id in (${sitesFoundBy(search)})`,
  hasStandard,
  hasLevel,
}

/**
 * The one filter of map, table and export, as SQL over `site` and its `site_stock` (as `stock`).
 * What somebody may not see is never in it.
 */
export function matches(
  actor: Actor,
  filter: SiteFilter,
  source: StockSource = stockNow,
): RawBuilder<SqlBool> {
  const parts = [source.stands, visibleTo(actor)]
  if (filter.search) parts.push(source.isFound(filter.search))
  if (filter.regions?.length) parts.push(sql`site.region = any(${filter.regions}::text[])`)
  if (filter.standard) parts.push(source.hasStandard(filter.standard))
  if (filter.level) parts.push(source.hasLevel(filter.level))
  if (filter.progress?.length) {
    const numbers = filter.progress.map((progress) => siteProgresses.indexOf(progress))
    parts.push(sql`stock.progress = any(${numbers}::smallint[])`)
  }
  if (filter.isFunded !== undefined)
    parts.push(filter.isFunded ? sql`stock.funded_ports > 0` : sql`stock.funded_ports = 0`)
  if (filter.box) {
    const { west, south, east, north } = filter.box
    parts.push(sql`site.lat between ${south} and ${north} and site.lon between ${west} and ${east}`)
  }
  if (filter.area) parts.push(isWithin(filter.area))
  return sql<SqlBool>`(${sql.join(parts, sql` and `)})`
}

/** Inside a drawn area; its box comes first, which has an index. */
function isWithin(area: readonly (readonly [lon: number, lat: number])[]): RawBuilder<SqlBool> {
  const lons = area.map(([lon]) => lon)
  const lats = area.map(([, lat]) => lat)
  const corners = area.map(([lon, lat]) => `(${lon},${lat})`).join(',')
  return sql<SqlBool>`(site.lat between ${Math.min(...lats)} and ${Math.max(...lats)}
    and site.lon between ${Math.min(...lons)} and ${Math.max(...lons)}
    and ${`(${corners})`}::polygon @> point(site.lon, site.lat))`
}

function hasStandard(standard: string): RawBuilder<SqlBool> {
  const column = stockColumns.get(standard)
  if (column) return sql<SqlBool>`${column} > 0`
  return sql<SqlBool>`stock.other > 0 and exists (
    select from station s join port p on p.station_id = s.id and p.deleted_at is null
    join connector c on c.port_id = p.id
    where s.site_id = site.id and s.deleted_at is null and c.standard = ${standard}
      and c.removed_on is null and c.voided_command_id is null)`
}

/** L1 ports are few and have an index; where there are none, AC ports are L2. The other sites are looked at one by one (`offset 0`). */
function hasLevel(level: 'L1' | 'L2' | 'DC'): RawBuilder<SqlBool> {
  if (level === 'DC') return sql<SqlBool>`stock.dc_ports > 0`
  const withL1 = sql<SqlBool>`site.id in (
    select s.site_id from port p join station s on s.id = p.station_id and s.deleted_at is null
    where p.level = 'L1' and p.deleted_at is null)`
  if (level === 'L1') return sql<SqlBool>`(stock.ac_ports > 0 and ${withL1})`
  return sql<SqlBool>`(stock.ac_ports > 0 and (not ${withL1} or exists (
    select from station s join port p on p.station_id = s.id
    where s.site_id = site.id and s.deleted_at is null and p.deleted_at is null and p.level = 'L2' offset 0)))`
}
