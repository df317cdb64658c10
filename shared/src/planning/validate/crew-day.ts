import { weekdayOf } from '../../time/index.ts'
import type { Crew, PlanningSite, Visit } from '../problem.ts'
import type { Lookup } from './schedule.ts'
import type { Violation } from './violation.ts'

/** Starts are kept in tenths of minutes, so that a day of visits may be off by a little. */
const TOLERANCE_MINUTES = 0.5

/** Drives every crew's days: shifts, days off, and time enough from one site to the next and home. */
export function checkCrewDays(lookup: Lookup, visits: readonly Visit[]): Violation[] {
  const days = new Map<string, Visit[]>()
  for (const visit of visits) {
    if (visit.crewId === undefined || visit.dayOn === undefined) continue
    const key = `${visit.crewId}\n${visit.dayOn}`
    const list = days.get(key)
    if (list) list.push(visit)
    else days.set(key, [visit])
  }
  return [...days.values()].flatMap((day) => checkDay(lookup, day))
}

function checkDay(lookup: Lookup, visits: readonly Visit[]): Violation[] {
  const [{ crewId, dayOn }] = visits
  const crew = lookup.crews.get(crewId ?? '')
  if (!crew || dayOn === undefined) return []
  const shift = crew.shifts.find(({ weekday }) => weekday === weekdayOf(dayOn))
  if (!shift || crew.daysOff?.includes(dayOn))
    return visits.map(({ bundleId, part }) => ({
      rule: 'CREW_OFF',
      bundleId,
      part,
      crewId: crew.id,
      on: dayOn,
    }))
  const found: Violation[] = []
  let from: { latitude: number; longitude: number } = crew
  let free = shift.startMinute
  let isFirst = true
  let last: { bundleId: string; part: number; site: PlanningSite } | undefined
  const inOrder = visits.toSorted((a, b) => (a.startMinute ?? 0) - (b.startMinute ?? 0))
  for (const { bundleId, part, startMinute, minutes } of inOrder) {
    const site = lookup.sites.get(lookup.bundles.get(bundleId)?.siteId ?? '')
    if (!site || startMinute === undefined) continue
    const by = free + driveMinutes(lookup, from, site, site) - startMinute
    if (by > TOLERANCE_MINUTES) {
      const rule = isFirst ? 'OUTSIDE_SHIFT' : 'OVERLAP'
      found.push({ rule, bundleId, part, crewId: crew.id, on: dayOn, by })
    }
    free = startMinute + minutes
    from = site
    isFirst = false
    last = { bundleId, part, site }
  }
  // Asked once, after the last stop: a way home over a faster road may be shorter than the straight one.
  const by = last ? free + driveMinutes(lookup, last.site, crew, last.site) - shift.endMinute : 0
  if (last && by > TOLERANCE_MINUTES) {
    const { bundleId, part } = last
    found.push({ rule: 'OUTSIDE_SHIFT', bundleId, part, crewId: crew.id, on: dayOn, by })
  }
  return found
}

/** Minutes on the road: the straight line over the sphere, a third longer for roads, at the site's speed. */
function driveMinutes(
  { problem }: Lookup,
  from: Pick<Crew, 'latitude' | 'longitude'>,
  to: Pick<Crew, 'latitude' | 'longitude'>,
  { areaType }: PlanningSite,
): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const cosine =
    Math.sin(radians(from.latitude)) * Math.sin(radians(to.latitude)) +
    Math.cos(radians(from.latitude)) *
      Math.cos(radians(to.latitude)) *
      Math.cos(radians(from.longitude - to.longitude))
  const angle = Math.acos(Math.min(1, Math.max(-1, cosine)))
  return ((6371.0088 * angle * 1.3) / Math.max(1, problem.travel.speedKmh[areaType])) * 60
}
