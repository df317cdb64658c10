import type { Day } from '../../time/index.ts'
import type { Bundle, PlanningProblem, PlanningSite, Reason, Schedule } from '../problem.ts'
import { compare } from '../tactical/crews.ts'
import { isTooFar, wayOutOf, type WayOut } from './way-out.ts'

/** Work that is late or has no place for one and the same reason, and the cheapest way out. */
export interface ReasonGroup {
  /** Stays the same from plan to plan. */
  readonly key: string
  readonly reason: Reason
  readonly milestoneId: string
  readonly lateOrders: number
  readonly unscheduledOrders: number
  readonly kits: number
  readonly minutes: number
  readonly wayOut: WayOut
}

/** A unit of work with its reason, looked up. */
export interface Trouble {
  readonly bundle: Bundle
  readonly site: PlanningSite
  readonly reason: Reason
  readonly orderCount: number
  readonly isLate: boolean
}

/** Late and unscheduled work by reason and what the reason is about, the most orders first. */
export function reasonGroups(
  problem: PlanningProblem,
  schedule: Pick<Schedule, 'visits' | 'unscheduled'>,
): ReasonGroup[] {
  const troubles = troublesOf(problem, schedule)
  const groups = Map.groupBy(troubles, ({ reason, bundle, site }) =>
    groupKey(reason, bundle, site.territoryId),
  )
  const sum = (own: readonly Trouble[], value: (one: Trouble) => number) =>
    own.reduce((total, one) => total + value(one), 0)
  return [...groups]
    .map(([key, own]): ReasonGroup => {
      const reason = worstOf(own)
      return {
        key,
        reason,
        milestoneId: own[0].bundle.milestoneId,
        lateOrders: sum(own, (one) => (one.isLate ? one.orderCount : 0)),
        unscheduledOrders: sum(own, (one) => (one.isLate ? 0 : one.orderCount)),
        kits: sum(own, ({ bundle, orderCount }) =>
          bundle.kitId === undefined ? 0 : orderCount * (bundle.kitsPerOrder ?? 1),
        ),
        minutes: sum(own, ({ bundle, orderCount }) => orderCount * bundle.minutesPerOrder),
        wayOut: wayOutOf(problem, schedule, reason, own),
      }
    })
    .toSorted((a, b) => ordersOf(b) - ordersOf(a) || compare(a.key, b.key))
}

function ordersOf({ lateOrders, unscheduledOrders }: ReasonGroup): number {
  return lateOrders + unscheduledOrders
}

function troublesOf(
  { bundles, sites }: PlanningProblem,
  { visits, unscheduled }: Pick<Schedule, 'visits' | 'unscheduled'>,
): Trouble[] {
  const bundleOf = new Map(bundles.map((bundle) => [bundle.id, bundle]))
  const siteOf = new Map(sites.map((site) => [site.id, site]))
  const rows = [
    ...unscheduled.map((entry) => ({ ...entry, isLate: false })),
    ...visits.flatMap(({ late, ...visit }) =>
      late ? [{ ...visit, reason: late, isLate: true }] : [],
    ),
  ]
  return rows.flatMap(({ bundleId, reason, orderCount, isLate }) => {
    const bundle = bundleOf.get(bundleId)
    const site = siteOf.get(bundle?.siteId ?? '')
    return bundle && site ? [{ bundle, site, reason, orderCount, isLate }] : []
  })
}

/** What two pieces of work share when one way out helps both. */
function groupKey(reason: Reason, { milestoneId, minutesPerOrder }: Bundle, territoryId: string) {
  switch (reason.code) {
    case 'KIT_SHORT':
      return `KIT_SHORT ${reason.depotId} ${reason.kitId}`
    case 'NO_SKILL':
      return `NO_SKILL ${reason.territoryId} ${reason.skill}`
    case 'NO_CREW_DAYS':
    case 'DISPLACED_BY':
      return `NO_CREW_DAYS ${reason.territoryId} ${milestoneId}`
    case 'OUT_OF_TERRITORY':
      return `OUT_OF_TERRITORY ${reason.territoryId}`
    case 'NO_ACCESS_WINDOW':
      return `NO_ACCESS_WINDOW ${reason.siteId}`
    case 'PERMIT_AFTER_TARGET':
    case 'NOT_BEFORE':
      return `${reason.code} ${milestoneId}`
    case 'TOO_LONG_FOR_SHIFT':
      return isTooFar(reason, minutesPerOrder)
        ? `TOO_FAR ${territoryId}`
        : `TOO_LONG_FOR_SHIFT ${milestoneId}`
  }
}

/** The one of a group that says the most: the largest shortage, the latest day, the shortest excess. */
function worstOf(troubles: readonly Trouble[]): Reason {
  return troubles
    .map(({ reason }) => reason)
    .reduce((worst, reason) => (severity(reason) > severity(worst) ? reason : worst))
}

function severity(reason: Reason): number | Day {
  switch (reason.code) {
    case 'KIT_SHORT':
      return reason.shortBy
    case 'PERMIT_AFTER_TARGET':
      return reason.permitOn
    case 'NOT_BEFORE':
      return reason.notBeforeOn
    case 'TOO_LONG_FOR_SHIFT':
      return -reason.minutes
    case 'NO_SKILL':
    case 'NO_CREW_DAYS':
    case 'NO_ACCESS_WINDOW':
    case 'OUT_OF_TERRITORY':
    case 'DISPLACED_BY':
      return 0
  }
}
