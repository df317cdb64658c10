/**
 * What stood at each site at the end of a past day, as was known then: what `site_stock` said on that
 * day. Read from the ledger and from who did what when; a command without an event was there before the
 * records begin. Stations stand at the site that they belonged to that day, whatever corrections came
 * later, under the names of that day, with the levels and the funding of that day; a search looks for what
 * was said of them then.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { StockSource } from './filter.ts'
import { movedSince } from './moved.ts'
import { foundThen } from './search-past.ts'
import { connectorStood, isAfter, tableThen, wasLater } from '../../past/index.ts'

/** Whether the row `alias` had not been given up by the end of the day. */
export function living(day: Day, alias: string): RawBuilder<SqlBool> {
  const deletedAt = sql.ref(`${alias}.deleted_at`)
  return sql<SqlBool>`(${deletedAt} is null or ${isAfter(day, deletedAt)})`
}

/** Whether the port `p` was there. One that came with a later import is known by its connectors, all of which are later. */
export function portStood(day: Day): RawBuilder<SqlBool> {
  return sql<SqlBool>`(${living(day, 'p')} and (not exists (select from connector c where c.port_id = p.id)
    or exists (select from connector c where c.port_id = p.id and not ${wasLater(day, 'c.installed_command_id')})))`
}

/** Whether any port was edited later: asked once, so that it costs nothing a port where none was. */
function areEdited(day: Day): RawBuilder<SqlBool> {
  return sql<SqlBool>`(select exists (select from earlier_value any_port where any_port.subject_kind = 'port' and ${isAfter(day, sql`any_port.until`)}))`
}

/**
 * The ports that stood, one row each, with the site of that day and the standards of the connectors on it;
 * a station without ports is a row without one.
 */
function portsThen(day: Day, only: RawBuilder<SqlBool>): RawBuilder<unknown> {
  return sql`(
    select s.id as station_id, coalesce(moved.site_id, s.site_id) as site_id, p.id as port_id,
      case when said.value is null then p.level else said.value ->> 'level' end as level,
      case when said.value is null then p.is_funded else (said.value ->> 'is_funded')::boolean end as is_funded,
      array(select c.standard from connector c where c.port_id = p.id and ${connectorStood(day)}) as standards
    from station s
    left join moved on moved.station_id = s.id
    left join port p on p.station_id = s.id and ${portStood(day)}
    left join lateral (
      select k.value from earlier_value k where ${areEdited(day)} and k.subject_kind = 'port' and k.subject_id = p.id
        and ${isAfter(day, sql`k.until`)} order by k.until limit 1
    ) as said on true
    where ${living(day, 's')} and not ${wasLater(day, 's.created_command_id')} and ${only}
  )`
}

const isAc = sql<SqlBool>`level in ('L1', 'L2')`
const hasNacs = sql<SqlBool>`'NACS' = any (standards)`

/** What `site_stock` says of a site, over the rows of `portsThen`. */
const counts = sql`
  count(distinct station_id)::integer as stations,
  count(*) filter (where ${isAc})::integer as ac_ports,
  count(*) filter (where level = 'DC')::integer as dc_ports,
  count(*) filter (where port_id is not null and level is null)::integer as unknown_ports,
  count(*) filter (where ${isAc} and ${hasNacs})::integer as ac_nacs_ports,
  count(*) filter (where level = 'DC' and ${hasNacs})::integer as dc_nacs_ports,
  count(*) filter (where is_funded)::integer as funded_ports,
  count(port_id)::integer as ports,
  coalesce(array_agg(distinct level) filter (where level is not null), '{}') as levels,
  array_remove(string_to_array(string_agg(array_to_string(standards, ','), ','), ','), '') as standards`

/** What stood at the end of `day`, for the queries that lists and the map share. */
export function stockOn(day: Day): StockSource {
  const ofSite = sql<SqlBool>`s.id = any (array(
    select own.id from station own where own.site_id = site.id
    union all select moved.station_id from moved where moved.site_id = site.id))`
  return {
    prefix: movedSince(day),
    sites: sql`${tableThen('site', day)} site`,
    join: sql`cross join lateral (
      select stock.*, (case
        when ports = 0 or coalesce(cardinality(standards), 0) = 0 then 0
        when ac_nacs_ports + dc_nacs_ports = 0 then 1
        when ac_nacs_ports + dc_nacs_ports < ports then 2 else 3 end)::smallint as progress
      from (
        select ${counts} from ${portsThen(day, ofSite)} as part where part.site_id = site.id
      ) as stock
    ) as stock`,
    isFound: (search) => foundThen(day, search),
    stands: sql<SqlBool>`(${living(day, 'site')} and not ${wasLater(day, 'site.created_command_id')})`,
    hasStandard: (standard) => sql<SqlBool>`${standard} = any (stock.standards)`,
    hasLevel: (level) => sql<SqlBool>`${level} = any (stock.levels)`,
  }
}

/** Ports by level and connectors by standard over the sites for which `seen` holds, as of the day. */
export async function countThen(db: Database, day: Day, seen: RawBuilder<SqlBool>) {
  const standing = sql`${movedSince(day)}, standing as materialized (
    select part.* from ${portsThen(day, sql<SqlBool>`true`)} as part
    join ${tableThen('site', day)} site on site.id = part.site_id where ${seen} and ${stockOn(day).stands} and part.port_id is not null)`
  const { rows } = await sql<{ kind: 'level' | 'standard'; name: string; count: number }>`
    ${standing}
    select 'level' as kind, coalesce(level, 'unknown') as name, count(*)::integer as count from standing group by 2
    union all
    select 'standard', standard, count(*)::integer from standing, unnest(standards) as standard group by 2
  `.execute(db)
  const of = (kind: string) => rows.filter((row) => row.kind === kind)
  return {
    levels: of('level').map(({ name, count }) => ({ level: name, ports: count })),
    connectors: of('standard').map(({ name, count }) => ({ standard: name, count })),
  }
}
