import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Drift, DriftAsked } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import {
  connectorStood,
  isAfter,
  isKnown,
  isOpenCommand,
  rowThen,
  tableThen,
  wasLater,
  type AsOf,
} from '../../past/index.ts'
import { visibleTo } from '../scope.ts'
import { living, movedSince, wasThere } from '../sites/moved.ts'
import { saysAt } from '../sites/search.ts'

/** Ports of a station that its source says have NACS. */
const listed = sql`(select count(*)::integer from jsonb_array_elements(coalesce(s.raw->'ports', '[]')) as told(port)
  where told.port->'connectors' ? 'NACS')`

/** Ports of a station that our ledger says have NACS, and since when. */
function ours(asOf: AsOf): RawBuilder<unknown> {
  const stands =
    asOf === null
      ? sql`p.deleted_at is null and c.removed_on is null and c.voided_command_id is null`
      : sql`${living(asOf, 'p')} and ${connectorStood(asOf)}`
  return sql`select count(distinct c.port_id)::integer as ports, min(c.installed_on) as since
    from port p join connector c on c.port_id = p.id
    where p.station_id = s.id and c.standard = 'NACS' and ${stands}`
}

/** The day of the first import, not taken back, after which the source said NACS. */
function toldOn(asOf: AsOf): RawBuilder<unknown> {
  return sql`(select min(i.imported_at at time zone 'UTC')::date from import_change h join import i on i.id = h.import_id
    where h.station_id = compared.id and ${isKnown(asOf, 'i.command_id')} and ${isOpenCommand(asOf, 'i.undone_command_id')}
      and h.after @? '$.record.ports[*].connectors[*] ? (@ == "NACS")')`
}

/** The stations `s` with the sites `site` that they stand at. */
const stationsNow = sql`site join station s on s.site_id = site.id and s.deleted_at is null and site.deleted_at is null`

/**
 * What the query of a past day begins with: `described`, the stations of which a source had told. Those that a
 * later import or its undo, an edit or a correction touched are put together as they were: what the source
 * said of each comes from the last import that held then, else from what the first later one found.
 */
function describedThen(asOf: Day): RawBuilder<unknown> {
  const change = (
    side: 'before' | 'after',
    isMeant: RawBuilder<unknown>,
    direction: 'asc' | 'desc',
  ) => sql`
    select h.${sql.raw(side)} -> 'record' as record from import_change h join import i on i.id = h.import_id
    where h.station_id = x.id and h.after ? 'record' and ${isMeant} order by i.imported_at ${sql.raw(direction)} limit 1`
  const held = sql`${isKnown(asOf, 'i.command_id')} and ${isOpenCommand(asOf, 'i.undone_command_id')}`
  return sql`touched as materialized (
      select h.station_id from import i join import_change h on h.import_id = i.id
      where h.after ? 'record' and (${wasLater(asOf, 'i.command_id')} or ${wasLater(asOf, 'i.undone_command_id')})
      union select k.subject_id from earlier_value k where k.subject_kind = 'station' and ${isAfter(asOf, sql`k.until`)}
      union select moved.station_id from moved
    ), described as (
      select x.id, x.name, x.source, x.source_id, x.site_id, x.first_seen_on, x.not_seen_since, x.raw from station x
      where x.raw ? 'ports' and ${wasThere(asOf, 'x')} and x.id not in (select touched.station_id from touched)
      union all
      select said.id, said.name, said.source, said.source_id, coalesce(moved.site_id, x.site_id), said.first_seen_on,
        said.not_seen_since, told.raw
      from touched join station x on x.id = touched.station_id left join moved on moved.station_id = x.id
      cross join lateral ${rowThen('station', 'x', sql`x.id`, asOf)} as said
      cross join lateral (select coalesce((${change('after', held, 'desc')}),
        (${change('before', wasLater(asOf, 'i.command_id'), 'asc')}), x.raw) as raw) as told
      where told.raw ? 'ports' and ${wasThere(asOf, 'x')}
    )`
}

interface DriftRow {
  stationId: Id<'Station'>
  station: string
  source: string
  sourceId: string
  siteId: Id<'Site'>
  site: string
  region: string
  since: Day
  days: number
  ports: number
  isNotSeen: boolean
}

/**
 * Where the public list and our ledger differ about NACS, now or at the end of a past day, the oldest first. Only stations that a
 * source described are compared; one that the list dropped altogether is not listed either.
 */
export async function listDrift(db: Database, actor: Actor, asked: DriftAsked): Promise<Drift> {
  const { kind, regions = null, minDays, limit, after, asOf } = asked
  const today = asOf === null ? sql`(now() at time zone 'UTC')::date` : sql`${asOf}::date`
  const stations =
    asOf === null
      ? stationsNow
      : sql`described s join ${tableThen('site', asOf)} site on site.id = s.site_id and ${living(asOf, 'site')}`
  const texts = [sql`lower(s.name || ' ' || s.source_id)`, sql`site.search`]
  const found = asked.search ? saysAt(sql`site.id`, asked.search, texts) : sql`true`
  const drift = sql`
    ${asOf === null ? sql`with` : sql`${movedSince(asOf)}, ${describedThen(asOf)},`} compared as (
      select s.id, s.name, s.source, s.source_id, s.site_id, site.name as site, site.region, s.first_seen_on,
        s.not_seen_since, ours.ports as our_ports, ours.since as our_since, ${listed} as listed_ports
      from ${stations}
      cross join lateral (${ours(asOf)}) as ours
      where ${visibleTo(actor)} and s.raw ? 'ports'
        and (${regions === null} or site.region = any(${regions ?? []}::text[]))
        and ${found}
    ), drift as (
      select 'not_listed' as kind, *, our_since as since, our_ports as ports from compared
      where our_since is not null and (listed_ports = 0 or not_seen_since is not null)
      union all
      select 'not_ours', *, coalesce(${toldOn(asOf)}, first_seen_on), listed_ports from compared
      where our_ports = 0 and listed_ports > 0
    ), aged as (
      select *, (${today} - since) as days from drift
    )`
  const answer = await sql<{ counts: Partial<Drift['counts']>; rows: DriftRow[] }>`
    ${drift}
    select
      (select coalesce(json_object_agg(kind, count), '{}') from (
        select kind, count(*) from aged where days >= ${minDays} group by 1) as each_kind) as counts,
      (select coalesce(json_agg(page), '[]') from (
        select id as "stationId", name as station, source, source_id as "sourceId", site_id as "siteId", site, region,
          since, days, ports, not_seen_since is not null as "isNotSeen"
        from aged where kind = ${kind} and days >= ${minDays}
          and (${!after} or (since, id) > (${after?.since ?? null}::date, ${after?.id ?? null}::uuid))
        order by since, id limit ${limit + 1}) as page) as rows
  `.execute(db)
  const { counts, rows } = answer.rows[0]
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  return {
    counts: { not_listed: counts.not_listed ?? 0, not_ours: counts.not_ours ?? 0 },
    rows: page,
    next: last ? { since: last.since, id: last.stationId } : null,
  }
}
