import { countStanding } from '@changeover/server/network/counting'
import type { Database } from '@changeover/server/db/database'
import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'

/** A port as a test describes it; what is left out is an open, unfunded L2 port with a J1772 plug. */
export interface PortSketch {
  level?: 'L1' | 'L2' | 'DC' | null
  isFunded?: boolean
  standards?: string[]
}

/** A site with one station, as a test describes it. */
export interface SiteSketch {
  name?: string
  region?: string
  timeZone?: string
  lat?: number
  lon?: number
  family?: string | null
  network?: string
  ports?: PortSketch[]
}

export interface BuiltSite {
  siteId: Id<'Site'>
  stationId: Id<'Station'>
  portIds: Id<'Port'>[]
}

/** Puts a site with a station, ports and connectors into the database, as an import would. */
export async function buildSite(db: Database, sketch: SiteSketch = {}): Promise<BuiltSite> {
  const commandId = newId<'Command'>()
  const siteId = newId<'Site'>()
  const stationId = newId<'Station'>()
  const name = sketch.name ?? `Site ${siteId.slice(-4)}`
  await db
    .insertInto('site')
    .values({
      id: siteId,
      name,
      region: sketch.region ?? 'US-WA',
      country: 'US',
      timeZone: sketch.timeZone ?? 'America/Los_Angeles',
      lat: sketch.lat ?? 47.6,
      lon: sketch.lon ?? -122.3,
      derivation: '{}',
      createdCommandId: commandId,
    })
    .execute()
  await db
    .insertInto('station')
    .values({
      id: stationId,
      siteId,
      source: 'test',
      sourceId: stationId,
      grain: 'station',
      name: `${name} station`,
      status: 'open',
      network: sketch.network ?? 'ChargePoint Network',
      kitFamily: sketch.family === undefined ? 'CT4000' : sketch.family,
      raw: '{}',
      firstSeenOn: parseDay('2025-01-01'),
      lastSeenOn: parseDay('2025-01-01'),
      createdCommandId: commandId,
    })
    .execute()
  const portIds: Id<'Port'>[] = []
  for (const [position, port] of (sketch.ports ?? [{}]).entries()) {
    const portId = newId<'Port'>()
    portIds.push(portId)
    await db
      .insertInto('port')
      .values({
        id: portId,
        stationId,
        number: position + 1,
        level: port.level === undefined ? 'L2' : port.level,
        isFunded: port.isFunded ?? false,
      })
      .execute()
    const standards = port.standards ?? ['J1772']
    if (standards.length > 0)
      await db
        .insertInto('connector')
        .values(
          standards.map((standard) => ({
            id: newId<'Connector'>(),
            portId,
            standard,
            installedCommandId: commandId,
          })),
        )
        .execute()
  }
  return { siteId, stationId, portIds }
}

/** Counts built sites in the rollup, as whatever really brings a site does. */
export async function countBuiltSites(db: Database, siteIds: readonly Id<'Site'>[]): Promise<void> {
  await db.transaction().execute(async (tx) => {
    const counts = await countStanding(tx, siteIds)
    const recordedOn = parseDay('2025-01-01')
    await tx
      .insertInto('rollupDelta')
      .values(counts.map((count) => ({ ...count, recordedOn, milestoneId: null })))
      .execute()
  })
}
