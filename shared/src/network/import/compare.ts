/**
 * What an import changes: the records of a file against what is known of the same source.
 *
 * Invariants: every record and every known station has exactly one outcome; a station is found by
 * source, grain and source id and by nothing else; a vanished station is *not seen*, never deleted,
 * and only where the file covers its region. Changed by whoever changes what a re-import does.
 */
import { canonicalJson, type Id } from '../../commands/index.ts'
import { keysOf } from '../../table/index.ts'
import type { ImportedPort, ImportedStation } from '../imported.ts'
import type { Level } from '../standards.ts'

/** A record as it is kept beside its station, to compare the next file with: all but its place in the file. */
export type SourceRecord = Omit<ImportedStation, 'line'>

/** A station of the same source and grain that is in the database. */
export interface KnownStation {
  readonly id: Id<'Station'>
  readonly siteId: Id<'Site'>
  /** What the source said last. */
  readonly record: SourceRecord
  readonly isSeen: boolean
}

/** What happens to a known station; where several apply, the first of this order. */
export const updateKinds = [
  'moved',
  'renamed',
  'readdressed',
  'ports_changed',
  'changed',
  'returned',
] as const
export type UpdateKind = (typeof updateKinds)[number]

/** A known station of which the file says something else. */
export interface StationUpdate {
  readonly known: KnownStation
  readonly record: SourceRecord
  readonly kind: UpdateKind
  /** The fields in which the file differs from what the source said last. */
  readonly fields: readonly (keyof SourceRecord)[]
}

export interface Comparison {
  readonly created: readonly SourceRecord[]
  readonly updated: readonly StationUpdate[]
  readonly unchanged: readonly KnownStation[]
  /** Not in the file, though it covers their region. */
  readonly notSeen: readonly KnownStation[]
  /** Known, and outside what the file covers. */
  readonly outside: readonly KnownStation[]
}

/**
 * Compares a file with what is known.
 * @param network the file was read for this network only; null when for all.
 * @param keptOut ids whose rows were rejected: they are in the file, so they are not "not seen".
 */
export function compareStations(
  stations: readonly ImportedStation[],
  known: readonly KnownStation[],
  { network, keptOut }: { network: string | null; keptOut: ReadonlySet<string> },
): Comparison {
  const byId = new Map(known.map((station) => [station.record.sourceId, station]))
  const created: SourceRecord[] = []
  const updated: StationUpdate[] = []
  const unchanged: KnownStation[] = []
  for (const station of stations) {
    const record = toRecord(station)
    const earlier = byId.get(record.sourceId)
    byId.delete(record.sourceId)
    if (!earlier) {
      created.push(record)
      continue
    }
    const update = compareRecord(earlier, record)
    if (update) updated.push(update)
    else unchanged.push(earlier)
  }
  const regions = new Set(stations.map(({ region }) => region))
  const notSeen: KnownStation[] = []
  const outside: KnownStation[] = []
  for (const station of byId.values()) {
    const { record } = station
    const isCovered =
      regions.has(record.region) &&
      (network === null || record.network === network) &&
      !keptOut.has(record.sourceId)
    if (!isCovered) outside.push(station)
    else if (station.isSeen) notSeen.push(station)
    else unchanged.push(station)
  }
  return { created, updated, unchanged, notSeen, outside }
}

function toRecord({ line: _line, ...record }: ImportedStation): SourceRecord {
  return record
}

/** How the record differs from what the source said last; null when it does not. */
export function compareRecord(known: KnownStation, record: SourceRecord): StationUpdate | null {
  const fields = keysOf(record).filter((key) => !isSame(known.record[key], record[key]))
  if (fields.length === 0 && known.isSeen) return null
  const has = (...some: (keyof SourceRecord)[]) => some.some((field) => fields.includes(field))
  const kind = has('lat', 'lon')
    ? 'moved'
    : has('name')
      ? 'renamed'
      : has('street', 'city', 'region', 'postalCode', 'country')
        ? 'readdressed'
        : has('ports', 'connectors')
          ? 'ports_changed'
          : fields.length > 0
            ? 'changed'
            : 'returned'
  return { known, record, kind, fields }
}

function isSame(one: unknown, other: unknown): boolean {
  return one === other || canonicalJson(one ?? null) === canonicalJson(other ?? null)
}

/**
 * A value after an import: what the source changed is taken over, unless somebody corrected it by
 * hand, and what the source did not change stays as it is.
 */
export function mergeValue<Value>(
  current: Value,
  saidBefore: Value | null,
  saysNow: Value | null,
): Value | null {
  if (isSame(saidBefore, saysNow)) return current
  return isSame(current, saidBefore) ? saysNow : current
}

/** The ports that the file has beyond what the source said last and beyond what stands there. */
export function portsToAdd(
  standing: readonly { level: Level | null }[],
  saidBefore: readonly ImportedPort[],
  saysNow: readonly ImportedPort[],
): ImportedPort[] {
  const at = (ports: readonly { level: Level | null }[], level: Level | null) =>
    ports.filter((port) => port.level === level).length
  const added: ImportedPort[] = []
  for (const level of new Set(saysNow.map((port) => port.level))) {
    const now = saysNow.filter((port) => port.level === level)
    const more = Math.min(now.length - at(saidBefore, level), now.length - at(standing, level))
    if (more > 0) added.push(...now.slice(-more))
  }
  return added
}
