/**
 * A site as its page showed it at the end of a past day, as was known then: what it was called, what stood
 * there, its orders, its photos. The parts have the shapes of `site-repository.ts`.
 */
import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Standard } from '@changeover/shared/network'
import type { Day, Instant } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../../db/database.ts'
import {
  isAfter,
  isKnown,
  isOpenCommand,
  orderPortsOn,
  ordersOn,
  rowThen,
  tableThen,
} from '../../past/index.ts'
import { visibleTo } from '../scope.ts'
import { living, movedSince, wasThere } from './moved.ts'
import { portStood, stockOn } from './past.ts'
import { personBehind, type ConnectorRow } from './connector-row.ts'

/** A site that somebody may see today, if it was there. */
export async function findSiteThen(db: Database, actor: Actor, siteId: Id<'Site'>, day: Day) {
  const source = stockOn(day, { page: sql`select ${siteId}::uuid as id` })
  const { rows } = await sql<{
    id: Id<'Site'>
    version: number
    name: string
    street: string | null
    city: string | null
    region: string
    postalCode: string | null
    lat: number | null
    lon: number | null
    timeZone: string
    hostContact: string | null
    accessNotes: string | null
    derivation: unknown
    progress: number
  }>`${source.prefix}
    select said.id, site.version, said.name, said.street, said.city, said.region, said.postal_code, said.lat, said.lon,
      said.time_zone, said.host_contact, said.access_notes, said.derivation, stock.progress
    from site cross join lateral ${rowThen('site', 'site', sql`site.id`, day)} as said ${source.join}
    where site.id = ${siteId}::uuid and ${visibleTo(actor)} and ${living(day, 'said')} and ${wasThere(day, 'site')}
  `.execute(db)
  return rows[0]
}

/** The stations `s` that belonged to the site and were known. */
function stationsOf(siteId: Id<'Site'>, day: Day): RawBuilder<unknown> {
  return sql`station s left join moved on moved.station_id = s.id
    where (s.site_id = ${siteId}::uuid or s.id in (select own.station_id from moved own where own.site_id = ${siteId}::uuid))
      and coalesce(moved.site_id, s.site_id) = ${siteId}::uuid and ${wasThere(day, 's')}`
}

export async function listStationsThen(db: Database, siteId: Id<'Site'>, day: Day) {
  const { rows } = await sql<{
    id: Id<'Station'>
    version: number
    name: string
    sourceId: string
    source: string
    network: string | null
    status: 'open' | 'planned' | 'unavailable' | 'unknown'
    model: string | null
    serial: string | null
    openedOn: Day | null
    notSeenSince: Day | null
  }>`${movedSince(day)}
    select said.id, own.version, said.name, said.source_id, said.source, said.network, said.status, said.model,
      said.serial, said.opened_on, said.not_seen_since
    from station own cross join lateral ${rowThen('station', 'own', sql`own.id`, day)} as said
    where own.id in (select s.id from ${stationsOf(siteId, day)}) order by said.name, said.id
  `.execute(db)
  return rows
}

export async function listPortsThen(db: Database, siteId: Id<'Site'>, day: Day) {
  const { rows } = await sql<{
    id: Id<'Port'>
    stationId: Id<'Station'>
    number: number
    level: 'L1' | 'L2' | 'DC' | null
    powerKw: number | null
    isFunded: boolean
  }>`${movedSince(day)}
    select said.id, said.station_id, said.number, said.level, said.power_kw, said.is_funded
    from port p cross join lateral ${rowThen('port', 'p', sql`p.id`, day)} as said
    where p.station_id in (select s.id from ${stationsOf(siteId, day)}) and ${portStood(day)} order by said.number
  `.execute(db)
  return rows
}

/** The ledger as it was written: entries that were taken out later still stand, and climbed no rung that was told later. */
export async function listConnectorsThen(db: Database, siteId: Id<'Site'>, day: Day) {
  const gone = isKnown(day, 'c.removed_command_id')
  const { rows } = await sql<ConnectorRow>`${movedSince(day)}
    select c.id, c.port_id, c.standard, c.installed_on, case when ${gone} then c.removed_on end as removed_on,
      c.installed_order_id, case when ${gone} then c.removed_order_id end as removed_order_id, k.name as kit,
      ${personBehind('c.installed_command_id')} as installed_by,
      case when ${gone} then ${personBehind('c.removed_command_id')} end as removed_by,
      coalesce((select jsonb_agg(jsonb_build_object('rung', r.rung, 'reachedOn', r.reached_on) order by r.reached_on, r.rung)
        from connector_rung r where r.connector_id = c.id and r.recorded_on <= ${day}::date), '[]') as rungs
    from connector c join port p on p.id = c.port_id left join ${tableThen('kit_type', day)} k on k.id = c.kit_type_id
    where p.station_id in (select s.id from ${stationsOf(siteId, day)}) and ${isKnown(day, 'c.installed_command_id')}
      and ${isOpenCommand(day, 'c.voided_command_id')}
    order by c.installed_on nulls first, c.id
  `.execute(db)
  return rows
}

export async function listOrdersThen(db: Database, siteId: Id<'Site'>, day: Day) {
  const { rows } = await sql<{
    id: Id<'WorkOrder'>
    number: number
    state: string
    scheduledOn: Day | null
    doneOn: Day | null
    portCount: number
  }>`
    select past.id, past.number, past.state, past.scheduled_on, past.port_count,
      (select (least(e.occurred_at, e.recorded_at) at time zone t.time_zone)::date from event e
        where e.subject_id = past.id and e.kind = 'order.closed' and not ${isAfter(day, sql`e.recorded_at`)}
        order by e.position desc limit 1) as done_on
    from ${ordersOn(day, { of: ordersOfSite(siteId) })} join site t on t.id = past.site_id
    where past.site_id = ${siteId}::uuid order by past.number
  `.execute(db)
  return rows
}

/** Orders that are of the site, or of one that a correction moved stations to or from. */
function ordersOfSite(siteId: Id<'Site'>): RawBuilder<unknown> {
  return sql`select id from work_order where site_id in (
    select ${siteId}::uuid union select to_site_id from site_correction where from_site_id = ${siteId}::uuid
    union select from_site_id from site_correction where to_site_id = ${siteId}::uuid)`
}

/** What open orders were to do to the ports of the site. */
export async function listPlannedThen(
  db: Database,
  orderIds: readonly Id<'WorkOrder'>[],
  day: Day,
) {
  const of = sql`select unnest(${[...orderIds]}::uuid[])`
  const { rows } = await sql<{
    portId: Id<'Port'>
    standard: Standard
    removes: Standard | null
    orderId: Id<'WorkOrder'>
    orderNumber: number
    scheduledOn: Day | null
    kit: string | null
  }>`
    select distinct on (x.port_id) x.port_id, t.adds_standard as standard, k.removes_standard as removes,
      past.id as order_id, past.number as order_number, past.scheduled_on, k.name as kit
    from ${ordersOn(day, { of })} join ${orderPortsOn(day, orderIds)} on x.order_id = past.id and x.outcome = 'open'
    join track t on t.id = past.track_id left join ${tableThen('kit_type', day)} k on k.id = x.kit_type_id
    where t.adds_standard is not null and past.state not in ('done', 'verified', 'cancelled')
    order by x.port_id, past.scheduled_on nulls last, past.number
  `.execute(db)
  return rows
}

/** Photos of the orders that had arrived. */
export async function listPhotosThen(
  db: Database,
  orderIds: readonly Id<'WorkOrder'>[],
  day: Day,
  limit: number,
) {
  const { rows } = await sql<{
    sha256: string
    kind: string
    takenAt: Instant
    orderId: Id<'WorkOrder'>
    orderNumber: number
  }>`
    select e.sha256, e.kind, e.taken_at, w.id as order_id, w.number as order_number
    from work_order w join evidence e on e.order_id = w.id join stored_file f on f.sha256 = e.sha256
    where w.id = any (${[...orderIds]}::uuid[]) and ${isKnown(day, 'e.command_id')} and not ${isAfter(day, sql`f.stored_at`)}
    order by e.taken_at desc, e.id desc limit ${limit}
  `.execute(db)
  return rows
}
