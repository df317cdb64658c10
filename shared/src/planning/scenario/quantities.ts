/**
 * How much of everything a plan takes, in units that have a price. Crews are paid for the days on which
 * they have a shift, until the end of the last week with work: a plan that is done sooner pays them for less.
 */
import { addDays } from '../../time/index.ts'
import type { PlanningProblem, Schedule } from '../problem.ts'
import { calendarOf, crewDaysOf, shiftOn } from '../tactical/calendar.ts'
import { compare } from '../tactical/crews.ts'

export interface PlanQuantities {
  readonly crewDays: number
  /** Hours by which shifts are longer than they regularly are. */
  readonly overtimeHours: number
  /** As routed; beyond the routed weeks by the allowances of the visits. */
  readonly roadHours: number
  /** Kits that the planned visits use, by type. */
  readonly kits: readonly { readonly kitId: string; readonly count: number }[]
}

export function quantitiesOf(problem: PlanningProblem, schedule: Schedule): PlanQuantities {
  return {
    ...paidShifts(problem, schedule),
    roadHours: Math.round(roadMinutes(problem, schedule) / 60),
    kits: kitsUsed(problem, schedule),
  }
}

function paidShifts(problem: PlanningProblem, { loads }: Schedule) {
  const calendar = calendarOf(problem)
  const worked = loads.filter(({ loadMinutes }) => loadMinutes > 0).map(({ weekOn }) => weekOn)
  let [crewDays, overtimeMinutes] = [0, 0]
  if (worked.length > 0) {
    const last = worked.reduce((a, b) => (a > b ? a : b))
    const end = Math.min(calendar.dayCount, calendar.indexOf(addDays(last, 6)) + 1)
    for (const crew of problem.crews) {
      const days = crewDaysOf(crew, calendar)
      for (let day = calendar.indexOf(problem.startOn); day < end; day++) {
        const shift = shiftOn(days, day)
        if (!shift) continue
        crewDays++
        overtimeMinutes += shift.overtimeMinutes ?? 0
      }
    }
  }
  return { crewDays, overtimeHours: Math.round(overtimeMinutes / 60) }
}

function roadMinutes(problem: PlanningProblem, { visits, objective }: Schedule): number {
  const siteOf = new Map(problem.bundles.map(({ id, siteId }) => [id, siteId]))
  const areaOf = new Map(problem.sites.map(({ id, areaType }) => [id, areaType]))
  const unrouted = visits
    .filter(({ startMinute }) => startMinute === undefined)
    .map(({ bundleId }) => areaOf.get(siteOf.get(bundleId) ?? '') ?? 'suburban')
  return unrouted.reduce(
    (sum, area) => sum + problem.travel.allowanceMinutes[area],
    objective.travelMinutes,
  )
}

function kitsUsed(problem: PlanningProblem, { visits }: Schedule): PlanQuantities['kits'] {
  const bundles = new Map(problem.bundles.map((bundle) => [bundle.id, bundle]))
  const counts = new Map<string, number>()
  for (const { bundleId, orderCount } of visits) {
    const { kitId, kitsPerOrder = 1 } = bundles.get(bundleId) ?? {}
    if (kitId !== undefined) counts.set(kitId, (counts.get(kitId) ?? 0) + orderCount * kitsPerOrder)
  }
  return [...counts]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([kitId, count]) => ({ kitId, count }))
}
