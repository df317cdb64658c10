import { addWeeks, weekOf, type Day } from '../../time/index.ts'
import type { PlanningProblem, Schedule } from '../problem.ts'
import { compare } from '../tactical/crews.ts'

/** Kits of one type at one depot over the weeks. */
export interface KitNeed {
  readonly depotId: string
  readonly kitId: string
  readonly points: readonly KitPoint[]
  /** The Monday of the first week whose work lacks kits; null where they last. */
  readonly firstBelowZeroOn: Day | null
  /** The most that is missing at once; 0 where none is. */
  readonly shortBy: number
}

export interface KitPoint {
  readonly weekOn: Day
  /** What is left at the week's end when all work on time is done. */
  readonly balance: number
  readonly arrived: number
  readonly planned: number
  /** Kits of work that is late or has no place for want of them, in the week in which it was due. */
  readonly wanting: number
}

/** Weeks that a runway looks ahead. */
const RUNWAY_WEEKS = 26

/**
 * Kit runway of a plan, per depot and type:
 *
 *   balance(w) = Σ arrivals by the end of w − Σ kits of work planned by w − Σ kits wanted by w and short
 *
 * A plan never uses what is not there, so the kits that work in vain waits for are added: the first
 * week below zero is the one in which a promise breaks, and `shortBy` what would mend it.
 */
export function kitNeeds(
  problem: PlanningProblem,
  schedule: Pick<Schedule, 'visits' | 'unscheduled'>,
): KitNeed[] {
  const first = weekOf(problem.startOn)
  const count = Math.min(RUNWAY_WEEKS, Math.max(1, problem.horizonWeeks))
  const weeks = Array.from({ length: count }, (_unused, index) => addWeeks(first, index))
  const indexOf = new Map(weeks.map((week, index) => [week, index]))
  const rows = new Map<string, { arrived: number[]; planned: number[]; wanting: number[] }>()
  const rowOf = (depotId: string, kitId: string) => {
    const key = `${depotId}\n${kitId}`
    const zeros = () => weeks.map(() => 0)
    const row = rows.get(key) ?? { arrived: zeros(), planned: zeros(), wanting: zeros() }
    rows.set(key, row)
    return row
  }
  const add = (values: number[], on: Day, amount: number) => {
    const week = weekOf(on)
    const index = week < first ? 0 : indexOf.get(week)
    if (index !== undefined) values[index] += amount
  }
  for (const { id, receipts } of problem.depots)
    for (const { kitId, on, quantity } of receipts) add(rowOf(id, kitId).arrived, on, quantity)
  const needs = new Needs(problem)
  for (const { bundleId, orderCount, weekOn, late } of schedule.visits) {
    const need = needs.of(bundleId)
    if (!need) continue
    const { planned, wanting } = rowOf(need.depotId, need.kitId)
    const kits = orderCount * need.perOrder
    add(planned, weekOn, kits)
    // Wanted when it was due, used when it is planned: between the two the kits are missing.
    if (late?.code === 'KIT_SHORT' && need.dueOn < weekOn) {
      add(wanting, need.dueOn, kits)
      add(wanting, weekOn, -kits)
    }
  }
  for (const { bundleId, orderCount, reason } of schedule.unscheduled) {
    const need = needs.of(bundleId)
    if (need && reason.code === 'KIT_SHORT')
      add(rowOf(need.depotId, need.kitId).wanting, need.dueOn, orderCount * need.perOrder)
  }
  return [...rows]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([key, row]) => {
      const [depotId, kitId] = key.split('\n')
      return { depotId, kitId, ...runwayOf(weeks, row) }
    })
}

function runwayOf(
  weeks: readonly Day[],
  { arrived, planned, wanting }: { arrived: number[]; planned: number[]; wanting: number[] },
) {
  let balance = 0
  const points = weeks.map((weekOn, index): KitPoint => {
    balance += arrived[index] - planned[index] - wanting[index]
    return {
      weekOn,
      balance,
      arrived: arrived[index],
      planned: planned[index],
      wanting: wanting[index],
    }
  })
  return {
    points,
    firstBelowZeroOn: points.find((point) => point.balance < 0)?.weekOn ?? null,
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
