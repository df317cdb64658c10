import type { Id } from '@changeover/shared/commands'
import {
  portsToAdd,
  type SourceRecord,
  type StationUpdate,
  type UpdateKind,
} from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { copyRecords, type CopyRow } from '../../db/bulk.ts'
import type { DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { columnsOf, mergeColumns, type StationColumns } from './columns.ts'
import { listColumns, listPorts, type StandingPort } from './repository.ts'
import { connectorRow, writePorts, type PortsOfStation } from './write-new.ts'

/** A station before or after an import: what taking the import back needs. */
export interface StationState {
  columns: StationColumns
  record: SourceRecord
  notSeenSince: Day | null
}

export interface StationChange {
  kind: UpdateKind
  stationId: Id<'Station'>
  before: StationState
  /** `addedPorts` are the ports that the import gave the station. */
  after: StationState & { addedPorts: Id<'Port'>[] }
}

/** Takes over what the source changed, except where somebody corrected it by hand, and adds ports. */
export async function writeUpdates(
  work: UnitOfWork,
  updates: readonly StationUpdate[],
): Promise<StationChange[]> {
  if (updates.length === 0) return []
  const ids = updates.map(({ known }) => known.id)
  const current = await listColumns(work.tx, ids)
  const changes = updates.map((update): StationChange => {
    const { id: _id, siteId: _siteId, notSeenSince, ...columns } = current.get(update.known.id)! // Listed above by the same ids.
    return {
      kind: update.kind,
      stationId: update.known.id,
      before: { columns, record: update.known.record, notSeenSince },
      after: {
        columns: mergeColumns(columns, columnsOf(update.known.record), columnsOf(update.record)),
        record: update.record,
        notSeenSince: null,
        addedPorts: [],
      },
    }
  })
  await writeStations(
    work.tx,
    changes.map(({ stationId, after }) => ({ stationId, ...after })),
    work.recordedOn,
  )
  await addPorts(work, changes)
  return changes
}

/** Writes the columns of stations, and what the source says of them, in one statement. */
export async function writeStations(
  tx: DatabaseTransaction,
  states: readonly ({ stationId: Id<'Station'> } & StationState)[],
  seenOn: Day | null,
): Promise<void> {
  const rows = states.map(({ stationId, columns, record, notSeenSince }) => ({
    id: stationId,
    network: columns.network,
    name: columns.name,
    status: columns.status,
    access: columns.access,
    model: columns.model,
    phone: columns.phone,
    facility_type: columns.facilityType,
    opened_on: columns.openedOn,
    is_funded: columns.isFunded,
    raw: record,
    not_seen_since: notSeenSince,
  }))
  await sql`
    update station set network = n.network, name = n.name, status = n.status, access = n.access,
      model = n.model, phone = n.phone, facility_type = n.facility_type, opened_on = n.opened_on,
      is_funded = n.is_funded, raw = n.raw, not_seen_since = n.not_seen_since,
      last_seen_on = coalesce(${seenOn}::date, station.last_seen_on), version = station.version + 1
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as n(id uuid, network text, name text,
      status text, access text, model text, phone text, facility_type text, opened_on date,
      is_funded boolean, raw jsonb, not_seen_since date)
    where station.id = n.id
  `.execute(tx)
  // Funding that is found later binds from then on; that it ended is for a person to say.
  await sql`
    update port set is_funded = true from station s
    where s.id = port.station_id and s.is_funded and not port.is_funded
      and s.id = any(${rows.map(({ id }) => id)}::uuid[])
  `.execute(tx)
}

async function addPorts(work: UnitOfWork, changes: readonly StationChange[]): Promise<void> {
  const { ports, highest } = await listPorts(
    work.tx,
    changes.map((change) => change.stationId),
  )
  const byStation = Map.groupBy(ports, (port) => port.stationId)
  const added: PortsOfStation[] = []
  const learnt: CopyRow[] = []
  for (const { stationId, before, after } of changes) {
    const standing = byStation.get(stationId) ?? []
    learnt.push(...connectorsLearnt(work, standing, after.record))
    added.push({
      stationId,
      isFunded: after.columns.isFunded === true,
      ports: portsToAdd(standing, before.record.ports, after.record.ports),
      firstNumber: (highest.get(stationId) ?? 0) + 1,
    })
  }
  const ids = (await writePorts(work, added)).values()
  changes.forEach((change, index) => {
    change.after.addedPorts = ids.take(added[index].ports.length).toArray()
  })
  await copyRecords(work.copy, 'connector', learnt)
}

/** Connectors of ports of which nothing was known, where the source now says which they have. */
function connectorsLearnt(
  work: UnitOfWork,
  standing: readonly StandingPort[],
  record: SourceRecord,
): CopyRow[] {
  const told = Map.groupBy(record.ports, (port) => port.level)
  const counted = new Map<string | null, number>()
  return standing.flatMap((port) => {
    const index = counted.get(port.level) ?? 0
    counted.set(port.level, index + 1)
    if (port.isRecorded) return []
    const standards = told.get(port.level)?.[index]?.connectors ?? []
    return standards.map((standard) => connectorRow(work, port.id, standard))
  })
}
