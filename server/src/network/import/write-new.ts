import { newId, type Id } from '@changeover/shared/commands'
import type { ImportedPort, Standard } from '@changeover/shared/network'
import { sql } from 'kysely'
import { copyRecords, type CopyRow } from '../../db/bulk.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { columnsOf } from './columns.ts'
import type { NewSite, NewStation } from './plan.ts'
import { describeSite } from './site-columns.ts'

/** Writes new sites and stations with their ports and connectors by COPY, each table in one go. */
export async function writeNew(
  work: UnitOfWork,
  sites: readonly NewSite[],
  stations: readonly NewStation[],
): Promise<void> {
  await copyRecords(
    work.copy,
    'site',
    sites.values().map((site) => siteRow(work, site)),
  )
  await copyRecords(
    work.copy,
    'station',
    stations.values().map((station) => stationRow(work, station)),
  )
  const ports = stations.map(({ id, record }) => ({
    stationId: id,
    isFunded: record.isFunded === true,
    ports: record.ports,
    firstNumber: 1,
  }))
  await writePorts(work, ports)
}

function siteRow(work: UnitOfWork, { id, derived, stations }: NewSite): CopyRow {
  const site = describeSite(
    derived,
    stations.map((station) => station.record),
  )
  return {
    id,
    name: site.name,
    street: site.street,
    city: site.city,
    region: site.region,
    postal_code: site.postalCode,
    country: site.country,
    lat: site.lat,
    lon: site.lon,
    time_zone: site.timeZone,
    derivation: site,
    created_command_id: work.commandId,
  }
}

function stationRow(work: UnitOfWork, { id, siteId, record }: NewStation): CopyRow {
  const station = columnsOf(record)
  return {
    id,
    site_id: siteId,
    source: record.source,
    source_id: record.sourceId,
    grain: record.grain,
    network: station.network,
    name: station.name,
    status: station.status,
    access: station.access,
    model: station.model,
    phone: station.phone,
    facility_type: station.facilityType,
    opened_on: station.openedOn,
    is_funded: station.isFunded,
    raw: record,
    first_seen_on: work.recordedOn,
    last_seen_on: work.recordedOn,
    created_command_id: work.commandId,
  }
}

const ANALYSED_FROM = 1_000

/** Ports that a station gets, numbered from `firstNumber`. */
export interface PortsOfStation {
  stationId: Id<'Station'>
  isFunded: boolean
  ports: readonly ImportedPort[]
  firstNumber: number
}

/**
 * Writes ports and what the source says of their connectors. These stood there before our records
 * begin, so they carry no day of installation.
 * @returns the new ports' ids, in the order given.
 */
export async function writePorts(
  work: UnitOfWork,
  stations: readonly PortsOfStation[],
): Promise<Id<'Port'>[]> {
  const ports: CopyRow[] = []
  const connectors: CopyRow[] = []
  for (const station of stations)
    station.ports.forEach((port, index) => {
      const id = newId<'Port'>()
      ports.push({
        id,
        station_id: station.stationId,
        number: station.firstNumber + index,
        level: port.level,
        power_kw: port.powerKw,
        is_funded: station.isFunded,
      })
      for (const standard of port.connectors) connectors.push(connectorRow(work, id, standard))
    })
  await copyRecords(work.copy, 'port', ports)
  // What follows joins these tables; with yesterday's statistics it would be done row by row.
  const isLarge = ports.length > ANALYSED_FROM
  if (isLarge) {
    await sql`analyze station, port, site_search`.execute(work.tx)
    // New parts wait in a list that every search has to read through; sorted in now, the first one is quick.
    await sql`select gin_clean_pending_list('site_search_by_part')`.execute(work.tx)
  }
  await copyRecords(work.copy, 'connector', connectors)
  if (isLarge) await sql`analyze connector`.execute(work.tx)
  // The ids were made above.
  return ports.map((port) => port.id as Id<'Port'>)
}

/** A connector that the source knows of: it stood there before our records begin. */
export function connectorRow(work: UnitOfWork, portId: Id<'Port'>, standard: Standard): CopyRow {
  return {
    id: newId<'Connector'>(),
    port_id: portId,
    standard,
    installed_command_id: work.commandId,
    installed_recorded_at: work.recordedAt,
  }
}
