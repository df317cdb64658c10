import { addDays, daysBetween, weekOf, type Day } from '../../time/index.ts'
import { kilometresBetween, minutesBetween } from '../daily/travel.ts'
import type { Crew, Depot, PlanningProblem, Reason, Schedule } from '../problem.ts'
import { compare } from '../tactical/crews.ts'
import type { Trouble } from './reason-groups.ts'

/**
 * What would help, the cheapest first choice: what only has to be moved or asked for comes before
 * what must be bought, and a promise is moved last.
 */
export type WayOut =
  | {
      readonly kind: 'TRANSFER_KITS'
      readonly kitId: string
      readonly fromDepotId: string
      readonly toDepotId: string
      readonly quantity: number
    }
  | {
      readonly kind: 'EXPEDITE_KITS'
      readonly kitId: string
      readonly depotId: string
      readonly quantity: number
      readonly fromOn: Day
      readonly toOn: Day
    }
  | {
      readonly kind: 'ORDER_KITS'
      readonly kitId: string
      readonly depotId: string
      readonly quantity: number
      readonly byOn: Day
    }
  | { readonly kind: 'LEND_CREW'; readonly crewId: string; readonly territoryId: string }
  | { readonly kind: 'TRAIN_CREW'; readonly crewId: string; readonly skill: string }
  | { readonly kind: 'ADD_CREW'; readonly territoryId: string; readonly skill?: string | undefined }
  | { readonly kind: 'ADD_HOURS'; readonly territoryId: string; readonly hours: number }
  | { readonly kind: 'ASK_PERMIT'; readonly sites: number; readonly days: number }
  | { readonly kind: 'MOVE_TARGET'; readonly milestoneId: string; readonly toOn: Day }
  | { readonly kind: 'LONGER_SHIFT'; readonly minutes: number }
  | { readonly kind: 'SPLIT_ORDERS'; readonly orders: number }
  | { readonly kind: 'NEARER_CREW'; readonly territoryId: string; readonly siteId: string }
  | { readonly kind: 'ASK_ACCESS'; readonly siteId: string }

/** Permits within this many days of the target can be asked for sooner; beyond, the target moves. */
const PERMIT_CAN_HURRY_DAYS = 30

type Planned = Pick<Schedule, 'visits' | 'unscheduled'>

/** The cheapest way out for work that shares a reason. */
export function wayOutOf(
  problem: PlanningProblem,
  schedule: Planned,
  reason: Reason,
  troubles: readonly Trouble[],
): WayOut {
  const [{ bundle, site }] = troubles
  switch (reason.code) {
    case 'KIT_SHORT':
      return kitsFor(problem, schedule, reason, troubles)
    case 'NO_SKILL':
      return skillFor(problem, reason.territoryId, reason.skill)
    case 'OUT_OF_TERRITORY': {
      const crew = nearestCrew(problem.crews, troubles)
      if (!crew) return { kind: 'ADD_CREW', territoryId: reason.territoryId, skill: bundle.skill }
      return { kind: 'LEND_CREW', crewId: crew.id, territoryId: reason.territoryId }
    }
    case 'NO_CREW_DAYS':
    case 'DISPLACED_BY': {
      const { allowanceMinutes } = problem.travel
      const minutes = troubles.reduce(
        (sum, one) =>
          sum + one.orderCount * one.bundle.minutesPerOrder + allowanceMinutes[one.site.areaType],
        0,
      )
      const hours = Math.ceil(minutes / 60)
      return { kind: 'ADD_HOURS', territoryId: reason.territoryId, hours }
    }
    case 'PERMIT_AFTER_TARGET': {
      const days = daysBetween(reason.targetOn, reason.permitOn) + 1
      const sites = new Set(troubles.map((one) => one.site.id)).size
      if (days <= PERMIT_CAN_HURRY_DAYS) return { kind: 'ASK_PERMIT', sites, days }
      return movedTarget(bundle.milestoneId, reason.permitOn)
    }
    case 'NOT_BEFORE':
      return movedTarget(bundle.milestoneId, reason.notBeforeOn)
    case 'TOO_LONG_FOR_SHIFT':
      return timeFor(reason, troubles)
    case 'NO_ACCESS_WINDOW':
      return { kind: 'ASK_ACCESS', siteId: site.id }
  }
}

/** Overtime beyond this on one day is no way out: the work is cut instead. */
const MOST_OVERTIME_MINUTES = 120

/** A little overtime; else two visits, or a crew whose home is nearer where the way is too long. */
function timeFor(
  reason: Extract<Reason, { code: 'TOO_LONG_FOR_SHIFT' }>,
  troubles: readonly Trouble[],
): WayOut {
  const [{ site, bundle }] = troubles
  if (isTooFar(reason, bundle.minutesPerOrder))
    return { kind: 'NEARER_CREW', territoryId: site.territoryId, siteId: site.id }
  const minutes = reason.minutes - reason.longestShiftMinutes
  if (minutes <= MOST_OVERTIME_MINUTES) return { kind: 'LONGER_SHIFT', minutes }
  const orders = troubles.reduce((sum, { orderCount }) => sum + orderCount, 0)
  return { kind: 'SPLIT_ORDERS', orders }
}

/** Whether it is the way, not the work, that fills the shift. */
export function isTooFar(
  { minutes, longestShiftMinutes }: Extract<Reason, { code: 'TOO_LONG_FOR_SHIFT' }>,
  workMinutes: number,
): boolean {
  return minutes - workMinutes > longestShiftMinutes / 2
}

/** Enough days after what holds the work for one working week. */
function movedTarget(milestoneId: string, after: Day): WayOut {
  return { kind: 'MOVE_TARGET', milestoneId, toOn: addDays(weekOf(after), 11) }
}

type KitShort = Extract<Reason, { code: 'KIT_SHORT' }>

/** From a depot that has them to spare; else the delivery that would be enough sooner; else an order. */
function kitsFor(
  problem: PlanningProblem,
  schedule: Planned,
  { kitId, depotId, shortBy, untilOn }: KitShort,
  troubles: readonly Trouble[],
): WayOut {
  const targets = new Map(problem.milestones.map(({ id, targetOn }) => [id, targetOn]))
  const byOn = troubles
    .map(({ bundle }) => targets.get(bundle.milestoneId) ?? problem.startOn)
    .reduce((first, day) => (day < first ? day : first))
  const neededOn = byOn < problem.startOn ? problem.startOn : weekOf(byOn)
  const spare = problem.depots
    .filter(({ id }) => id !== depotId)
    .map((depot) => ({ depot, kits: spareKits(problem, schedule, depot, kitId, neededOn) }))
    .filter(({ kits }) => kits >= shortBy)
    .toSorted((a, b) => b.kits - a.kits || compare(a.depot.id, b.depot.id))
    .at(0)
  if (spare)
    return {
      kind: 'TRANSFER_KITS',
      kitId,
      fromDepotId: spare.depot.id,
      toDepotId: depotId,
      quantity: shortBy,
    }
  if (untilOn !== undefined && untilOn > neededOn)
    return {
      kind: 'EXPEDITE_KITS',
      kitId,
      depotId,
      quantity: shortBy,
      fromOn: untilOn,
      toOn: neededOn,
    }
  return { kind: 'ORDER_KITS', kitId, depotId, quantity: shortBy, byOn: neededOn }
}

/** Kits that arrive by `on` and that nothing in the plan uses, now or later. */
function spareKits(
  problem: PlanningProblem,
  { visits, unscheduled }: Planned,
  { id, receipts }: Depot,
  kitId: string,
  on: Day,
): number {
  const depotOf = new Map(problem.sites.map((site) => [site.id, site.depotId]))
  const kitsOf = new Map(
    problem.bundles
      .filter((bundle) => bundle.kitId === kitId && depotOf.get(bundle.siteId) === id)
      .map((bundle) => [bundle.id, bundle.kitsPerOrder ?? 1]),
  )
  const wanted = [...visits, ...unscheduled].reduce(
    (sum, { bundleId, orderCount }) => sum + orderCount * (kitsOf.get(bundleId) ?? 0),
    0,
  )
  const arrived = receipts
    .filter((receipt) => receipt.kitId === kitId && receipt.on <= on)
    .reduce((sum, { quantity }) => sum + quantity, 0)
  return arrived - wanted
}

/** A crew with the skill from elsewhere; else one of the territory learns it; else one is hired. */
function skillFor(
  { crews, sites, travel }: PlanningProblem,
  territoryId: string,
  skill: string,
): WayOut {
  const site = sites.find((one) => one.territoryId === territoryId)
  const away = (crew: Crew) => (site ? minutesBetween(crew, site, site.areaType, travel) : 0)
  const skilled = crews
    .filter((crew) => crew.skills.includes(skill))
    .toSorted((a, b) => away(a) - away(b) || compare(a.id, b.id))
    .at(0)
  if (skilled && away(skilled) < 240) return { kind: 'LEND_CREW', crewId: skilled.id, territoryId }
  const own = crews
    .filter((crew) => crew.territoryId === territoryId)
    .toSorted((a, b) => compare(a.id, b.id))
    .at(0)
  if (own) return { kind: 'TRAIN_CREW', crewId: own.id, skill }
  return { kind: 'ADD_CREW', territoryId, skill }
}

function nearestCrew(crews: readonly Crew[], troubles: readonly Trouble[]): Crew | undefined {
  const [{ site, bundle }] = troubles
  return crews
    .filter(({ skills }) => bundle.skill === undefined || skills.includes(bundle.skill))
    .toSorted(
      (a, b) => kilometresBetween(a, site) - kilometresBetween(b, site) || compare(a.id, b.id),
    )
    .at(0)
}
