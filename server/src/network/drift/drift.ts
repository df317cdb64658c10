import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Drift, DriftAsked } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { saysAt } from '../sites/search.ts'

/** Ports of a station that its source says have NACS. */
const listed = sql`(select count(*)::integer from jsonb_array_elements(coalesce(s.raw->'ports', '[]')) as told(port)
  where told.port->'connectors' ? 'NACS')`

/** Ports of a station that our ledger says have NACS, and since when. */
const ours = sql`select count(distinct c.port_id)::integer as ports, min(c.installed_on) as since
  from port p join connector c on c.port_id = p.id
  where p.station_id = s.id and p.deleted_at is null and c.standard = 'NACS'
    and c.removed_on is null and c.voided_command_id is null`

/** The day of the first import, not taken back, after which the source said NACS. */
const toldOn = sql`(select min(i.imported_at at time zone 'UTC')::date from import_change h join import i on i.id = h.import_id
  where h.station_id = compared.id and i.undone_command_id is null
    and h.after @? '$.record.ports[*].connectors[*] ? (@ == "NACS")')`

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
 * Where the public list and our ledger differ about NACS, the oldest first. Only stations that a
 * source described are compared; one that the list dropped altogether is not listed either.
 */
export async function listDrift(db: Database, actor: Actor, asked: DriftAsked): Promise<Drift> {
  const { kind, regions = null, minDays, limit, after } = asked
  const texts = [sql`lower(s.name || ' ' || s.source_id)`, sql`site.search`]
  const found = asked.search ? saysAt(sql`site.id`, asked.search, texts) : sql`true`
  const drift = sql`
    with compared as (
      select s.id, s.name, s.source, s.source_id, s.site_id, site.name as site, site.region, s.first_seen_on,
        s.not_seen_since, ours.ports as our_ports, ours.since as our_since, ${listed} as listed_ports
      from site
      join station s on s.site_id = site.id and s.deleted_at is null
      cross join lateral (${ours}) as ours
      where site.deleted_at is null and ${visibleTo(actor)} and s.raw ? 'ports'
        and (${regions === null} or site.region = any(${regions ?? []}::text[]))
        and ${found}
    ), drift as (
      select 'not_listed' as kind, *, our_since as since, our_ports as ports from compared
      where our_since is not null and (listed_ports = 0 or not_seen_since is not null)
      union all
      select 'not_ours', *, coalesce(${toldOn}, first_seen_on), listed_ports from compared
      where our_ports = 0 and listed_ports > 0
    ), aged as (
      select *, ((now() at time zone 'UTC')::date - since) as days from drift
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
