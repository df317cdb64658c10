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

/** Every station of the sites, now or then, and their ports. */
function partsOf(sites: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`station_of as materialized (
      select s.id from station s where s.site_id in (${sites})
      union select moved.station_id from moved where moved.site_id in (${sites})
    ), port_of as materialized (select p.id from station_of join port p on p.station_id = station_of.id)`
}

/** The stations that were made, moved or given up since, and the ports that these have or that changed by themselves. */
function partsChanged(day: Day): RawBuilder<unknown> {
  return sql`station_of as materialized (
      select s.id from station s where s.created_command_id = any (array(select newcomer.command_id from newcomer))
      union select moved.station_id from moved
      union select s.id from station s where ${isAfter(day, sql`s.deleted_at`)}
    ), port_of as materialized (
      select p.id from station_of join port p on p.station_id = station_of.id
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
      select port_of.id, ${fitted(stoodNow)} as now, ${fitted(connectorStood(day))} as then,
        count(c.id) = 0 or bool_or(${connectorKnown(day)}) as is_known
      from port_of left join connector c on c.port_id = port_of.id group by 1
    ), part as (
      select side.*, false as is_port, null::text as level, null::boolean as is_funded, null::integer[] as standing
      from station_of join station s on s.id = station_of.id left join moved on moved.station_id = s.id
      cross join lateral (values ${side(-1, sql`s.deleted_at is null`, sql`s.site_id`)},
        ${side(1, wasThere(day, 's'), sql`coalesce(moved.site_id, s.site_id)`)}) as side(sign, is_there, site_id)
      where side.is_there
      union all
      select side.sign, side.is_there, side.site_id, true, side.level, side.is_funded, side.standing
      from fitted join port p on p.id = fitted.id join station s on s.id = p.station_id left join moved on moved.station_id = s.id
      left join lateral (
        select k.value from earlier_value k where k.subject_kind = 'port' and k.subject_id = p.id
          and ${isAfter(day, sql`k.until`)} order by k.until limit 1
      ) as said on true
      cross join lateral (values
        ${side(-1, sql`p.deleted_at is null and s.deleted_at is null`, sql`s.site_id, p.level, p.is_funded, fitted.now`)},
        ${side(
          1,
          sql`${living(day, 'p')} and fitted.is_known and ${wasThere(day, 's')}`,
          sql`coalesce(moved.site_id, s.site_id), case when said.value is null then p.level else said.value ->> 'level' end,
            case when said.value is null then p.is_funded else (said.value ->> 'is_funded')::boolean end, fitted.then`,
        )}) as side(sign, is_there, site_id, level, is_funded, standing)
      where side.is_there
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
