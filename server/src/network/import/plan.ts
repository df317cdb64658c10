import { newId, type Id } from '@changeover/shared/commands'
import {
  compareStations,
  countPorts,
  deriveSites,
  type Comparison,
  type DerivedSite,
  type ImportCounts,
  type ImportRequest,
  type ReadResult,
  type SourceRecord,
} from '@changeover/shared/network'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import { listPlacements } from '../corrections/placements.ts'
import { listKnown, listOtherGrain, listPlaced } from './repository.ts'

export interface NewStation {
  id: Id<'Station'>
  siteId: Id<'Site'>
  record: SourceRecord
}

export interface NewSite {
  id: Id<'Site'>
  derived: DerivedSite
  stations: readonly NewStation[]
}

/** What an import will do. Made the same way for the preview and for the import itself. */
export interface ImportPlan {
  comparison: Comparison
  newStations: readonly NewStation[]
  newSites: readonly NewSite[]
  /** Sites that stand already and get another station. */
  extendedSites: ReadonlySet<Id<'Site'>>
  /** Source ids that another grain uses too. */
  otherGrain: ReadonlySet<string>
  counts: ImportCounts
}

/** Compares a file with the database and derives the sites of what is new. Writes nothing. */
export async function planImport(
  db: Database | DatabaseTransaction,
  result: ReadResult,
  { network, mapping }: Pick<ImportRequest, 'network' | 'mapping'>,
): Promise<ImportPlan> {
  const [first] = result.stations
  const known = first ? await listKnown(db, first.source, first.grain) : []
  const comparison = compareStations(result.stations, known, {
    network,
    keptOut: rejectedIds(result, mapping?.columns.id),
  })
  const { created } = comparison
  const sourceIds = created.map((record) => record.sourceId)
  const otherGrain = new Set(
    first ? await listOtherGrain(db, first.source, first.grain, sourceIds) : [],
  )
  const { newStations, newSites, extendedSites } = await placeStations(db, created)
  return {
    comparison,
    newStations,
    newSites,
    extendedSites,
    otherGrain,
    counts: {
      stations: {
        ...countUpdates(comparison),
        created: created.length,
        unchanged: comparison.unchanged.length,
        notSeen: comparison.notSeen.length,
        outside: comparison.outside.length,
        otherGrain: otherGrain.size,
      },
      sites: { created: newSites.length, extended: extendedSites.size },
      ports: countPorts(result.stations),
      newPorts: created.reduce((sum, record) => sum + record.ports.length, 0),
      portsToAsk: result.stations.reduce(
        (sum, { ports }) => sum + ports.filter((port) => port.connectors.length === 0).length,
        0,
      ),
      rejectedRows: result.rejected.length,
    },
  }
}

/** Whether the import would leave everything as it is. */
export function changesNothing({ comparison }: ImportPlan): boolean {
  const { created, updated, notSeen } = comparison
  return created.length + updated.length + notSeen.length === 0
}

function countUpdates({ updated }: Comparison) {
  const counts = {
    moved: 0,
    renamed: 0,
    readdressed: 0,
    ports_changed: 0,
    changed: 0,
    returned: 0,
  }
  for (const { kind } of updated) counts[kind]++
  const { ports_changed: portsChanged, ...others } = counts
  return { ...others, portsChanged }
}

/** Ids in the rows that were kept out, so that their stations do not count as missing. */
function rejectedIds(
  { header, rejected, dropped }: ReadResult,
  mapped: string | undefined,
): Set<string> {
  const column = header.findIndex((name) =>
    mapped === undefined ? /^(station[ _]?)?id$/i.test(name) : name === mapped,
  )
  return new Set([...rejected, ...dropped].map(({ cells }) => cells[column]?.trim() ?? ''))
}

async function placeStations(
  db: Database | DatabaseTransaction,
  created: readonly SourceRecord[],
): Promise<Pick<ImportPlan, 'newStations' | 'newSites' | 'extendedSites'>> {
  const fresh = new Map(created.map((record) => [newId<'Station'>(), record]))
  const placed =
    created.length > 0
      ? await listPlaced(db, [...new Set(created.map(({ region }) => region))])
      : []
  const sites = deriveSites(
    [
      ...placed.map(({ id, record }) => ({ ...record, id })),
      ...[...fresh].map(([id, record]) => ({ ...record, id })),
    ],
    new Map([
      ...placed.map(({ id, siteId }): [Id<'Station'>, Id<'Site'>] => [id, siteId]),
      ...(await placedByHand(db, fresh)),
    ]),
  )
  const newStations: NewStation[] = []
  const newSites: NewSite[] = []
  const extendedSites = new Set<Id<'Site'>>()
  for (const derived of sites) {
    // Assignments were given as site ids above, and come back unchanged.
    const standing = derived.siteId as Id<'Site'> | null
    const siteId = standing ?? newId<'Site'>()
    const stations = derived.stationIds.flatMap((text): NewStation[] => {
      const id = text as Id<'Station'> // As it was given to the derivation.
      const record = fresh.get(id)
      return record ? [{ id, siteId, record }] : []
    })
    for (const station of stations) newStations.push(station)
    if (standing === null) newSites.push({ id: siteId, derived, stations })
    else if (stations.length > 0) extendedSites.add(standing)
  }
  return { newStations, newSites, extendedSites }
}

/** New stations whose site somebody has settled before: their first import was taken back. */
async function placedByHand(
  db: Database | DatabaseTransaction,
  fresh: ReadonlyMap<Id<'Station'>, SourceRecord>,
): Promise<[Id<'Station'>, Id<'Site'>][]> {
  const [first] = fresh.values()
  if (!first) return []
  const ids = fresh.values().map(({ sourceId }) => sourceId)
  const sites = await listPlacements(db, first.source, first.grain, [...ids])
  return [...fresh].flatMap(([id, { sourceId }]): [Id<'Station'>, Id<'Site'>][] => {
    const siteId = sites.get(sourceId)
    return siteId ? [[id, siteId]] : []
  })
}
