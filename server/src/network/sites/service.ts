import type { Actor } from '@changeover/shared/accounts'
import { AppError, IdSchema, type Id } from '@changeover/shared/commands'
import {
  siteProgresses,
  type MapSites,
  type NetworkSummary,
  type SiteDetail,
  type SiteFilter,
  type SiteList,
  type SitePage,
} from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { z } from 'zod'
import type { Database } from '../../db/database.ts'
import {
  countSites as count,
  gatherMapSites,
  listSites as readSites,
  type SiteCursor,
} from './repository.ts'
import { listCorrections } from '../corrections/index.ts'
import type { AsOf } from '../../past/index.ts'
import {
  findSiteThen,
  listConnectorsThen,
  listOrdersThen,
  listPhotosThen,
  listPlannedThen,
  listPortsThen,
  listStationsThen,
} from './site-past.ts'
import { sumThen } from './count-past.ts'
import { sumNow } from './summary.ts'
import { listFiles } from '../site-files/index.ts'
import { listWaivers } from '../waivers/index.ts'
import {
  findSite,
  findSuccessor,
  listConnectors,
  listOrders,
  listPhotos,
  listPlanned,
  listPorts,
  listStations,
} from './site-repository.ts'

const PHOTOS = 24

/** One page of sites, with the total where the page is all. @throws AppError `INVALID` for a cursor that is none. */
export async function listSites(db: Database, actor: Actor, list: SiteList): Promise<SitePage> {
  const after = list.after === undefined ? null : readCursor(list.after, list.sort)
  const rows = await readSites(db, actor, list, after)
  const page = rows.slice(0, list.limit)
  const last = rows.length > list.limit ? page.at(-1) : undefined
  return {
    sites: page.map(({ ports: _ports, progress, ...site }) => ({
      ...site,
      progress: siteProgresses[progress],
    })),
    next: last ? writeCursor({ value: last[list.sort], id: last.id }) : null,
    total: after || last ? null : page.length,
  }
}

/** How many sites the filter finds, now or as they stood at the end of a day. */
export function countSites(
  db: Database,
  actor: Actor,
  { asOf, ...filter }: SiteFilter & { asOf?: Day | undefined },
): Promise<number> {
  return count(db, actor, filter, asOf)
}

const CursorSchema = z.tuple([z.union([z.string(), z.int()]), IdSchema('Site')])

function writeCursor({ value, id }: SiteCursor): string {
  return Buffer.from(JSON.stringify([value, id])).toString('base64url')
}

/** A cursor of another sorting compares texts with numbers, which the database refuses. */
function readCursor(text: string, sort: SiteList['sort']): SiteCursor {
  try {
    const [value, id] = CursorSchema.parse(JSON.parse(Buffer.from(text, 'base64url').toString()))
    const isText = sort === 'name' || sort === 'region'
    if (isText !== (typeof value === 'string')) throw new Error('A cursor of another sorting.')
    return { value, id }
  } catch {
    throw new AppError('INVALID', { field: 'after' })
  }
}

/** All sites of a filter, as lean as a map needs them. */
export async function mapSites(
  db: Database,
  actor: Actor,
  { asOf, ...filter }: SiteFilter & { asOf?: Day | undefined },
): Promise<MapSites> {
  return gatherMapSites(db, actor, filter, asOf)
}

/** Where the network stands, or stood at the end of a day. */
export async function summarise(db: Database, actor: Actor, asOf?: Day): Promise<NetworkSummary> {
  const { stock, levels, connectors, regions } = await (asOf
    ? sumThen(db, actor, asOf)
    : sumNow(db, actor))
  return {
    ...stock,
    ports: { L1: 0, L2: 0, DC: 0, unknown: 0, ...toRecord(levels, 'level', 'ports') },
    connectors: toRecord(connectors, 'standard', 'count'),
    regions,
  }
}

function toRecord<Row extends object>(
  rows: readonly Row[],
  key: keyof Row,
  value: keyof Row,
): Record<string, number> {
  return Object.fromEntries(rows.map((row) => [String(row[key]), Number(row[value])]))
}

/** Which day a site's page is about. */
interface SiteDay {
  /** What stood there on this day, by the days on which it came and went; null is today. */
  on: Day | null
  /** As all of it was known at the end of this day; null is now. */
  asOf: AsOf
}

/**
 * A site with all that stands there, or stood there on a day.
 * @throws AppError `NOT_FOUND` also for a site that the person may not see; with `mergedInto` where
 *   it has become part of another.
 */
export async function getSite(
  db: Database,
  actor: Actor,
  siteId: Id<'Site'>,
  { on, asOf }: SiteDay,
): Promise<SiteDetail> {
  const site = await (asOf === null
    ? findSite(db, actor, siteId)
    : findSiteThen(db, actor, siteId, asOf))
  if (!site)
    throw new AppError('NOT_FOUND', { siteId, mergedInto: await findSuccessor(db, actor, siteId) })
  const [{ stations, ports, connectors, orders, planned, photos }, ...beside] = await Promise.all([
    asOf === null ? readStanding(db, siteId, on) : readStandingThen(db, siteId, asOf),
    listCorrections(db, siteId, asOf),
    listWaivers(db, siteId, asOf),
    listFiles(db, siteId, asOf),
  ])
  const [corrections, waivers, files] = beside
  const connectorsOf = Map.groupBy(connectors, ({ portId }) => portId)
  const plannedOf = new Map(planned.map(({ portId, ...entry }) => [portId, entry]))
  const portsOf = Map.groupBy(ports, ({ stationId }) => stationId)
  const { derivation, progress, ...rest } = site
  return {
    ...rest,
    because: BecauseSchema.parse(derivation),
    progress: siteProgresses[progress ?? 0],
    stations: stations.map((station) => ({
      ...station,
      ports: (portsOf.get(station.id) ?? []).map(({ stationId: _stationId, ...port }) => ({
        ...port,
        connectors: (connectorsOf.get(port.id) ?? []).map(({ portId: _portId, ...entry }) => entry),
        planned: on === null ? (plannedOf.get(port.id) ?? null) : null,
      })),
    })),
    corrections,
    waivers,
    files,
    photos,
    orders,
  }
}

/** What stands at the site, and the work on it. */
async function readStanding(db: Database, siteId: Id<'Site'>, on: Day | null) {
  const [stations, ports, connectors, orders, planned, photos] = await Promise.all([
    listStations(db, siteId, on),
    listPorts(db, siteId),
    listConnectors(db, siteId, on),
    listOrders(db, siteId),
    listPlanned(db, siteId),
    listPhotos(db, siteId, PHOTOS),
  ])
  return { stations, ports, connectors, orders, planned, photos }
}

/** As `readStanding`, as it was known at the end of a past day. */
async function readStandingThen(db: Database, siteId: Id<'Site'>, day: Day) {
  const [stations, ports, connectors, orders] = await Promise.all([
    listStationsThen(db, siteId, day),
    listPortsThen(db, siteId, day),
    listConnectorsThen(db, siteId, day),
    listOrdersThen(db, siteId, day),
  ])
  const ids = orders.map(({ id }) => id)
  const [planned, photos] = await Promise.all([
    listPlannedThen(db, ids, day),
    listPhotosThen(db, ids, day, PHOTOS),
  ])
  return { stations, ports, connectors, orders, planned, photos }
}

const BecauseSchema = z.object({
  rule: z.string().default('UNKNOWN'),
  metres: z.number().default(0),
})
