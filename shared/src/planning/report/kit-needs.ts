import { addDays, addWeeks, type Day } from '../../time/index.ts'
import type { PlanningProblem, Schedule } from '../problem.ts'
import { compare } from '../tactical/crews.ts'

/** Kits of one type at one depot, day by day. */
export interface KitNeed {
  readonly depotId: string
  readonly kitId: string
  /** The first day, and every day on which something moves: between two of them nothing does. */
  readonly points: readonly KitPoint[]
  /** The first day whose work lacks kits; null where they last. */
  readonly firstBelowZeroOn: Day | null
  /** The most that is missing at once; 0 where none is. */
  readonly shortBy: number
}

export interface KitPoint {
  readonly on: Day
  /** What is left at the day's end when all work on time is done. */
  readonly balance: number
  readonly arrived: number
  readonly planned: number
  /** Kits of work that is late or has no place for want of them, on the day on which it was due. */
  readonly wanting: number
}

/** Weeks that a runway looks ahead. */
const RUNWAY_WEEKS = 26

interface Moved {
  arrived: number
  planned: number
  wanting: number
}

/**
 * Kit runway of a plan, per depot and type:
 *
 *   balance(d) = Σ arrivals by the end of d − Σ kits of work planned by d − Σ kits wanted by d and short
 *
 * Work of which only the week is known takes its kits on the Monday. A plan never uses what is not there,
 * so the kits that work in vain waits for are added: the first day below zero is the one on which a
 * promise breaks, and `shortBy` what would mend it.
 */
export function kitNeeds(
  problem: PlanningProblem,
  schedule: Pick<Schedule, 'visits' | 'unscheduled'>,
): KitNeed[] {
  const first = problem.startOn
  const count = Math.min(RUNWAY_WEEKS, Math.max(1, problem.horizonWeeks))
  const end = addWeeks(first, count)
  const rows = new Map<string, Map<Day, Moved>>()
  const add = (depotId: string, kitId: string, on: Day, what: keyof Moved, amount: number) => {
    const key = `${depotId}\n${kitId}`
    const days = rows.get(key) ?? new Map<Day, Moved>()
    rows.set(key, days)
    if (on >= end) return
    const day = on < first ? first : on
    const moved = days.get(day) ?? { arrived: 0, planned: 0, wanting: 0 }
    moved[what] += amount
    days.set(day, moved)
  }
  for (const { id, receipts } of problem.depots)
    for (const { kitId, on, quantity } of receipts) add(id, kitId, on, 'arrived', quantity)
  const needs = new Needs(problem)
  for (const { bundleId, orderCount, weekOn, dayOn, late } of schedule.visits) {
    const need = needs.of(bundleId)
    if (!need) continue
    const { depotId, kitId, dueOn } = need
    const kits = orderCount * need.perOrder
    const usedOn = dayOn ?? weekOn
    add(depotId, kitId, usedOn, 'planned', kits)
    // Wanted when it was due, used when it is planned: between the two the kits are missing.
    if (late?.code === 'KIT_SHORT' && dueOn < usedOn) {
      add(depotId, kitId, dueOn, 'wanting', kits)
      add(depotId, kitId, usedOn, 'wanting', -kits)
    }
  }
  for (const { bundleId, orderCount, reason } of schedule.unscheduled) {
    const need = needs.of(bundleId)
    if (need && reason.code === 'KIT_SHORT')
      add(need.depotId, need.kitId, need.dueOn, 'wanting', orderCount * need.perOrder)
  }
  return [...rows]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, days]) => {
      const [depotId, kitId] = key.split('\n')
      return { depotId, kitId, ...runwayOf(first, addDays(end, -1), days) }
    })
}

function runwayOf(first: Day, last: Day, moves: ReadonlyMap<Day, Moved>) {
  const days = [...new Set([first, ...moves.keys(), last])].toSorted(compare)
  let balance = 0
  const points = days.map((on): KitPoint => {
    const { arrived = 0, planned = 0, wanting = 0 } = moves.get(on) ?? {}
    balance += arrived - planned - wanting
    return { on, balance, arrived, planned, wanting }
  })
  return {
    points,
    firstBelowZeroOn: points.find((point) => point.balance < 0)?.on ?? null,
    shortBy: points.reduce((most, point) => Math.max(most, -point.balance), 0),
  }
}

/** Which kits a bundle needs, where from and by when. */
class Needs {
  private readonly problem: PlanningProblem
  private readonly bundles: ReadonlyMap<string, PlanningProblem['bundles'][number]>
  private readonly depots: ReadonlyMap<string, string | undefined>
  private readonly targets: ReadonlyMap<string, Day>

  constructor(problem: PlanningProblem) {
    this.problem = problem
    this.bundles = new Map(problem.bundles.map((bundle) => [bundle.id, bundle]))
    this.depots = new Map(problem.sites.map(({ id, depotId }) => [id, depotId]))
    this.targets = new Map(problem.milestones.map(({ id, targetOn }) => [id, targetOn]))
  }

  of(bundleId: string) {
    const bundle = this.bundles.get(bundleId)
    const depotId = bundle && this.depots.get(bundle.siteId)
    if (bundle?.kitId === undefined || depotId === undefined) return null
    return {
      depotId,
      kitId: bundle.kitId,
      perOrder: bundle.kitsPerOrder ?? 1,
      dueOn: this.targets.get(bundle.milestoneId) ?? this.problem.startOn,
    }
  }
}
