import type { Random } from '../random.ts'
import { Restocking } from './restock.ts'
import type { Routes } from './routes.ts'

/** Mean number of jobs removed in a step, and the longest string (Christiaens and Vanden Berghe 2020). */
const MEAN_REMOVED = 10
const LONGEST_STRING = 10
/** Chance that a string keeps a part in its middle, and that this part grows by one more. */
const SPLIT_RATE = 0.5
const SPLIT_GROWTH = 0.01

/**
 * Adjacent string removal: takes strings of neighbouring jobs out of routes near a random job, so
 * that room appears in several routes at one place. (Slack induction by string removals, §5.2.)
 */
export class Ruin {
  private readonly routes: Routes
  private readonly random: Random
  private readonly ruined: Int32Array
  private readonly restocking: Restocking | undefined
  private stamp = 0

  constructor(routes: Routes, random: Random) {
    this.routes = routes
    this.random = random
    this.ruined = new Int32Array(routes.layout.vehicles)
    this.restocking = routes.layout.problem.restock ? new Restocking(routes) : undefined
  }

  run(): void {
    const { jobs, neighbours } = this.routes.layout
    const { routeOf, positionOf, length } = this.routes
    if (jobs === 0) return
    const longest = Math.min(LONGEST_STRING, this.meanLength())
    const most = (4 * MEAN_REMOVED) / (1 + longest) - 1
    let strings = Math.floor(this.random.next() * most + 1)
    const stamp = ++this.stamp
    const row = this.random.below(jobs) * jobs
    for (let rank = 0; rank < jobs && strings > 0; rank++) {
      const job = neighbours[row + rank]
      const vehicle = routeOf[job]
      if (vehicle < 0 || this.ruined[vehicle] === stamp) continue
      this.ruined[vehicle] = stamp
      const bound = Math.min(length[vehicle], longest)
      this.removeAround(vehicle, positionOf[job], Math.floor(this.random.next() * bound + 1))
      this.restocking?.settle(vehicle)
      this.routes.trim(vehicle)
      strings--
    }
  }

  private meanLength(): number {
    const { length, usable, usableCount } = this.routes
    let stops = 0
    let used = 0
    for (let entry = 0; entry < usableCount; entry++) {
      const count = length[usable[entry]]
      if (count === 0) continue
      stops += count
      used++
    }
    return used === 0 ? 1 : stops / used
  }

  /** Removes a string of `count` jobs that holds `position`; a split string keeps some in its middle. */
  private removeAround(vehicle: number, position: number, count: number): void {
    const length = this.routes.length[vehicle]
    let kept = 0
    if (count > 1 && count < length && this.random.next() < SPLIT_RATE) {
      kept = 1
      while (count + kept < length && this.random.next() < SPLIT_GROWTH) kept++
    }
    const span = count + kept
    const first = Math.max(0, position - span + 1)
    const last = Math.min(position, length - span)
    const from = first + this.random.below(last - first + 1)
    if (kept === 0) {
      this.routes.removeString(vehicle, from, count)
      return
    }
    const before = 1 + this.random.below(count - 1)
    this.routes.removeString(vehicle, from + before + kept, count - before)
    this.routes.removeString(vehicle, from, before)
  }
}
