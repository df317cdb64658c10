import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { StationChange, StationState } from './write-updates.ts'

/** An import, locked until the transaction ends. */
export async function findImport(tx: DatabaseTransaction, importId: Id<'Import'>) {
  return tx
    .selectFrom('import')
    .select(['kind', 'commandId', 'undoneCommandId'])
    .where('id', '=', importId)
    .forUpdate()
    .executeTakeFirst()
}

/** What was built upon an import since, counted. */
export async function listObstacles(
  tx: DatabaseTransaction,
  importId: Id<'Import'>,
  commandId: Id<'Command'>,
): Promise<{ orders: number; connectors: number; laterImports: number }> {
  const { rows } = await sql<{ orders: number; connectors: number; laterImports: number }>`
    with ours as (${portsOf(importId)})
    select
      (select count(distinct o.order_id) from work_order_port o join ours using (port_id)
        where o.outcome <> 'cancelled') as orders,
      (select count(*) from connector c join ours using (port_id)
        where c.voided_command_id is null
          and (c.installed_command_id <> ${commandId}::uuid or c.removed_command_id is not null)) as connectors,
      (select count(distinct later.id) from import_change mine
        join import_change theirs on theirs.station_id = mine.station_id and theirs.import_id <> mine.import_id
        join import later on later.id = theirs.import_id and later.undone_command_id is null
        join import self on self.id = mine.import_id and self.imported_at < later.imported_at
        where mine.import_id = ${importId}::uuid) as later_imports
  `.execute(tx)
  return rows[0]
}

/** The ports that an import made: all of its new stations, and those it added to others. */
function portsOf(importId: Id<'Import'>) {
  return sql`
    select p.id as port_id, p.station_id from import_change i
      join port p on p.station_id = i.station_id
      where i.import_id = ${importId}::uuid and i.kind = 'created' and p.deleted_at is null
    union
    select p.id, p.station_id from import_change i
      cross join jsonb_array_elements_text(i.after->'addedPorts') as added(id)
      join port p on p.id = added.id::uuid
      where i.import_id = ${importId}::uuid
  `
}

/** All that an import touched. */
export interface Taken {
  created: Id<'Station'>[]
  changed: { stationId: Id<'Station'>; before: StationState; after: StationChange['after'] }[]
  notSeen: Id<'Station'>[]
  portIds: Id<'Port'>[]
  siteIds: Id<'Site'>[]
  regions: string[]
}

export async function listTaken(tx: DatabaseTransaction, importId: Id<'Import'>): Promise<Taken> {
  const changes = await tx
    .selectFrom('importChange')
    .select(['kind', 'stationId', 'before', 'after'])
    .where('importId', '=', importId)
    .execute()
  const ports = await sql<{ portId: Id<'Port'> }>`${portsOf(importId)}`.execute(tx)
  const sites = await sql<{ id: Id<'Site'>; region: string }>`
    select distinct site.id, site.region from import_change i
    join station s on s.id = i.station_id join site on site.id = s.site_id
    where i.import_id = ${importId}::uuid
  `.execute(tx)
  return {
    created: changes.filter(({ kind }) => kind === 'created').map((row) => row.stationId),
    notSeen: changes.filter(({ kind }) => kind === 'not_seen').map((row) => row.stationId),
    // Written by the import in these shapes, and by nothing else.
    changed: changes.flatMap(({ stationId, before, after }) =>
      before === null ? [] : [{ stationId, before, after }],
    ) as unknown as Taken['changed'],
    portIds: ports.rows.map((row) => row.portId),
    siteIds: sites.rows.map((row) => row.id),
    regions: sites.rows.map((row) => row.region),
  }
}

/** The ledger entries of a command never counted. */
export async function voidConnectors(
  { tx, commandId: by, recordedAt }: UnitOfWork,
  commandId: Id<'Command'>,
): Promise<void> {
  await sql`
    update connector set voided_command_id = ${by}::uuid, voided_recorded_at = ${recordedAt}::timestamptz
    where installed_command_id = ${commandId}::uuid and voided_command_id is null
  `.execute(tx)
}

/**
 * Leaves tombstones of ports, stations and of sites that have no station left; stations that were
 * not seen are as before.
 * @returns the number of sites that are gone.
 */
export async function tombstone({ tx, recordedAt }: UnitOfWork, taken: Taken): Promise<number> {
  await sql`
    update port set deleted_at = ${recordedAt}::timestamptz where id = any(${taken.portIds}::uuid[])
  `.execute(tx)
  await sql`
    update station set deleted_at = ${recordedAt}::timestamptz, version = version + 1
    where id = any(${taken.created}::uuid[])
  `.execute(tx)
  await sql`
    update station set not_seen_since = null, version = version + 1
    where id = any(${taken.notSeen}::uuid[])
  `.execute(tx)
  const { numAffectedRows } = await sql`
    update site set deleted_at = ${recordedAt}::timestamptz, version = version + 1
    where id = any(${taken.siteIds}::uuid[])
      and not exists (select from station s where s.site_id = site.id and s.deleted_at is null)
  `.execute(tx)
  return Number(numAffectedRows ?? 0)
}
