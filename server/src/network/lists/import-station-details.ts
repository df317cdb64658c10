import type { Id } from '@changeover/shared/commands'
import { mergeValue } from '@changeover/shared/network'
import { sql } from 'kysely'
import { expectRegions } from '../../accounts/index.ts'
import { copyRecords } from '../../db/bulk.ts'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { countChange } from '../counting.ts'
import { countFamilyChange } from '../order-counts.ts'
import type { ListPlan } from './list-plan.ts'
import { writeHardware, type Hardware, type HardwareSubject } from './station-details.ts'

/** Writes what a hardware file says, and station by station what it changed. */
export async function importStationDetails(
  work: UnitOfWork,
  importId: Id<'Import'>,
  { changes }: ListPlan<HardwareSubject, Hardware>,
): Promise<void> {
  const siteIds = [...new Set(changes.map(({ subject }) => subject.siteId))]
  const written = changes.map(({ subject, after }) => ({
    stationId: subject.stationId,
    hardware: after,
  }))
  const stationIds = written.map(({ stationId }) => stationId)
  const funded = await countFamilyChange(work, stationIds, () =>
    countChange(work, siteIds, () => writeHardware(work.tx, written)),
  )
  const portsOf = await groupByStation(work.tx, funded)
  await copyRecords(
    work.copy,
    'import_change',
    changes.map(({ subject: { stationId }, before, after }, ordinal) => ({
      import_id: importId,
      ordinal,
      kind: 'hardware',
      station_id: stationId,
      before,
      after: { ...after, fundedPorts: portsOf.get(stationId) ?? [] },
    })),
  )
  work.stale(...siteIds.slice(0, 100).map((id) => `site:${id}`))
}

async function groupByStation(
  tx: DatabaseTransaction,
  portIds: readonly Id<'Port'>[],
): Promise<Map<Id<'Station'>, Id<'Port'>[]>> {
  if (portIds.length === 0) return new Map()
  const rows = await tx
    .selectFrom('port')
    .select(['id', 'stationId'])
    .where(sql<boolean>`id = any(${portIds}::uuid[])`)
    .execute()
  const groups = Map.groupBy(rows, (row) => row.stationId)
  return new Map([...groups].map(([stationId, some]) => [stationId, some.map(({ id }) => id)]))
}

interface Taken extends Hardware {
  stationId: Id<'Station'>
  siteId: Id<'Site'>
  region: string
  before: Hardware
  after: Hardware & { fundedPorts: Id<'Port'>[] }
}

/**
 * Puts stations back to what was known of them before; what somebody has changed since stays.
 * @returns how many stations that are.
 */
export async function undoStationDetails(
  work: UnitOfWork,
  importId: Id<'Import'>,
): Promise<number> {
  const { rows } = await sql<Taken>`
    select i.station_id, i.before, i.after, s.site_id, s.model, s.serial, s.kit_family, s.is_funded, site.region
    from import_change i join station s on s.id = i.station_id join site on site.id = s.site_id
    where i.import_id = ${importId}::uuid and s.deleted_at is null
  `.execute(work.tx)
  expectRegions(
    work.actor,
    rows.map(({ region }) => region),
  )
  const siteIds = [...new Set(rows.map(({ siteId }) => siteId))]
  const restored = rows.map((row) => ({
    stationId: row.stationId,
    hardware: hardwareBefore(row),
  }))
  const stationIds = restored.map(({ stationId }) => stationId)
  await countFamilyChange(work, stationIds, () =>
    countChange(work, siteIds, () => writeHardware(work.tx, restored)),
  )
  const ports = rows.flatMap((row) => (row.before.isFunded ? [] : row.after.fundedPorts))
  await sql`update port set is_funded = false where id = any(${ports}::uuid[])`.execute(work.tx)
  work.stale(...siteIds.slice(0, 100).map((id) => `site:${id}`))
  return rows.length
}

function hardwareBefore(row: Taken): Hardware {
  const back = <Key extends keyof Hardware>(key: Key): Hardware[Key] =>
    // Gives back one of the three values, all of this key's type.
    mergeValue<Hardware[Key]>(row[key], row.after[key], row.before[key]) as Hardware[Key]
  return {
    model: back('model'),
    serial: back('serial'),
    kitFamily: back('kitFamily'),
    isFunded: back('isFunded'),
  }
}
