import { addDays, addWeeks, weekdayOf, weekOf, type Day } from '../../time/index.ts'
import type { Bundle, PlanningSite, Visit } from '../problem.ts'
import type { Lookup } from './schedule.ts'
import type { Rule, Violation } from './violation.ts'

/** The rules that one visit can break by itself. */
export function checkVisit(lookup: Lookup, visit: Visit): Violation[] {
  const bundle = lookup.bundles.get(visit.bundleId)
  const site = bundle && lookup.sites.get(bundle.siteId)
  if (!bundle || !site) return []
  const { bundleId, part, crewId } = visit
  const broken = (rule: Rule, more: Partial<Violation> = {}): Violation => ({
    rule,
    bundleId,
    part,
    ...(crewId === undefined ? {} : { crewId }),
    ...more,
  })
  return [
    ...checkDates(lookup, bundle, site, visit, broken),
    ...checkPin(bundle, visit, broken),
    ...checkCrew(lookup, bundle, site, visit, broken),
    ...checkAccess(site, visit, broken),
  ]
}

type Broken = (rule: Rule, more?: Partial<Violation>) => Violation

function checkDates(
  lookup: Lookup,
  bundle: Bundle,
  site: PlanningSite,
  visit: Visit,
  broken: Broken,
) {
  const { problem, milestones } = lookup
  const found: Violation[] = []
  const milestone = milestones.get(bundle.milestoneId)
  if (!milestone) return found
  const { weekOn, dayOn } = visit
  const sunday = addDays(weekOn, 6)
  if (weekOn !== weekOf(weekOn) || (dayOn !== undefined && weekOf(dayOn) !== weekOn))
    found.push(broken('WEEK_AND_DAY_DISAGREE'))
  const days: Day[] = [problem.startOn, milestone.gateOn]
  for (const day of [problem.frozenUntil, bundle.notBeforeOn, site.permitOn])
    if (day) days.push(day)
  const release = days.reduce((latest, day) => (day > latest ? day : latest))
  if ((dayOn ?? sunday) < release) found.push(broken('BEFORE_RELEASE', { on: release }))
  const end = addWeeks(weekOf(problem.startOn), Math.max(1, Math.trunc(problem.horizonWeeks) || 1))
  if ((dayOn ?? weekOn) >= end) found.push(broken('AFTER_HORIZON', { on: end }))
  const isLate = (dayOn ?? addDays(weekOn, 4)) > milestone.targetOn
  if (isLate && !visit.late) found.push(broken('LATE_WITHOUT_REASON', { on: milestone.targetOn }))
  const by = visit.minutes - visit.orderCount * bundle.minutesPerOrder
  if (Math.abs(by) > 0.01) found.push(broken('WRONG_DURATION', { by }))
  return found
}

function checkPin({ pin }: Bundle, visit: Visit, broken: Broken): Violation[] {
  if (!pin) return []
  const isMoved =
    (pin.weekOn !== undefined && weekOf(pin.weekOn) !== visit.weekOn) ||
    (pin.dayOn !== undefined &&
      (visit.dayOn === undefined
        ? weekOf(pin.dayOn) !== visit.weekOn
        : pin.dayOn !== visit.dayOn)) ||
    (pin.crewId !== undefined && visit.crewId !== undefined && pin.crewId !== visit.crewId)
  return isMoved ? [broken('PIN_MOVED')] : []
}

function checkCrew(
  { crews }: Lookup,
  bundle: Bundle,
  site: PlanningSite,
  visit: Visit,
  broken: Broken,
) {
  const found: Violation[] = []
  if (visit.territoryId !== site.territoryId) found.push(broken('WRONG_TERRITORY'))
  if (visit.crewId === undefined) return found
  const crew = crews.get(visit.crewId)
  if (!crew) return [...found, broken('UNKNOWN_CREW')]
  const territories = [crew.territoryId, ...(crew.alsoTerritoryIds ?? [])]
  if (!territories.includes(site.territoryId)) found.push(broken('WRONG_TERRITORY'))
  if (bundle.skill !== undefined && !crew.skills.includes(bundle.skill))
    found.push(broken('NO_SKILL'))
  return found
}

function checkAccess(site: PlanningSite, visit: Visit, broken: Broken): Violation[] {
  const { dayOn, startMinute } = visit
  if (dayOn === undefined) return []
  const found: Violation[] = []
  if (site.blackoutDays?.includes(dayOn)) found.push(broken('BLACKOUT_DAY', { on: dayOn }))
  if (site.accessWeekdays && !site.accessWeekdays.includes(weekdayOf(dayOn)))
    found.push(broken('ACCESS_CLOSED', { on: dayOn }))
  if (!site.accessWindow || startMinute === undefined) return found
  const { openMinute, closeMinute } = site.accessWindow
  const by = Math.max(openMinute - startMinute, startMinute - closeMinute)
  if (by > 0.1) found.push(broken('ACCESS_CLOSED', { on: dayOn, by }))
  return found
}
