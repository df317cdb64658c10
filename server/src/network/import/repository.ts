import type { Id } from '@changeover/shared/commands'
import type { Grain, KnownStation, Source, SourceRecord } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { lockToChange } from '../standstill.ts'

type Reader = Database | DatabaseTransaction

/** Keeps two imports apart: each must see the other's stations. Held until the transaction ends. */
export async function lockImports(tx: DatabaseTransaction): Promise<void> {
  await lockToChange(tx)
  await sql`select pg_advisory_xact_lock(hashtext('changeover network import'))`.execute(tx)
}

/** Everything known of one source and grain. */
export async function listKnown(db: Reader, source: Source, grain: Grain): Promise<KnownStation[]> {
  const rows = await db
    .selectFrom('station')
    .select(['id', 'siteId', 'raw', 'notSeenSince'])
    .where('source', '=', source)
    .where('grain', '=', grain)
    .where('deletedAt', 'is', null)
    .execute()
  return rows.map(({ id, siteId, raw, notSeenSince }) => ({
    id,
    siteId,
    // Written by an import as a SourceRecord, and by nothing else.
    record: raw as unknown as SourceRecord,
    isSeen: notSeenSince === null,
  }))
}

/** The ids among these that the source uses for a record of another grain. */
export async function listOtherGrain(
  db: Reader,
  source: Source,
  grain: Grain,
  sourceIds: readonly string[],
): Promise<string[]> {
  const rows = await db
    .selectFrom('station')
    .select('sourceId')
    .where('source', '=', source)
    .where('grain', '!=', grain)
    .where('deletedAt', 'is', null)
    .where(sql<boolean>`source_id = any(${sourceIds}::text[])`)
    .execute()
  return rows.map((row) => row.sourceId)
}

/** The stations of some regions with the site that each is at, whatever their source. */
export async function listPlaced(
  db: Reader,
  regions: readonly (string | null)[],
): Promise<{ id: Id<'Station'>; siteId: Id<'Site'>; record: SourceRecord }[]> {
  const rows = await db
    .selectFrom('station')
    .select(['id', 'siteId', 'raw'])
    .where(
      sql<boolean>`raw->>'region' = any(${regions.filter((region) => region !== null)}::text[])`,
    )
    .where('deletedAt', 'is', null)
    .execute()
  // See `listKnown`.
  return rows.map(({ raw, ...row }) => ({ ...row, record: raw as unknown as SourceRecord }))
}

/** The stations of some sites. */
export async function listAtSites(
  db: Reader,
  siteIds: readonly Id<'Site'>[],
): Promise<{ id: Id<'Station'>; siteId: Id<'Site'>; record: SourceRecord }[]> {
  const rows = await db
    .selectFrom('station')
    .select(['id', 'siteId', 'raw'])
    .where(sql<boolean>`site_id = any(${siteIds}::uuid[])`)
    .where('deletedAt', 'is', null)
    .execute()
  // See `listKnown`.
  return rows.map(({ raw, ...row }) => ({ ...row, record: raw as unknown as SourceRecord }))
}

/** A port that stands, and whether the ledger says anything about its connectors. */
export interface StandingPort {
  id: Id<'Port'>
  stationId: Id<'Station'>
  number: number
  level: 'L1' | 'L2' | 'DC' | null
  isRecorded: boolean
}

/** The ports of some stations, tombstones left out; `highest` counts them in, for new numbers. */
export async function listPorts(
  db: Reader,
  stationIds: readonly Id<'Station'>[],
): Promise<{ ports: StandingPort[]; highest: Map<Id<'Station'>, number> }> {
  const { rows } = await sql<StandingPort & { isDeleted: boolean }>`
    select p.id, p.station_id, p.number, p.level, p.deleted_at is not null as is_deleted,
      exists (select from connector c where c.port_id = p.id and c.voided_command_id is null) as is_recorded
    from port p where p.station_id = any(${stationIds}::uuid[])
    order by p.station_id, p.number
  `.execute(db)
  const highest = new Map(rows.map(({ stationId, number }) => [stationId, number]))
  return { ports: rows.filter((row) => !row.isDeleted), highest }
}

/** What a station says of itself now, corrections by hand included. */
export async function listColumns(tx: DatabaseTransaction, stationIds: readonly Id<'Station'>[]) {
  const rows = await tx
    .selectFrom('station')
    .select([
      'id',
      'siteId',
      'network',
      'name',
      'status',
      'access',
      'model',
      'phone',
      'facilityType',
      'openedOn',
      'isFunded',
      'notSeenSince',
    ])
    .where(sql<boolean>`id = any(${stationIds}::uuid[])`)
    .execute()
  return new Map(rows.map((row) => [row.id, row]))
}

/** Marks stations that a file does not list any more. */
export async function markNotSeen(
  tx: DatabaseTransaction,
  stationIds: readonly Id<'Station'>[],
  since: Day,
): Promise<void> {
  if (stationIds.length === 0) return
  await tx
    .updateTable('station')
    .set((eb) => ({ notSeenSince: since, version: eb('version', '+', 1) }))
    .where(sql<boolean>`id = any(${stationIds}::uuid[])`)
    .execute()
}

/** Says of stations that the file still lists them. */
export async function markSeen(
  tx: DatabaseTransaction,
  stationIds: readonly Id<'Station'>[],
  on: Day,
): Promise<void> {
  if (stationIds.length === 0) return
  await tx
    .updateTable('station')
    .set({ lastSeenOn: on })
    .where(sql<boolean>`id = any(${stationIds}::uuid[])`)
    .where('lastSeenOn', '<', on)
    .execute()
}

/** Counts anew what stands at these sites, where no connector moved that would have done it. */
export async function restock(
  tx: DatabaseTransaction,
  siteIds: readonly Id<'Site'>[],
): Promise<void> {
  if (siteIds.length > 0) await sql`select restock_sites(${siteIds}::uuid[])`.execute(tx)
}
