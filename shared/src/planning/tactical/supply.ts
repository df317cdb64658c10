import type { Bundle, PlanningProblem, PlanningSite } from '../problem.ts'
import type { Calendar } from './calendar.ts'

/**
 * Kits by depot and type. A row holds per week what has arrived by its Monday (`arrived`), and what
 * is left when everything planned so far is taken (`slack`); `least[w]` is the least slack from week
 * w on, which is what a visit in week w may take without starving a later one.
 */
export class Supply {
  readonly weeks: number
  readonly rows: readonly { readonly depotId: string; readonly kitId: string }[]
  readonly arrived: Float64Array
  readonly slack: Float64Array
  readonly least: Float64Array
  private readonly rowByKey: ReadonlyMap<string, number>

  constructor(
    problem: PlanningProblem,
    calendar: Calendar,
    sites: ReadonlyMap<string, PlanningSite>,
  ) {
    const { weeks } = calendar
    this.weeks = weeks
    const keys = new Set<string>()
    for (const bundle of problem.bundles) {
      const site = sites.get(bundle.siteId)
      if (bundle.kitId !== undefined && site) keys.add(keyOf(site.depotId, bundle.kitId))
    }
    const sorted = [...keys].toSorted()
    this.rowByKey = new Map(sorted.map((key, row) => [key, row]))
    this.rows = sorted.map((key) => {
      const [depotId, kitId] = key.split('\n')
      return { depotId, kitId }
    })
    this.arrived = new Float64Array(this.rows.length * weeks)
    for (const depot of problem.depots) {
      for (const { kitId, on, quantity } of depot.receipts) {
        const row = this.rowByKey.get(keyOf(depot.id, kitId))
        if (row === undefined) continue
        const day = on <= problem.startOn ? 0 : calendar.indexOf(on)
        for (let week = Math.ceil(day / 7); week < weeks; week++)
          this.arrived[row * weeks + week] += quantity
      }
    }
    this.slack = Float64Array.from(this.arrived)
    this.least = Float64Array.from(this.arrived)
    for (let row = 0; row < this.rows.length; row++) this.settle(row, 0)
  }

  /** The row that a bundle draws from; −1 when it needs no kit. */
  rowOf(bundle: Bundle, site: PlanningSite): number {
    if (bundle.kitId === undefined) return -1
    return this.rowByKey.get(keyOf(site.depotId, bundle.kitId)) ?? -1
  }

  /** Takes kits in a week (gives them back when negative). */
  take(row: number, week: number, kits: number): void {
    const base = row * this.weeks
    for (let index = base + week; index < base + this.weeks; index++) this.slack[index] -= kits
    this.settle(row, week)
  }

  /** Restores `least` after a change from `week` on; before it, only as far back as something changes. */
  private settle(row: number, week: number): void {
    const { slack, least } = this
    const base = row * this.weeks
    let value = Infinity
    for (let index = base + this.weeks - 1; index >= base; index--) {
      if (slack[index] < value) value = slack[index]
      if (index < base + week && least[index] === value) return
      least[index] = value
    }
  }
}

function keyOf(depotId: string | undefined, kitId: string): string {
  return `${depotId ?? ''}\n${kitId}`
}
