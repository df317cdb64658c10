/**
 * What stood at each site at the end of a past day, as was known then: what `site_stock` said on that day.
 * It is today's stock, but for the ports and stations that changed since: what they add today is taken off,
 * what they added then is put in its place. So a question costs its sites and what has changed.
 * Stations stand at the site that they belonged to that day, whatever corrections came later, under the
 * names of that day, with the levels and the funding of that day; a search looks for what was said of them
 * then. A command without an event was there before the records begin.
 */
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Day } from '@changeover/shared/time'
import type { StockSource } from './filter.ts'
import { living, movedSince, wasThere } from './moved.ts'
import { foundOn } from './search-past.ts'
import {
  connectorKnown,
  connectorStood,
  isAfter,
  portsRefitted,
  saidThen,
  saysTheSame,
  tableThen,
} from '../../past/index.ts'

/** The standards that `site_stock` counts apart. */
export const countedStandards = ['NACS', 'CCS1', 'CHADEMO', 'J1772'] as const
const counted = sql`(${sql.join(countedStandards.map((standard) => sql.lit(standard)))})`

/** Whether the port `p` was there. One that came with a later import is known by its connectors, all of which are later. */
export function portStood(day: Day): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${living(day, 'p')} and (not exists (select from connector c where c.port_id = p.id)
    or exists (select from connector c where c.port_id = p.id and ${connectorKnown(day)})))`
}

/** Of what the stock is asked. */
export interface StockAsked {
  /** A query for the ids of few sites, whose every port is then looked at. Without it, what changed is corrected at all sites. */
  page?: RawBuilder<unknown>
  search?: string | undefined
}

/** What stood at the end of `day`, for the queries that lists and the map share. */
export function stockOn(day: Day, { page, search }: StockAsked = {}): StockSource {
  const parts = page
    ? sql`page as materialized (${page}), ${partsOf(sql`select page.id from page`)}`
    : partsChanged(day)
  return {
    prefix: sql`${movedSince(day)}, ${search ? sql`${foundOn(day, search)}, ` : sql``}${parts}, ${correction(day)}`,
    sites: sql`${tableThen('site', day)} site`,
    join: stockThen,
    isFound: () => sql<SqlBool>`site.id in (select found.site_id from found)`,
    stands: wasThere(day, 'site'),
    hasStandard: (standard) => hasStandard(day, standard),
    hasLevel: (level) =>
      level === 'DC'
        ? sql<SqlBool>`stock.dc_ports > 0`
        : sql<SqlBool>`(stock.ac_ports > 0 and ${portsNow(level)} + ${sql.ref(`stock.more_${level.toLowerCase()}`)} > 0)`,
  }
}

/** An array: of commands that made many stations the planner expects far more than there are. */
const portsOfStations = sql`select p.id from port p where p.station_id = any (array(select station_of.id from station_of))`

/** Every station of the sites, now or then, and their ports. */
function partsOf(sites: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`station_of as materialized (
      select s.id from station s where s.site_id in (${sites})
      union select moved.station_id from moved where moved.site_id in (${sites})
    ), port_of as materialized (${portsOfStations})`
}

/** The stations that were made, moved or given up since, and the ports that these have or that changed by themselves. */
function partsChanged(day: Day): RawBuilder<unknown> {
  return sql`station_of as materialized (
      select s.id from station s where s.created_command_id = any (array(select newcomer.command_id from newcomer))
      union select moved.station_id from moved
      union select s.id from station s where ${isAfter(day, sql`s.deleted_at`)}
    ), port_of as materialized (
      ${portsOfStations}
      union select refitted.port_id from (${portsRefitted(day)}) as refitted
      union select k.subject_id from earlier_value k where k.subject_kind = 'port' and ${isAfter(day, sql`k.until`)}
      union select p.id from port p where ${isAfter(day, sql`p.deleted_at`)}
    )`
}

/** Standing connectors of the port `p` by standard, over the rows `c`. */
function fitted(stands: RawBuilder<SqlBool>): RawBuilder<unknown> {
  const of = countedStandards.map(
    (standard) => sql`count(*) filter (where c.standard = ${sql.lit(standard)} and ${stands})`,
  )
  return sql`array[${sql.join([...of, sql`count(*) filter (where c.standard not in ${counted} and ${stands})`])}]::integer[]`
}

const stoodNow = sql<SqlBool>`c.removed_on is null and c.voided_command_id is null`
const columns = ['nacs', 'ccs1', 'chademo', 'j1772', 'other'] as const

/** By how much the stock of each site was another one: `correction`, of the parts that are looked at. */
function correction(day: Day): RawBuilder<unknown> {
  const side = (sign: 1 | -1, isThere: RawBuilder<unknown>, row: RawBuilder<unknown>) =>
    sql`(${sql.lit(sign)}, ${isThere}, ${row})`
  const ports = (condition: RawBuilder<unknown>) =>
    sql`coalesce(sum(sign) filter (where is_port and ${condition}), 0)::integer`
  const isAc = sql`level in ('L1', 'L2')`
  const hasNacs = sql`standing[1] > 0`
  const standing = columns.map(
    (name, index) =>
      sql`coalesce(sum(sign * standing[${sql.lit(index + 1)}]) filter (where is_port), 0)::integer as ${sql.ref(name)}`,
  )
  return sql`fitted as (
      select p.id, p.level, p.is_funded, s.id as station_id, s.site_id, p.deleted_at is null and s.deleted_at is null as is_there,
        ${living(day, 'p')} and (count(c.id) = 0 or bool_or(${connectorKnown(day)})) and ${wasThere(day, 's')} as was_there,
        ${fitted(stoodNow)} as now, ${fitted(connectorStood(day))} as then
      from port_of join port p on p.id = port_of.id join station s on s.id = p.station_id left join connector c on c.port_id = p.id
      group by p.id, s.id
    ), edited as (
      select distinct on (k.subject_id) k.subject_id as id, k.value ->> 'level' as level, (k.value ->> 'is_funded')::boolean as is_funded
      from earlier_value k where k.subject_kind = 'port' and ${isAfter(day, sql`k.until`)} order by k.subject_id, k.until
    ), part as (
      select side.*, false as is_port, null::text as level, null::boolean as is_funded, null::integer[] as standing
      from station s left join moved on moved.station_id = s.id
      cross join lateral (values ${side(-1, sql`s.deleted_at is null`, sql`s.site_id`)},
        ${side(1, wasThere(day, 's'), sql`coalesce(moved.site_id, s.site_id)`)}) as side(sign, is_there, site_id)
      where s.id = any (array(select station_of.id from station_of)) and side.is_there
      union all
      select -1, true, site_id, true, level, is_funded, now from fitted where is_there
      union all
      select 1, true, coalesce(moved.site_id, fitted.site_id), true, case when edited.id is null then fitted.level else edited.level end,
        case when edited.id is null then fitted.is_funded else edited.is_funded end, fitted.then
      from fitted left join moved on moved.station_id = fitted.station_id left join edited on edited.id = fitted.id
      where was_there
    ), correction as materialized (
      select site_id, coalesce(sum(sign) filter (where not is_port), 0)::integer as stations,
        ${ports(isAc)} as ac_ports, ${ports(sql`level = 'DC'`)} as dc_ports, ${ports(sql`level is null`)} as unknown_ports,
        ${ports(sql`${isAc} and ${hasNacs}`)} as ac_nacs_ports, ${ports(sql`level = 'DC' and ${hasNacs}`)} as dc_nacs_ports,
        ${ports(sql`is_funded`)} as funded_ports, ${ports(sql`level = 'L1'`)} as more_l1, ${ports(sql`level = 'L2'`)} as more_l2,
        ${sql.join(standing)}
      from part group by site_id
    )`
}

const stockColumns = [
  'stations',
  'ac_ports',
  'dc_ports',
  'unknown_ports',
  'ac_nacs_ports',
  'dc_nacs_ports',
  'funded_ports',
  ...columns,
]

/** The `stock` of each `site`: today's with its correction. */
const stockThen = sql`left join site_stock stock_now on stock_now.site_id = site.id left join correction on correction.site_id = site.id
  cross join lateral (
    select ${sql.join(stockColumns.map((name) => sql`coalesce(${sql.ref(`stock_now.${name}`)}, 0) + coalesce(${sql.ref(`correction.${name}`)}, 0) as ${sql.ref(name)}`))},
      coalesce(correction.more_l1, 0) as more_l1, coalesce(correction.more_l2, 0) as more_l2
  ) as counted
  cross join lateral (
    select own.*, (case
      when own.ports = 0 or own.nacs + own.ccs1 + own.chademo + own.j1772 + own.other = 0 then 0
      when own.nacs_ports = 0 then 1 when own.nacs_ports < own.ports then 2 else 3 end)::smallint as progress
    from (select counted.*, counted.ac_ports + counted.dc_ports + counted.unknown_ports as ports,
      counted.ac_nacs_ports + counted.dc_nacs_ports as nacs_ports) as own
  ) as stock`

/** How many ports of a level the site has today. */
function portsNow(level: 'L1' | 'L2'): RawBuilder<unknown> {
  return sql`(select count(*) from station s join port p on p.station_id = s.id
    where s.site_id = site.id and s.deleted_at is null and p.deleted_at is null and p.level = ${level})`
}

/** A standard that is not counted is asked of the ledger. */
function hasStandard(day: Day, standard: string): RawBuilder<SqlBool> {
  const index = countedStandards.findIndex((name) => name === standard)
  if (index >= 0) return sql<SqlBool>`${sql.ref(`stock.${columns[index]}`)} > 0`
  return sql<SqlBool>`(stock.other > 0 and exists (
    select from station s left join moved on moved.station_id = s.id join port p on p.station_id = s.id
    join connector c on c.port_id = p.id
    where (s.site_id = site.id or s.id in (select own.station_id from moved own where own.site_id = site.id))
      and coalesce(moved.site_id, s.site_id) = site.id and c.standard = ${standard}
      and ${wasThere(day, 's')} and ${portStood(day)} and ${connectorStood(day)}))`
}

/** The page of `sites` that begins a list by a column of theirs: today's in their order, with those put in that changed since. */
export function pageThen(
  day: Day,
  column: RawBuilder<unknown>,
  isMeant: RawBuilder<SqlBool>,
  {
    beyond,
    order,
    limit,
  }: { beyond: RawBuilder<unknown>; order: RawBuilder<unknown>; limit: number },
): RawBuilder<unknown> {
  const rows = (sites: RawBuilder<unknown>) => sql`
    (select site.id, ${column} as value from ${sites} where ${isMeant} ${beyond} order by ${column} ${order}, site.id ${order} limit ${limit})`
  return sql`select page_row.id from (
    ${rows(sql`(select x.* from site x where x.deleted_at is null and ${saysTheSame('site', day)}) as site`)}
    union all
    ${rows(sql`(${saidThen('site', day)} union all
      select x.* from site x where ${isAfter(day, sql`x.deleted_at`)} and ${saysTheSame('site', day)}) as site`)}
  ) as page_row order by page_row.value ${order}, page_row.id ${order} limit ${limit}`
}
