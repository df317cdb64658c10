import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { Standard } from '@changeover/shared/network'
import type { Day, Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'
import { personBehind, type ConnectorRow } from './connector-row.ts'

/** A site that somebody may see. */
export async function findSite(db: Database, actor: Actor, siteId: Id<'Site'>) {
  return db
    .selectFrom('site')
    .leftJoin('siteStock', 'siteStock.siteId', 'site.id')
    .select([
      'site.id',
      'version',
      'name',
      'street',
      'city',
      'region',
      'postalCode',
      'lat',
      'lon',
      'timeZone',
      'hostContact',
      'accessNotes',
      'derivation',
      'siteStock.progress',
    ])
    .where('site.id', '=', siteId)
    .where('site.deletedAt', 'is', null)
    .where(visibleTo(actor))
    .executeTakeFirst()
}

/** The living site that a merged one has become part of, or null. */
export async function findSuccessor(
  db: Database,
  actor: Actor,
  siteId: Id<'Site'>,
): Promise<Id<'Site'> | null> {
  const { rows } = await sql<{ id: Id<'Site'> }>`
    with recursive led as (
      select merged_into from site where id = ${siteId}::uuid
      union
      select next.merged_into from led join site next on next.id = led.merged_into
    )
    select site.id from led join site on site.id = led.merged_into
    where site.deleted_at is null and ${visibleTo(actor)}
  `.execute(db)
  return rows[0]?.id ?? null
}

/** The stations of a site; with `on`, those that had opened, or else were seen, by that day. */
export async function listStations(db: Database, siteId: Id<'Site'>, on: Day | null) {
  return db
    .selectFrom('station')
    .select([
      'id',
      'version',
      'name',
      'sourceId',
      'source',
      'network',
      'status',
      'model',
      'serial',
      'openedOn',
      'notSeenSince',
    ])
    .where('siteId', '=', siteId)
    .where('deletedAt', 'is', null)
    .$if(on !== null, (query) =>
      query.where(sql<boolean>`coalesce(opened_on, first_seen_on) <= ${on}::date`),
    )
    .orderBy('name')
    .orderBy('id')
    .execute()
}

export async function listPorts(db: Database, siteId: Id<'Site'>) {
  return db
    .selectFrom('port')
    .innerJoin('station', 'station.id', 'port.stationId')
    .select(['port.id', 'stationId', 'number', 'level', 'powerKw', 'port.isFunded'])
    .where('siteId', '=', siteId)
    .where('port.deletedAt', 'is', null)
    .where('station.deletedAt', 'is', null)
    .orderBy('number')
    .execute()
}

/**
 * The ledger of a site: what stands there and what stood there. With `on`, only what stood there at
 * the end of that day: an entry without a day of installation from the day its station opened.
 */
export async function listConnectors(db: Database, siteId: Id<'Site'>, on: Day | null) {
  const { rows } = await sql<ConnectorRow>`/* prepared */
    select c.id, c.port_id, c.standard, c.installed_on, c.removed_on, c.installed_order_id, c.removed_order_id,
      k.name as kit, ${personBehind('c.installed_command_id')} as installed_by,
      ${personBehind('c.removed_command_id')} as removed_by,
      coalesce((select jsonb_agg(jsonb_build_object('rung', r.rung, 'reachedOn', r.reached_on) order by r.reached_on, r.rung)
        from connector_rung r where r.connector_id = c.id and (${on}::date is null or r.reached_on <= ${on}::date)), '[]') as rungs
    from connector c join port p on p.id = c.port_id join station s on s.id = p.station_id
    left join kit_type k on k.id = c.kit_type_id
    where s.site_id = ${siteId}::uuid and c.voided_command_id is null
      and (${on}::date is null or (coalesce(c.installed_on, s.opened_on, ${on}::date) <= ${on}::date
        and (c.removed_on is null or c.removed_on > ${on}::date)))
    order by c.installed_on nulls first, c.id
  `.execute(db)
  return rows
}

/** What open orders will do to the ports of a site. */
export async function listPlanned(db: Database, siteId: Id<'Site'>) {
  const { rows } = await sql<{
    portId: Id<'Port'>
    standard: Standard
    removes: Standard | null
    orderId: Id<'WorkOrder'>
    orderNumber: number
    scheduledOn: Day | null
    kit: string | null
  }>`/* prepared */
    select distinct on (x.port_id) x.port_id, t.adds_standard as standard, k.removes_standard as removes,
      w.id as order_id, w.number as order_number, w.scheduled_on, k.name as kit
    from work_order w
    join work_order_port x on x.order_id = w.id and x.outcome = 'open'
    join track t on t.id = w.track_id
    left join kit_type k on k.id = x.kit_type_id
    where w.site_id = ${siteId}::uuid and w.deleted_at is null and t.adds_standard is not null
      and w.state not in ('done', 'verified', 'cancelled')
    order by x.port_id, w.scheduled_on nulls last, w.number
  `.execute(db)
  return rows
}

/** Photos of the site's orders that have arrived. */
export async function listPhotos(db: Database, siteId: Id<'Site'>, limit: number) {
  const { rows } = await sql<{
    sha256: string
    kind: string
    takenAt: Instant
    orderId: Id<'WorkOrder'>
    orderNumber: number
  }>`/* prepared */
    select e.sha256, e.kind, e.taken_at, w.id as order_id, w.number as order_number
    from work_order w join evidence e on e.order_id = w.id join stored_file f on f.sha256 = e.sha256
    where w.site_id = ${siteId}::uuid and w.deleted_at is null
    order by e.taken_at desc, e.id desc limit ${limit}
  `.execute(db)
  return rows
}

export async function listOrders(db: Database, siteId: Id<'Site'>) {
  return db
    .selectFrom('workOrder')
    .select(['id', 'number', 'state', 'scheduledOn', 'doneOn', 'portCount'])
    .where('siteId', '=', siteId)
    .where('deletedAt', 'is', null)
    .orderBy('number')
    .execute()
}
