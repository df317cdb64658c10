import type { PlanningProblem, Schedule, Visit } from '../problem.ts'
import { checkCrewDays } from './crew-day.ts'
import { isFrozen } from './frozen.ts'
import { checkKits, checkLoads } from './stock.ts'
import { checkVisit } from './visit.ts'
import type { Violation } from './violation.ts'

/** The problem by id, as the checks look things up. */
export interface Lookup {
  readonly problem: PlanningProblem
  readonly bundles: ReadonlyMap<string, PlanningProblem['bundles'][number]>
  readonly sites: ReadonlyMap<string, PlanningProblem['sites'][number]>
  readonly crews: ReadonlyMap<string, PlanningProblem['crews'][number]>
  readonly milestones: ReadonlyMap<string, PlanningProblem['milestones'][number]>
}

/**
 * Checks a schedule against the problem, rule by rule, from the problem alone: it shares no code with
 * the planner, so that an error there is seen here. Frozen visits are only checked to be unmoved.
 *
 * @returns every violation found; none for a schedule that keeps all rules.
 */
export function validate(
  problem: PlanningProblem,
  schedule: Pick<Schedule, 'visits' | 'unscheduled'>,
): Violation[] {
  const lookup: Lookup = {
    problem,
    bundles: byId(problem.bundles),
    sites: byId(problem.sites),
    crews: byId(problem.crews),
    milestones: byId(problem.milestones),
  }
  const planned = schedule.visits.filter((visit) => !isFrozen(problem, visit))
  return [
    ...countOrders(lookup, schedule),
    ...checkFrozen(problem, schedule.visits),
    ...planned.flatMap((visit) => checkVisit(lookup, visit)),
    ...checkCrewDays(lookup, planned),
    ...checkKits(lookup, schedule.visits),
    ...checkLoads(lookup, schedule.visits),
  ]
}

function byId<Row extends { readonly id: string }>(rows: readonly Row[]): ReadonlyMap<string, Row> {
  return new Map(rows.map((row) => [row.id, row]))
}

/** Every order of every bundle is planned once, or admitted to be left out. */
function countOrders(
  { bundles, sites, milestones }: Lookup,
  { visits, unscheduled }: Pick<Schedule, 'visits' | 'unscheduled'>,
): Violation[] {
  const found: Violation[] = []
  const counted = new Map<string, number>()
  const parts = new Set<string>()
  for (const { bundleId, part, orderCount } of [...visits, ...unscheduled]) {
    if (!bundles.has(bundleId)) found.push({ rule: 'UNKNOWN_BUNDLE', bundleId, part })
    const key = `${bundleId}\n${part}`
    if (parts.has(key)) found.push({ rule: 'DOUBLE_PART', bundleId, part })
    parts.add(key)
    counted.set(bundleId, (counted.get(bundleId) ?? 0) + orderCount)
  }
  for (const { id, orderCount, siteId, milestoneId } of bundles.values()) {
    if (!sites.has(siteId) || !milestones.has(milestoneId)) continue
    const by = (counted.get(id) ?? 0) - Math.max(0, orderCount)
    if (by !== 0) found.push({ rule: 'ORDERS_MISCOUNTED', bundleId: id, by })
  }
  return found
}

/** What was planned before the frozen zone's end is there, unchanged, and nothing is added to it. */
function checkFrozen(problem: PlanningProblem, visits: readonly Visit[]): Violation[] {
  const known = new Set(problem.bundles.map(({ id }) => id))
  const nameOf = ({ bundleId, part, crewId, dayOn, startMinute }: Visit) =>
    [bundleId, part, crewId, dayOn, startMinute].join('\n')
  const before = (problem.current ?? []).filter(
    (visit) => isFrozen(problem, visit) && known.has(visit.bundleId),
  )
  const after = visits.filter((visit) => isFrozen(problem, visit))
  const names = { before: new Set(before.map(nameOf)), after: new Set(after.map(nameOf)) }
  const moved = [
    ...before.filter((visit) => !names.after.has(nameOf(visit))),
    ...after.filter((visit) => !names.before.has(nameOf(visit))),
  ]
  return moved.map(({ bundleId, part }) => ({ rule: 'FROZEN_MOVED', bundleId, part }))
}
