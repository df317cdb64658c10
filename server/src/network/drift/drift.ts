import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Drift, DriftAsked } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import {
  connectorStood,
  isKnown,
  isOpenCommand,
  rowThen,
  tableThen,
  wasLater,
  type AsOf,
} from '../../past/index.ts'
import { visibleTo } from '../scope.ts'
import { living, movedSince } from '../sites/moved.ts'
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

/**
 * The stations `s` with the sites `site` that they stand at. Of a past day what the source said of each
 * comes from the last import that was known then; one that no import changed says what it says today.
 */
function stationsThen(asOf: AsOf): RawBuilder<unknown> {
  if (asOf === null)
    return sql`site join station s on s.site_id = site.id and s.deleted_at is null and site.deleted_at is null`
  const change = (side: 'before' | 'after', isLater: boolean) => sql`
    select h.${sql.raw(side)} -> 'record' as record from import_change h join import i on i.id = h.import_id
    where h.station_id = x.id and h.after ? 'record' and ${isLater ? sql`not` : sql``} ${isKnown(asOf, 'i.command_id')}
    order by i.imported_at ${isLater ? sql`asc` : sql`desc`} limit 1`
  return sql`station x left join moved on moved.station_id = x.id
    cross join lateral ${rowThen('station', 'x', sql`x.id`, asOf)} as said
    join ${tableThen('site', asOf)} site on site.id = coalesce(moved.site_id, x.site_id)
    cross join lateral (select said.id, said.name, said.source, said.source_id, site.id as site_id, said.first_seen_on,
      said.not_seen_since, coalesce((${change('after', false)}), (${change('before', true)}), x.raw) as raw) as s`
}

interface DriftRow {
  kind: 'not_listed' | 'not_ours'
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
  const isThere =
    asOf === null
      ? sql`true`
      : sql`(${living(asOf, 'x')} and not ${wasLater(asOf, 'x.created_command_id')} and ${living(asOf, 'site')})`
  const texts = [sql`lower(s.name || ' ' || s.source_id)`, sql`site.search`]
  const found = asked.search ? saysAt(sql`site.id`, asked.search, texts) : sql`true`
  const drift = sql`
    ${asOf === null ? sql`with` : sql`${movedSince(asOf)},`} compared as (
      select s.id, s.name, s.source, s.source_id, s.site_id, site.name as site, site.region, s.first_seen_on,
        s.not_seen_since, ours.ports as our_ports, ours.since as our_since, ${listed} as listed_ports
      from ${stationsThen(asOf)}
      cross join lateral (${ours(asOf)}) as ours
      where ${isThere} and ${visibleTo(actor)} and s.raw ? 'ports'
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
  const counts = await sql<{ kind: DriftRow['kind']; count: number }>`
    ${drift} select kind, count(*)::integer as count from aged where days >= ${minDays} group by 1
  `.execute(db)
  const { rows } = await sql<DriftRow>`
    ${drift}
    select kind, id as station_id, name as station, source, source_id, site_id, site, region, since, days, ports,
      not_seen_since is not null as is_not_seen
    from aged where kind = ${kind} and days >= ${minDays}
      and (${!after} or (since, id) > (${after?.since ?? null}::date, ${after?.id ?? null}::uuid))
    order by since, id limit ${limit + 1}
  `.execute(db)
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const countOf = (name: DriftRow['kind']) =>
    counts.rows.find((row) => row.kind === name)?.count ?? 0
  return {
    counts: { not_listed: countOf('not_listed'), not_ours: countOf('not_ours') },
    rows: page.map(({ kind: _kind, ...row }) => row),
    next: last ? { since: last.since, id: last.stationId } : null,
  }
}
