import type { Layout } from './layout.ts'
import { SavedRoutes } from './saved-routes.ts'

/** Minutes by which sums of the same legs, added forwards and backwards, may differ. */
const ROUNDING = 1e-6

/**
 * The routes of a search, in typed arrays. Invariants between calls: `stops` holds each route's nodes
 * in order; for every routed node `leave` is the earliest departure, `latest` the latest start of
 * service that keeps the rest feasible, `leg` the travel into it; `travel` is the sum of all legs.
 * Changes since `begin` are undone by `rollBack`. A route's `version` names its content: it changes
 * with every change and comes back with an undo, which makes it a key for caches.
 */
export class Routes {
  readonly layout: Layout
  readonly width: number
  readonly stops: Int32Array
  readonly length: Int32Array
  readonly routeOf: Int32Array
  readonly positionOf: Int32Array
  readonly leave: Float64Array
  readonly latest: Float64Array
  readonly leg: Float64Array
  readonly lastLeg: Float64Array
  readonly load: Float64Array
  readonly version: Int32Array
  readonly absent: Int32Array
  /** Vehicles that may be used; the first `usableCount` entries. */
  readonly usable: Int32Array
  usableCount: number
  absentCount: number
  travel = 0
  assignment = 0
  lostPrize = 0

  private versions = 0
  private readonly saved: SavedRoutes

  constructor(layout: Layout) {
    const { jobs, vehicles, nodes, problem } = layout
    this.layout = layout
    this.width = jobs + 1
    this.stops = new Int32Array(vehicles * this.width)
    this.length = new Int32Array(vehicles)
    this.routeOf = new Int32Array(nodes).fill(-1)
    this.positionOf = new Int32Array(nodes)
    this.leave = new Float64Array(nodes)
    this.latest = new Float64Array(nodes)
    this.leg = new Float64Array(nodes)
    this.lastLeg = new Float64Array(vehicles)
    this.load = new Float64Array(vehicles * problem.resourceCount)
    this.version = new Int32Array(vehicles).fill(-1)
    this.absent = new Int32Array(jobs)
    this.absentCount = jobs
    this.usable = Int32Array.from({ length: vehicles }, (_unused, vehicle) => vehicle)
    this.usableCount = vehicles
    for (let job = 0; job < jobs; job++) {
      this.absent[job] = job
      this.lostPrize += problem.prize[job]
    }
    this.saved = new SavedRoutes(this)
  }

  get cost(): number {
    return this.travel + this.assignment + this.lostPrize
  }

  /** How many jobs were absent when the step began; they come first in `absent`. */
  get absentAtBegin(): number {
    return this.saved.absentCount
  }

  /** Starts a step that `rollBack` can undo. */
  begin(): void {
    this.saved.begin(this)
  }

  /** Undoes everything since `begin`. */
  rollBack(): void {
    this.saved.restore(this)
  }

  /** Puts a node (job or restocking stop) into a route so that it stands at `position`. */
  insert(node: number, vehicle: number, position: number): void {
    this.saved.keep(this, vehicle)
    const base = vehicle * this.width
    const length = this.length[vehicle]
    this.stops.copyWithin(base + position + 1, base + position, base + length)
    this.stops[base + position] = node
    this.length[vehicle] = length + 1
    this.routeOf[node] = vehicle
    this.take(node, vehicle, 1)
    for (let index = position; index <= length; index++) {
      this.positionOf[this.stops[base + index]] = index
    }
    this.refresh(vehicle, position, position)
  }

  /** Takes `count` nodes out of a route, from `position` on. Jobs among them become absent. */
  removeString(vehicle: number, position: number, count: number): void {
    if (count <= 0) return
    this.saved.keep(this, vehicle)
    const base = vehicle * this.width
    const { jobs } = this.layout
    for (let index = position; index < position + count; index++) {
      const node = this.stops[base + index]
      this.routeOf[node] = -1
      this.travel -= this.leg[node]
      this.take(node, vehicle, -1)
      if (node < jobs) this.absent[this.absentCount++] = node
    }
    const length = this.length[vehicle] - count
    this.stops.copyWithin(base + position, base + position + count, base + length + count)
    this.length[vehicle] = length
    for (let index = position; index < length; index++) {
      this.positionOf[this.stops[base + index]] = index
    }
    this.refresh(vehicle, position, position - 1)
  }

  /**
   * After a removal: takes nodes off the end until the rest is in time. Where a detour is quicker than the
   * straight way, as over a faster road, a route without one of its stops may come home too late.
   */
  trim(vehicle: number): void {
    while (this.length[vehicle] > 0 && !this.isInTime(vehicle))
      this.removeString(vehicle, this.length[vehicle] - 1, 1)
  }

  /** Whether a start with the shift reaches the first node before its latest start, which keeps all the rest. */
  private isInTime(vehicle: number): boolean {
    const { open, problem } = this.layout
    const first = this.stops[vehicle * this.width]
    const opens = open[first * problem.periodCount + problem.vehiclePeriod[vehicle]]
    const start = Math.max(problem.shiftStart[vehicle] + this.leg[first], opens)
    return start <= this.latest[first] + ROUNDING
  }

  /** Forgets the absence of jobs that have been routed meanwhile, keeping the order of the others. */
  compactAbsent(): void {
    let kept = 0
    for (let index = 0; index < this.absentCount; index++) {
      const job = this.absent[index]
      if (this.routeOf[job] < 0) this.absent[kept++] = job
    }
    this.absentCount = kept
  }

  /** Recomputes all legs and sums exactly; sums of differences drift over millions of steps. */
  recount(): void {
    const { problem, jobs, vehicles } = this.layout
    this.travel = 0
    this.assignment = 0
    this.lostPrize = 0
    for (let vehicle = 0; vehicle < vehicles; vehicle++) {
      const base = vehicle * this.width
      for (let index = 0; index < this.length[vehicle]; index++) {
        const node = this.stops[base + index]
        this.travel += this.leg[node]
        if (node < jobs && problem.assignmentCost)
          this.assignment += problem.assignmentCost[node * vehicles + vehicle]
      }
      this.travel += this.lastLeg[vehicle]
    }
    for (let job = 0; job < jobs; job++) {
      if (this.routeOf[job] < 0) this.lostPrize += problem.prize[job]
    }
  }

  private take(node: number, vehicle: number, sign: 1 | -1): void {
    const { jobs, vehicles, problem } = this.layout
    if (node >= jobs) return
    const { resourceCount, demand, prize, assignmentCost } = problem
    for (let resource = 0; resource < resourceCount; resource++) {
      this.load[vehicle * resourceCount + resource] +=
        sign * demand[node * resourceCount + resource]
    }
    this.lostPrize -= sign * prize[node]
    if (assignmentCost) this.assignment += sign * assignmentCost[node * vehicles + vehicle]
  }

  /**
   * Restores times and legs of a route: legs in [`from`, `to` + 1], departures from `from` on,
   * latest starts from `to` back. Both sweeps stop where nothing changes any more.
   */
  refresh(vehicle: number, from: number, to: number): void {
    const { nodes, out, startNode, endNode, service, open, close, problem } = this.layout
    const { stops, leave, latest, leg } = this
    const { periodCount } = problem
    const period = problem.vehiclePeriod[vehicle]
    const base = vehicle * this.width
    const length = this.length[vehicle]
    this.version[vehicle] = this.versions++

    let previous = from > 0 ? stops[base + from - 1] : startNode[vehicle]
    let departure = from > 0 ? leave[previous] : problem.shiftStart[vehicle]
    for (let index = from; index < length; index++) {
      const node = stops[base + index]
      const travel = out[previous * nodes + node]
      if (index <= to + 1) {
        this.travel += travel - (index <= to ? 0 : leg[node])
        leg[node] = travel
      }
      const start = Math.max(departure + travel, open[node * periodCount + period])
      departure = start + service[node]
      if (index > to && leave[node] === departure) break
      leave[node] = departure
      previous = node
    }
    if (to + 1 >= length) {
      const last = length > 0 ? stops[base + length - 1] : -1
      const travel = last < 0 ? 0 : out[last * nodes + endNode[vehicle]]
      this.travel += travel - this.lastLeg[vehicle]
      this.lastLeg[vehicle] = travel
    }

    let next = to + 1 < length ? stops[base + to + 1] : endNode[vehicle]
    let limit = to + 1 < length ? latest[next] : problem.shiftEnd[vehicle]
    for (let index = Math.min(to, length - 1); index >= 0; index--) {
      const node = stops[base + index]
      const value = Math.min(
        close[node * periodCount + period],
        limit - out[node * nodes + next] - service[node],
      )
      if (index < from && latest[node] === value) break
      latest[node] = value
      limit = value
      next = node
    }
  }
}
