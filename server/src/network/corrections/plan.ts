import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import { metresBetween, type Correction, type CorrectionPreview } from '@changeover/shared/network'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import {
  findSites,
  listAffectedOrders,
  listStationsOf,
  type AffectedOrder,
  type CorrectableSite,
  type CorrectableStation,
} from './repository.ts'

/** What every correction comes down to: stations go from one site to another, which may be new. */
export interface CorrectionPlan {
  kind: Correction['kind']
  from: CorrectableSite
  /** Null when the correction makes the site. */
  to: CorrectableSite | null
  name: string
  /** How the person calls the new site; null leaves it to its stations. */
  named: string | null
  /** The stations that go. */
  moved: CorrectableStation[]
  /** Those that stay where they are, at either site. */
  kept: CorrectableStation[]
  ordersMoved: AffectedOrder[]
  ordersInTheWay: AffectedOrder[]
}

type Reader = Database | DatabaseTransaction

/**
 * What a correction would do. Made the same way for the preview and for the command.
 * @throws AppError `NOT_FOUND` for what the person may not see; `INVALID` where the two sites are
 *   one, lie in different regions (progress is counted by region), or nothing would be left to split.
 */
export async function planCorrection(
  db: Reader,
  actor: Actor,
  correction: Correction,
): Promise<CorrectionPlan> {
  const { fromSiteId, toSiteId, stationIds } = await endsOf(db, correction)
  const siteIds = toSiteId === null ? [fromSiteId] : [fromSiteId, toSiteId]
  const [sites, stations] = await Promise.all([
    findSites(db, actor, siteIds),
    listStationsOf(db, { siteIds }),
  ])
  const from = requireSite(sites, fromSiteId)
  const to = toSiteId === null ? null : requireSite(sites, toSiteId)
  const going = stationIds === null ? null : new Set(stationIds)
  const goes = (station: CorrectableStation) =>
    station.siteId === fromSiteId && (going === null || going.has(station.id))
  const moved = stations.filter(goes)
  const kept = stations.filter((station) => !goes(station))
  expectSound(from, to, moved, kept, going?.size ?? moved.length)
  const orders = await listAffectedOrders(
    db,
    fromSiteId,
    moved.map(({ id }) => id),
  )
  const isFinished = ({ state }: AffectedOrder) => ['done', 'verified', 'cancelled'].includes(state)
  const named = correction.kind === 'split' ? (correction.name ?? null) : null
  return {
    kind: correction.kind,
    from,
    to,
    name: to?.name ?? named ?? moved[0].name,
    named,
    moved,
    kept,
    ordersMoved: orders.filter(({ isTorn }) => !isTorn),
    ordersInTheWay: orders.filter((order) => order.isTorn && !isFinished(order)),
  }
}

/** The two sites, and the stations that go; null for all of them. */
async function endsOf(db: Reader, correction: Correction) {
  switch (correction.kind) {
    case 'merge':
      return {
        fromSiteId: correction.fromSiteId,
        toSiteId: correction.intoSiteId,
        stationIds: null,
      }
    case 'split':
      return { fromSiteId: correction.siteId, toSiteId: null, stationIds: correction.stationIds }
    case 'move': {
      const [station] = await listStationsOf(db, { stationId: correction.stationId })
      if (!station) throw new AppError('NOT_FOUND', { stationId: correction.stationId })
      return { fromSiteId: station.siteId, toSiteId: correction.siteId, stationIds: [station.id] }
    }
  }
}

function requireSite(
  sites: ReadonlyMap<Id<'Site'>, CorrectableSite>,
  siteId: Id<'Site'>,
): CorrectableSite {
  const site = sites.get(siteId)
  if (!site) throw new AppError('NOT_FOUND', { siteId })
  return site
}

function expectSound(
  from: CorrectableSite,
  to: CorrectableSite | null,
  moved: readonly CorrectableStation[],
  kept: readonly CorrectableStation[],
  asked: number,
): void {
  const refuse = (reason: string) => {
    throw new AppError('INVALID', { reason })
  }
  if (to?.id === from.id) refuse('The two are one site already.')
  if (to && to.region !== from.region) refuse('The two sites lie in different regions.')
  if (moved.length < asked || moved.length === 0) refuse('A station is not at this site any more.')
  if (to === null && kept.length === 0) refuse('At least one station has to stay at the site.')
}

/** The plan as the screen shows it. */
export function describePlan(plan: CorrectionPlan): CorrectionPreview {
  const { from, to, moved, kept } = plan
  const stayed = kept.filter(({ siteId }) => siteId === from.id)
  const there = kept.filter(({ siteId }) => siteId !== from.id)
  return {
    from: {
      id: from.id,
      name: from.name,
      before: countOf([...stayed, ...moved]),
      after: countOf(stayed),
    },
    to: {
      id: to?.id ?? null,
      name: plan.name,
      before: countOf(there),
      after: countOf([...there, ...moved]),
    },
    metresApart: to ? distanceOf(from, to) : null,
    vanishes: stayed.length === 0,
    ordersMoved: plan.ordersMoved.map(refOf),
    ordersInTheWay: plan.ordersInTheWay.map(refOf),
  }
}

function countOf(stations: readonly CorrectableStation[]) {
  const sum = (key: 'ports' | 'ccs1' | 'nacs') =>
    stations.reduce((total, station) => total + station[key], 0)
  return { stations: stations.length, ports: sum('ports'), ccs1: sum('ccs1'), nacs: sum('nacs') }
}

function distanceOf(one: CorrectableSite, other: CorrectableSite): number | null {
  if (one.lat === null || one.lon === null || other.lat === null || other.lon === null) return null
  const [a, b] = [
    { lat: one.lat, lon: one.lon },
    { lat: other.lat, lon: other.lon },
  ]
  return Math.round(metresBetween(a, b))
}

const refOf = ({ id, number, state }: AffectedOrder) => ({ id, number: Number(number), state })
