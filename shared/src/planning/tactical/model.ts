import type {
  Bundle,
  Crew,
  PlanningIssue,
  PlanningMilestone,
  PlanningProblem,
  PlanningSite,
  Visit,
} from '../problem.ts'
import { minutesBetween } from '../daily/travel.ts'
import { calendarOf, isOpenOn, type Calendar } from './calendar.ts'
import { compare, workforceOf, type Workforce } from './crews.ts'
import { Supply } from './supply.ts'

/** Longest stay that is planned as one; longer bundles are cut, so that days can be packed. */
const LONGEST_PART_MINUTES = 240
/** No bundle is cut finer than this, however absurd its count. */
const MOST_PARTS = 1000
/** Later parts of a bundle need less travel: the crew is often still there. */
const LATER_PART_ALLOWANCE = 0.5

/** A piece of a bundle that one crew does in one stay. */
export interface Unit {
  readonly bundle: Bundle
  readonly site: PlanningSite
  readonly part: number
  readonly orderCount: number
  /** Classes of crews that may do it. */
  readonly able: readonly number[]
  readonly current: Visit | undefined
}

/**
 * The tactical problem in numbers, one entry per unit, sorted by bundle id and part. Weeks are
 * counted from the first; `due` is the last week on time and may be −1 or beyond the horizon.
 */
export interface TacticalModel {
  readonly problem: PlanningProblem
  readonly calendar: Calendar
  readonly workforce: Workforce
  readonly supply: Supply
  readonly issues: PlanningIssue[]
  readonly frozen: readonly Visit[]
  readonly milestones: ReadonlyMap<string, PlanningMilestone>
  readonly units: readonly Unit[]
  readonly load: Float64Array
  readonly weight: Float64Array
  readonly releaseDay: Int32Array
  readonly release: Int32Array
  readonly due: Int32Array
  readonly kits: Int32Array
  readonly supplyRow: Int32Array
  readonly currentWeek: Int32Array
  readonly pinWeek: Int32Array
  /** Classes that may do the unit. */
  readonly able: readonly (readonly number[])[]
  /** Whether the site lets anybody work in the week. */
  readonly isOpen: (unit: number, week: number) => boolean
}

/** Reads the problem into numbers and lists what in it cannot be true. */
export function modelOf(problem: PlanningProblem): TacticalModel {
  const calendar = calendarOf(problem)
  const workforce = workforceOf(problem, calendar)
  const sites = new Map(problem.sites.map((site) => [site.id, site]))
  const milestones = new Map(problem.milestones.map((milestone) => [milestone.id, milestone]))
  const supply = new Supply(problem, calendar, sites)
  const issues: PlanningIssue[] = []
  const { frozen, currentByPart } = splitCurrent(problem)
  const frozenByBundle = Map.groupBy(frozen, ({ bundleId }) => bundleId)
  const units = problem.bundles
    .toSorted((a, b) => compare(a.id, b.id))
    .flatMap((bundle) => {
      const site = sites.get(bundle.siteId)
      const about = !site
        ? bundle.siteId
        : milestones.has(bundle.milestoneId)
          ? undefined
          : bundle.milestoneId
      if (about !== undefined) issues.push({ code: 'UNKNOWN_REFERENCE', id: bundle.id, about })
      if (!site || about !== undefined) return []
      const kept = frozenByBundle.get(bundle.id) ?? []
      return cut(bundle, site, workforce, problem, kept, currentByPart)
    })
  const numbers = (value: (unit: Unit) => number) => Float64Array.from(units, value)
  const integers = (value: (unit: Unit) => number) => Int32Array.from(units, value)
  const milestoneOf = ({ bundle }: { readonly bundle: Bundle }) =>
    milestones.get(bundle.milestoneId)
  const releaseDay = integers(({ bundle, site }) => {
    const days = [milestoneOf({ bundle })?.gateOn, bundle.notBeforeOn, site.permitOn].map((day) =>
      day ? calendar.indexOf(day) : 0,
    )
    return Math.max(calendar.openFrom, ...days)
  })
  const model: TacticalModel = {
    problem,
    calendar,
    workforce,
    supply,
    issues,
    frozen,
    milestones,
    units,
    load: numbers((unit) => loadOf(unit, problem)),
    weight: numbers(
      (unit) =>
        unit.orderCount *
        (milestoneOf(unit)?.weight ?? 1) *
        Math.max(0.01, unit.bundle.priority ?? 1),
    ),
    releaseDay,
    release: releaseDay.map((day) => Math.trunc((day + 2) / 7)),
    due: integers((unit) => dueWeek(milestoneOf(unit)?.targetOn, calendar)),
    kits: integers(({ bundle, orderCount }) => orderCount * (bundle.kitsPerOrder ?? 1)),
    supplyRow: integers(({ bundle, site }) => supply.rowOf(bundle, site)),
    currentWeek: integers(({ current }) =>
      current ? Math.trunc(calendar.indexOf(current.weekOn) / 7) : -1,
    ),
    pinWeek: integers(({ bundle: { pin } }) => {
      const day = pin?.dayOn ?? pin?.weekOn
      return day ? Math.trunc(calendar.indexOf(day) / 7) : -1
    }),
    able: units.map(({ able }) => able),
    isOpen: opening(units, releaseDay, calendar, workforce),
  }
  takeFrozenKits(model, frozenByBundle, problem.bundles, sites)
  return model
}

/** Classes with a crew that may do the bundle, and can within a shift. */
function ableFor(
  bundle: Bundle,
  site: PlanningSite,
  workforce: Workforce,
  problem: PlanningProblem,
) {
  const crewId = bundle.pin?.crewId
  return workforce
    .ableIn(site.territoryId, bundle.skill)
    .filter((index) =>
      workforce.classes[index].crews.some(
        (crew) =>
          (crewId === undefined || crew.id === crewId) &&
          reachMinutes(crew, site, workforce.longestShift(index), problem) >=
            bundle.minutesPerOrder,
      ),
    )
}

/** Visits that stay as they are, and the others by bundle and part. */
function splitCurrent(problem: PlanningProblem) {
  const { frozenUntil, current = [] } = problem
  const known = new Set(problem.bundles.map(({ id }) => id))
  const isFrozen = (visit: Visit) =>
    frozenUntil !== undefined && visit.dayOn !== undefined && visit.dayOn < frozenUntil
  const kept = current.filter((visit) => isFrozen(visit) && known.has(visit.bundleId))
  const currentByPart = new Map<string, Visit>()
  for (const visit of current) {
    if (!isFrozen(visit)) currentByPart.set(`${visit.bundleId}\n${visit.part}`, visit)
  }
  const frozen = kept.toSorted((a, b) => compare(a.bundleId, b.bundleId) || a.part - b.part)
  return { frozen, currentByPart }
}

/** Cuts what is not frozen of a bundle into even parts. */
function cut(
  bundle: Bundle,
  site: PlanningSite,
  workforce: Workforce,
  problem: PlanningProblem,
  kept: readonly Visit[],
  currentByPart: ReadonlyMap<string, Visit>,
): Unit[] {
  const orders = bundle.orderCount - kept.reduce((sum, { orderCount }) => sum + orderCount, 0)
  if (!(orders > 0)) return []
  const able = ableFor(bundle, site, workforce, problem)
  const longest = longestPart(site, able, workforce, problem)
  const fitting = Math.floor(longest / Math.max(1, bundle.minutesPerOrder))
  const perPart = Math.max(1, fitting, Math.ceil(orders / MOST_PARTS))
  const parts = Math.ceil(orders / perPart)
  const taken = new Set(kept.map(({ part }) => part))
  const units: Unit[] = []
  for (let index = 0, part = 0; index < parts; part++) {
    if (taken.has(part)) continue
    const orderCount = Math.floor(orders / parts) + (index < orders % parts ? 1 : 0)
    const current = currentByPart.get(`${bundle.id}\n${part}`)
    units.push({ bundle, site, part, orderCount, able, current })
    index++
  }
  return units
}

/** Parts of far sites are shorter, so that each fits into a shift. */
function longestPart(
  site: PlanningSite,
  able: readonly number[],
  workforce: Workforce,
  problem: PlanningProblem,
): number {
  let reach = able.length === 0 ? Infinity : -Infinity
  for (const index of able) {
    for (const crew of workforce.classes[index].crews) {
      reach = Math.max(reach, reachMinutes(crew, site, workforce.longestShift(index), problem))
      if (reach >= LONGEST_PART_MINUTES) return LONGEST_PART_MINUTES
    }
  }
  return Math.min(reach, LONGEST_PART_MINUTES)
}

/** The longest work that a crew can do at a site within a shift, there and back. */
export function reachMinutes(
  crew: Crew,
  site: PlanningSite,
  longestShift: number,
  { travel }: PlanningProblem,
): number {
  return longestShift - 2 * minutesBetween(crew, site, site.areaType, travel)
}

function loadOf({ bundle, site, part, orderCount }: Unit, { travel }: PlanningProblem): number {
  const allowance = travel.allowanceMinutes[site.areaType] * (part === 0 ? 1 : LATER_PART_ALLOWANCE)
  return orderCount * bundle.minutesPerOrder + allowance
}

/** The last week whose Friday is not after the target. */
function dueWeek(targetOn: PlanningProblem['startOn'] | undefined, calendar: Calendar): number {
  if (targetOn === undefined) return calendar.weeks
  if (targetOn < calendar.days[0]) return -1
  return Math.trunc((calendar.indexOf(targetOn) + 3) / 7) - 1
}

/** Whether a week has a day on which the site is open and an able crew works, from the release on. */
function opening(
  units: readonly Unit[],
  releaseDay: Int32Array,
  calendar: Calendar,
  workforce: Workforce,
) {
  return (unit: number, week: number): boolean => {
    const { site, able } = units[unit]
    const isUnusual = site.accessWeekdays ?? site.blackoutDays ?? site.accessWindow
    if (!isUnusual && releaseDay[unit] <= week * 7) return true
    for (let day = Math.max(week * 7, releaseDay[unit]); day < week * 7 + 7; day++) {
      if (!isOpenOn(site, day, calendar.days[day])) continue
      if (able.some((index) => workforce.worksOn(index, day, site.accessWindow))) return true
    }
    return false
  }
}

/** What the frozen visits use is gone before anything is planned. */
function takeFrozenKits(
  { supply, calendar }: TacticalModel,
  frozenByBundle: ReadonlyMap<string, readonly Visit[]>,
  bundles: readonly Bundle[],
  sites: ReadonlyMap<string, PlanningSite>,
): void {
  for (const bundle of bundles) {
    const site = sites.get(bundle.siteId)
    const row = site ? supply.rowOf(bundle, site) : -1
    if (row < 0) continue
    for (const { weekOn, orderCount } of frozenByBundle.get(bundle.id) ?? []) {
      const week = Math.min(calendar.weeks - 1, Math.trunc(calendar.indexOf(weekOn) / 7))
      supply.take(row, week, orderCount * (bundle.kitsPerOrder ?? 1))
    }
  }
}
