/** What an import would do, site by site, from the plan that the import follows. */
import type { Id } from '@changeover/shared/commands'
import {
  lineKinds,
  MAX_CHANGES,
  type FieldDifference,
  type LineKind,
  type PreviewLine,
  type SourceRecord,
  type StationUpdate,
} from '@changeover/shared/network'
import type { Database } from '../../db/database.ts'
import type { ImportPlan, NewSite } from './plan.ts'
import { listSiteNames, type SiteName } from './site-names.ts'

type StationChange = PreviewLine['changes'][number]

/** One line for each site that the file has to do with: new ones first, what stays as it is last. */
export async function describeSites(db: Database, plan: ImportPlan): Promise<PreviewLine[]> {
  const changes = changesBySite(plan)
  const standing = new Map<Id<'Site'>, number>()
  const count = (siteId: Id<'Site'>) => standing.set(siteId, (standing.get(siteId) ?? 0) + 1)
  for (const { siteId } of plan.comparison.unchanged) count(siteId)
  for (const { known } of plan.comparison.updated) count(known.siteId)
  for (const { siteId } of plan.comparison.notSeen) count(siteId)
  const ids = new Set([...standing.keys(), ...plan.extendedSites])
  const names = await listSiteNames(db, [...ids])
  const lines = [...ids].flatMap((id) => {
    const site = names.get(id)
    return site ? [lineOf(site, changes.get(id) ?? [])] : []
  })
  return [...plan.newSites.map(newLine), ...lines].sort(
    (one, other) =>
      rankOf(one) - rankOf(other) || (one.name < other.name ? -1 : one.name > other.name ? 1 : 0),
  )
}

function rankOf({ kinds }: PreviewLine): number {
  return Math.min(...kinds.map((kind) => lineKinds.indexOf(kind)))
}

function changesBySite({ comparison, newStations, extendedSites }: ImportPlan) {
  const bySite = new Map<Id<'Site'>, StationChange[]>()
  const add = (siteId: Id<'Site'>, change: StationChange) => {
    const list = bySite.get(siteId)
    if (list) list.push(change)
    else bySite.set(siteId, [change])
  }
  for (const { siteId, record } of newStations)
    if (extendedSites.has(siteId)) add(siteId, changeOf('extended', record))
  for (const update of comparison.updated)
    add(update.known.siteId, changeOf(update.kind, update.record, fieldsOf(update)))
  for (const { siteId, record } of comparison.notSeen) add(siteId, changeOf('not_seen', record))
  return bySite
}

function changeOf(
  kind: LineKind,
  { sourceId, name }: SourceRecord,
  fields: FieldDifference[] = [],
): StationChange {
  return { kind, key: sourceId, name, fields }
}

/** The fields in which the file says something else than before, as text. */
export function fieldsOf({ known, record, fields }: StationUpdate): FieldDifference[] {
  return fields.map((field) => ({
    field,
    before: asText(known.record[field]),
    after: asText(record[field]),
  }))
}

function asText(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(asText).join(', ')
  return typeof value === 'object' ? portText(value) : `${value as string | number | boolean}` // What is left of JSON.
}

/** Ports and open questions, which are the objects of a record: level, power and plugs. */
function portText(value: object): string {
  return Object.values(value)
    .filter((part) => part !== null)
    .map(asText)
    .join(' ')
}

function newLine({ derived, stations }: NewSite): PreviewLine {
  return {
    kinds: ['created'],
    id: null,
    name: derived.name,
    place: placeOf(derived),
    because: { rule: derived.because.rule, metres: derived.because.metres },
    stations: stations.length,
    ports: stations.reduce((sum, { record }) => sum + record.ports.length, 0),
    changes: stations.slice(0, MAX_CHANGES).map(({ record }) => changeOf('created', record)),
  }
}

function lineOf(site: SiteName, changes: StationChange[]): PreviewLine {
  const kinds = new Set(changes.map((change) => change.kind))
  return {
    kinds: kinds.size > 0 ? [...kinds] : ['unchanged'],
    id: site.id,
    name: site.name,
    place: placeOf(site),
    because: null,
    stations: site.stations,
    ports: site.ports,
    changes: changes.slice(0, MAX_CHANGES),
  }
}

/** Street, city and region in one line. */
export function placeOf(place: {
  street: string | null
  city: string | null
  region: string | null
}): string {
  return [place.street, place.city, place.region].filter(Boolean).join(', ')
}
