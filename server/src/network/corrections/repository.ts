import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { visibleTo } from '../scope.ts'

type Reader = Database | DatabaseTransaction

/** A site of a correction: what the rules and the preview need of it. */
export interface CorrectableSite {
  id: Id<'Site'>
  version: number
  name: string
  region: string
  lat: number | null
  lon: number | null
}

/** Living sites that somebody may see, in the order of their ids. */
export async function findSites(
  db: Reader,
  actor: Actor,
  siteIds: readonly Id<'Site'>[],
): Promise<Map<Id<'Site'>, CorrectableSite>> {
  const rows = await db
    .selectFrom('site')
    .select(['id', 'version', 'name', 'region', 'lat', 'lon'])
    .where(sql<boolean>`id = any(${siteIds}::uuid[])`)
    .where('deletedAt', 'is', null)
    .where(visibleTo(actor))
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/**
 * Locks sites in the order of their ids, so that two corrections never wait for each other, and their orders,
 * which a closing locks before it locks what stands at its site.
 */
export async function lockSites(
  tx: DatabaseTransaction,
  siteIds: readonly Id<'Site'>[],
): Promise<void> {
  await sql`select from site where id = any(${siteIds}::uuid[]) order by id for update`.execute(tx)
  await sql`select from work_order where site_id = any(${siteIds}::uuid[]) order by id for update`.execute(
    tx,
  )
}

/** What stands at a station. */
export interface CorrectableStation {
  id: Id<'Station'>
  siteId: Id<'Site'>
  name: string
  ports: number
  ccs1: number
  nacs: number
}

export async function listStationsOf(
  db: Reader,
  where: { siteIds: readonly Id<'Site'>[] } | { stationId: Id<'Station'> },
): Promise<CorrectableStation[]> {
  const condition =
    'stationId' in where
      ? sql`s.id = ${where.stationId}::uuid`
      : sql`s.site_id = any(${where.siteIds}::uuid[])`
  const { rows } = await sql<CorrectableStation>`
    select s.id, s.site_id, s.name, count(distinct p.id)::integer as ports,
      count(c.id) filter (where c.standard = 'CCS1')::integer as ccs1,
      count(c.id) filter (where c.standard = 'NACS')::integer as nacs
    from station s
    left join port p on p.station_id = s.id and p.deleted_at is null
    left join connector c on c.port_id = p.id and c.removed_on is null and c.voided_command_id is null
    where ${condition} and s.deleted_at is null
    group by s.id order by s.name, s.id
  `.execute(db)
  return rows
}

/** A work order of a site of which some ports would change their site. */
export interface AffectedOrder {
  id: Id<'WorkOrder'>
  number: number
  state: string
  /** Whether ports of it stay behind. */
  isTorn: boolean
}

/** The orders of a site that have ports at the stations that go. */
export async function listAffectedOrders(
  db: Reader,
  siteId: Id<'Site'>,
  stationIds: readonly Id<'Station'>[],
): Promise<AffectedOrder[]> {
  const { rows } = await sql<AffectedOrder>`
    select w.id, w.number, w.state, not bool_and(p.station_id = any(${stationIds}::uuid[])) as is_torn
    from work_order w
    join work_order_port x on x.order_id = w.id
    join port p on p.id = x.port_id
    where w.site_id = ${siteId}::uuid and w.deleted_at is null
    group by w.id having bool_or(p.station_id = any(${stationIds}::uuid[]))
    order by w.number
  `.execute(db)
  return rows
}

/** Moves stations; the trigger counts both sites anew. */
export async function moveStations(
  tx: DatabaseTransaction,
  stationIds: readonly Id<'Station'>[],
  siteId: Id<'Site'>,
): Promise<void> {
  await sql`
    update station set site_id = ${siteId}::uuid, version = version + 1
    where id = any(${stationIds}::uuid[])
  `.execute(tx)
}

/** Orders go along with their ports, and so does what keeps a port from getting one. */
export async function moveOrders(
  tx: DatabaseTransaction,
  orderIds: readonly Id<'WorkOrder'>[],
  stationIds: readonly Id<'Station'>[],
  siteId: Id<'Site'>,
): Promise<void> {
  await sql`update work_order set site_id = ${siteId}::uuid where id = any(${orderIds}::uuid[])`.execute(
    tx,
  )
  await sql`
    update order_exception e set site_id = ${siteId}::uuid from port p
    where p.id = e.port_id and p.station_id = any(${stationIds}::uuid[])
  `.execute(tx)
  await sql`
    update waiver v set site_id = ${siteId}::uuid from port p
    where p.id = v.port_id and p.station_id = any(${stationIds}::uuid[])
  `.execute(tx)
}

/** A site without a station becomes a tombstone that leads to the other; one with stations lives. */
export async function settleSites(
  tx: DatabaseTransaction,
  at: string,
  { emptied, leadsTo }: { emptied: Id<'Site'>; leadsTo: Id<'Site'> },
): Promise<void> {
  await sql`
    update site set version = site.version + 1,
      deleted_at = case when living.stations = 0 then ${at}::timestamptz end,
      merged_into = case when living.stations = 0 then ${leadsTo}::uuid end
    from (
      select i.id, (select count(*) from station s where s.site_id = i.id and s.deleted_at is null) as stations
      from unnest(${[emptied, leadsTo]}::uuid[]) as i(id)
    ) as living
    where site.id = living.id
  `.execute(tx)
}

/** Why the stations of some sites are one; written by imports and corrections. */
export interface SiteBecause {
  siteId: Id<'Site'>
  rule: string
  metres: number
}

export async function listBecause(
  tx: DatabaseTransaction,
  siteIds: readonly Id<'Site'>[],
): Promise<SiteBecause[]> {
  const { rows } = await sql<SiteBecause>`
    select id as site_id, coalesce(derivation->>'rule', 'ALONE') as rule,
      coalesce((derivation->>'metres')::double precision, 0) as metres
    from site where id = any(${siteIds}::uuid[])
  `.execute(tx)
  return rows
}

export async function writeBecause(
  tx: DatabaseTransaction,
  because: readonly SiteBecause[],
): Promise<void> {
  await sql`
    update site set derivation = derivation || jsonb_build_object('rule', b.rule, 'metres', b.metres)
    from jsonb_to_recordset(${JSON.stringify(because)}::jsonb) as b("siteId" uuid, rule text, metres double precision)
    where site.id = b."siteId"
  `.execute(tx)
}
