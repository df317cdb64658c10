import { addDays, addWeeks, weekOf, type Day } from '../../time/index.ts'
import type { LoadCell, PlanningIssue, PlanningProblem, Schedule } from '../problem.ts'
import { reasonGroups, type ReasonGroup } from '../ways-out/reason-groups.ts'
import { kitNeeds, type KitNeed } from './kit-needs.ts'

/** A territory's week as the screen draws it. */
export interface PlanCell extends LoadCell {
  /** Orders of the territory that wait for kits in this week. */
  readonly waitingForKits: number
}

/** When a plan finishes a milestone. */
export interface MilestonePlan {
  readonly milestoneId: string
  readonly orders: number
  /** The day of the last visit; the Friday of its week where it has no day yet. Null without any. */
  readonly finishOn: Day | null
  readonly lateOrders: number
  readonly unscheduledOrders: number
}

/** What is told of a plan beside its visits. Plain data: it is stored as it is. */
export interface PlanReport {
  readonly cells: readonly PlanCell[]
  readonly issues: readonly PlanningIssue[]
  readonly groups: readonly ReasonGroup[]
  readonly kits: readonly KitNeed[]
  readonly milestones: readonly MilestonePlan[]
}

export function reportOf(problem: PlanningProblem, schedule: Schedule): PlanReport {
  const kits = kitNeeds(problem, schedule)
  return {
    cells: cellsOf(problem, schedule),
    issues: schedule.issues,
    groups: reasonGroups(problem, schedule),
    kits,
    milestones: milestonePlans(problem, schedule),
  }
}

/** Dates of the milestones in a plan; `finishOn` is of what is planned, so look at what is not, too. */
export function milestonePlans(
  { bundles, milestones }: PlanningProblem,
  { visits, unscheduled }: Pick<Schedule, 'visits' | 'unscheduled'>,
): MilestonePlan[] {
  const milestoneOf = new Map(bundles.map(({ id, milestoneId }) => [id, milestoneId]))
  const rows = new Map(
    milestones.map(({ id }) => [
      id,
      { orders: 0, finishOn: null as Day | null, lateOrders: 0, unscheduledOrders: 0 },
    ]),
  )
  for (const { bundleId, orderCount, dayOn, weekOn, late } of visits) {
    const row = rows.get(milestoneOf.get(bundleId) ?? '')
    if (!row) continue
    const on = dayOn ?? addDays(weekOn, 4)
    row.orders += orderCount
    if (late) row.lateOrders += orderCount
    if (row.finishOn === null || on > row.finishOn) row.finishOn = on
  }
  for (const { bundleId, orderCount } of unscheduled) {
    const row = rows.get(milestoneOf.get(bundleId) ?? '')
    if (!row) continue
    row.orders += orderCount
    row.unscheduledOrders += orderCount
  }
  return [...rows].map(([milestoneId, row]) => ({ milestoneId, ...row }))
}

/** Load and capacity, with the orders that wait for kits from when they were due until they come. */
function cellsOf(problem: PlanningProblem, schedule: Schedule): PlanCell[] {
  const waiting = waitingByCell(problem, schedule)
  const seen = new Set<string>()
  const cells = schedule.loads.map((cell) => {
    const key = `${cell.territoryId}\n${cell.weekOn}`
    seen.add(key)
    return { ...cell, waitingForKits: waiting.get(key) ?? 0 }
  })
  // A territory without crews has no load to tell, but its work may wait all the same.
  const lone = [...waiting].flatMap(([key, waitingForKits]) => {
    if (seen.has(key)) return []
    const [territoryId, weekOn] = key.split('\n')
    // The key was made of a day above.
    return [
      { territoryId, weekOn: weekOn as Day, loadMinutes: 0, capacityMinutes: 0, waitingForKits },
    ]
  })
  return [...cells, ...lone]
}

function waitingByCell(
  problem: PlanningProblem,
  { visits, unscheduled }: Schedule,
): Map<string, number> {
  const siteOf = new Map(problem.sites.map(({ id, territoryId }) => [id, territoryId]))
  const bundleOf = new Map(problem.bundles.map((bundle) => [bundle.id, bundle]))
  const targets = new Map(problem.milestones.map(({ id, targetOn }) => [id, targetOn]))
  const first = weekOf(problem.startOn)
  const end = addWeeks(first, problem.horizonWeeks)
  const cells = new Map<string, number>()
  const wait = (bundleId: string, orders: number, until: Day) => {
    const bundle = bundleOf.get(bundleId)
    if (!bundle) return
    const due = weekOf(targets.get(bundle.milestoneId) ?? first)
    const territoryId = siteOf.get(bundle.siteId) ?? ''
    for (let week = due < first ? first : due; week < until; week = addWeeks(week, 1)) {
      const key = `${territoryId}\n${week}`
      cells.set(key, (cells.get(key) ?? 0) + orders)
    }
  }
  for (const { bundleId, orderCount, late, weekOn } of visits)
    if (late?.code === 'KIT_SHORT') wait(bundleId, orderCount, weekOn)
  for (const { bundleId, orderCount, reason } of unscheduled)
    if (reason.code === 'KIT_SHORT') wait(bundleId, orderCount, end)
  return cells
}
