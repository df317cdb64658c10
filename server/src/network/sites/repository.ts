import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { SiteFilter, SiteList } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import { matches, stockNow, type StockSource } from './filter.ts'
import { sitesFoundBy } from './search.ts'
import { pageThen, stockOn } from './past.ts'

/** A row of the sites' list as the database has it; `progress` is an index into `siteProgresses`. */
export interface StockedSite {
  id: Id<'Site'>
  name: string
  street: string | null
  city: string | null
  region: string
  lat: number | null
  lon: number | null
  stations: number
  acPorts: number
  dcPorts: number
  unknownPorts: number
  acNacsPorts: number
  dcNacsPorts: number
  fundedPorts: number
  ports: number
  progress: number
}

/** Where a page ended: the sort value of its last row, and the row. */
export interface SiteCursor {
  value: string | number
  id: Id<'Site'>
}

/** Sort keys; each has an index or is cheap to sort by. The id makes the order total. */
const sortColumns: Record<SiteList['sort'], RawBuilder<unknown>> = {
  name: sql`site.name`,
  region: sql`site.region`,
  ports: sql`stock.ports`,
  progress: sql`stock.progress`,
}

/** One page of sites by key, and one row more if there is a next page. */
export async function listSites(
  db: Database,
  actor: Actor,
  { sort, descending, limit, asOf, ...filter }: SiteList,
  after: SiteCursor | null,
): Promise<StockedSite[]> {
  const column = sortColumns[sort]
  const direction = descending ? sql`desc` : sql`asc`
  const comparison = descending ? sql`<` : sql`>`
  const beyond = after
    ? sql`and (${column}, site.id) ${comparison} (${after.value}, ${after.id}::uuid)`
    : sql``
  const order = sql`order by ${column} ${direction}, site.id ${direction}`
  if (asOf) {
    const { search } = filter
    const isByStock = sort === 'ports' || sort === 'progress' || asksForStock(filter)
    const seen = matches(actor, filter, stockOn(asOf, { search }))
    const page = pageThen(asOf, column, seen, { beyond, order: direction, limit: limit + 1 })
    const source = stockOn(asOf, isByStock ? { search } : { search, page })
    const where = isByStock
      ? sql`where ${seen} ${beyond} ${order} limit ${limit + 1}`
      : sql`where site.id in (select page.id from page) ${order}`
    return readStocked(db, source.prefix, sql`${source.sites} ${source.join} ${where}`)
  }
  const page = sql`${beyond} ${order} limit ${limit + 1}`
  // Every site has a stock: joined so, it is read for the page only, unless the filter or the order needs it.
  return readStocked(
    db,
    sql``,
    sql`(${idsOf(actor, filter, page)}) as page join site on site.id = page.id join site_stock stock on stock.site_id = page.id ${order}`,
  )
}

/** Whether a filter asks for what stands at the sites. */
function asksForStock({ standard, level, progress, isFunded }: SiteFilter): boolean {
  return Boolean(standard ?? level ?? progress?.length) || isFunded !== undefined
}

async function readStocked(
  db: Database,
  prefix: RawBuilder<unknown>,
  rowsOf: RawBuilder<unknown>,
): Promise<StockedSite[]> {
  const { rows } = await sql<StockedSite>`${prefix}
    select site.id, site.name, site.street, site.city, site.region, site.lat, site.lon,
      stock.stations, stock.ac_ports, stock.dc_ports, stock.unknown_ports, stock.ac_nacs_ports,
      stock.dc_nacs_ports, stock.funded_ports, stock.ports, stock.progress
    from ${rowsOf}
  `.execute(db)
  return rows
}

const withStock = sql`left join site_stock stock on stock.site_id = site.id`

/** Of 50,000 sites, 2,000 take as long to be looked up and sorted as 100 of them to be met in order. */
const SORTED_AT_ONCE = 2_000

/**
 * The ids of a page, by its condition and order. Of what a search finds: few sites are looked up one by one
 * and sorted; many are met soon by walking along the order. Which it is the database cannot tell from its estimates (walking for
 * a thousand sites took up to 190 ms), so the search is asked first, up to that number.
 */
function idsOf(actor: Actor, filter: SiteFilter, page: RawBuilder<unknown>): RawBuilder<unknown> {
  const walked = sql`select site.id from site ${withStock} where ${matches(actor, filter)}`
  const { search, ...others } = filter
  if (!search) return sql`${walked} ${page}`
  const count = sql`(select count(*) from found)`
  return sql`
    with found as materialized (${sitesFoundBy(search)} limit ${SORTED_AT_ONCE + 1})
    (select site.id from found
      cross join lateral (select * from site where site.id = found.site_id offset 0) as site
      ${withStock} where ${matches(actor, others)} and ${count} <= ${SORTED_AT_ONCE} ${page})
    union all
    (${walked} and ${count} > ${SORTED_AT_ONCE} ${page})`
}

/** How many sites the filter finds. Every site has a stock: joined so, it is read only where the filter asks for it. */
export async function countSites(
  db: Database,
  actor: Actor,
  filter: SiteFilter,
  asOf?: Day,
): Promise<number> {
  const source = sourceOf(asOf, filter.search)
  const isPlain = asOf && !asksForStock(filter)
  const join = asOf
    ? isPlain
      ? sql``
      : source.join
    : sql`left join site_stock stock on stock.site_id = site.id`
  const { rows } = await sql<{ total: number }>`${source.prefix}
    select count(*)::integer as total from ${source.sites} ${join}
    where ${matches(actor, filter, source)}
  `.execute(db)
  return rows[0].total
}

/** All sites of a filter in columns, gathered by the database: one row whatever their number. */
export async function gatherMapSites(db: Database, actor: Actor, filter: SiteFilter, asOf?: Day) {
  const source = sourceOf(asOf, filter.search)
  const { rows } = await sql<{
    ids: Id<'Site'>[]
    lat: number[]
    lon: number[]
    progress: number[]
    ports: number[]
  }>`${source.prefix}
    select
      coalesce(array_agg(site.id::text order by site.id), '{}') as ids,
      coalesce(array_agg(round(site.lat * 100000)::integer order by site.id), '{}') as lat,
      coalesce(array_agg(round(site.lon * 100000)::integer order by site.id), '{}') as lon,
      coalesce(array_agg(stock.progress::integer order by site.id), '{}') as progress,
      coalesce(array_agg(stock.ports order by site.id), '{}') as ports
    from ${source.sites} ${source.join}
    where site.lat is not null and site.lon is not null and ${matches(actor, filter, source)}
  `.execute(db)
  return rows[0]
}

function sourceOf(asOf: Day | undefined, search?: string): StockSource {
  return asOf ? stockOn(asOf, { search }) : stockNow
}
