import type { Restock } from './problem.ts'
import type { Routes } from './routes.ts'

/**
 * Loads and tools with one optional visit to the restocking place per route. Invariant: the jobs
 * before the visit (or all, without one) fit into what the vehicle carries from the start; after it
 * nothing is short any more. Only problems with `restock` come here.
 */
export class Restocking {
  position = 0
  restockPosition = -1

  private readonly routes: Routes
  private readonly restock: Restock
  private readonly before: Float64Array

  constructor(routes: Routes) {
    const { restock } = routes.layout.problem
    if (!restock) throw new RangeError('The problem has no restocking place.')
    this.routes = routes
    this.restock = restock
    this.before = new Float64Array(routes.layout.problem.resourceCount)
  }

  /** The cheapest way to insert a job, with a new visit if it needs one. @returns its cost. */
  scan(job: number, vehicle: number): number {
    const { routes } = this
    const length = routes.length[vehicle]
    const stop = this.stopOf(vehicle)
    this.restockPosition = -1
    if (stop >= 0) {
      const first = this.isAboard(job, vehicle, stop) ? 0 : stop + 1
      return this.scanPlain(job, vehicle, first)
    }
    if (this.isAboard(job, vehicle, length)) return this.scanPlain(job, vehicle, 0)
    return this.scanWithVisit(job, vehicle)
  }

  /**
   * After a removal: drops the visit, and puts it back at its cheapest place if the route needs it.
   * Where no place is left (rounded travel may break the triangle inequality), the jobs that need
   * the visit become absent.
   */
  settle(vehicle: number): void {
    const { routes } = this
    const stop = this.stopOf(vehicle)
    if (stop >= 0) routes.removeString(vehicle, stop, 1)
    const short = this.firstShort(vehicle)
    if (short < 0) return
    const node = routes.layout.jobs + vehicle
    let best = Infinity
    let place = -1
    for (let position = 0; position <= short; position++) {
      const cost = this.visitCost(node, vehicle, position)
      if (cost < best) {
        best = cost
        place = position
      }
    }
    if (place >= 0) routes.insert(node, vehicle, place)
    else routes.removeString(vehicle, short, routes.length[vehicle] - short)
  }

  /** Where the route's visit stands; −1 without one. */
  private stopOf(vehicle: number): number {
    const node = this.routes.layout.jobs + vehicle
    return this.routes.routeOf[node] === vehicle ? this.routes.positionOf[node] : -1
  }

  /** Whether the job can be done before the visit, beside the jobs that stand before `end`. */
  private isAboard(job: number, vehicle: number, end: number): boolean {
    const { problem, vehicles } = this.routes.layout
    if (this.restock.toolsAboard[job * vehicles + vehicle] === 0) return false
    const { resourceCount, demand, capacity } = problem
    const base = vehicle * this.routes.width
    for (let resource = 0; resource < resourceCount; resource++) {
      let sum = demand[job * resourceCount + resource]
      if (sum === 0) continue
      for (let index = 0; index < end; index++) {
        sum += demand[this.routes.stops[base + index] * resourceCount + resource]
      }
      if (sum > capacity[vehicle * resourceCount + resource]) return false
    }
    return true
  }

  /** The first job of a route without a visit that lacks a tool or load; −1 if none does. */
  private firstShort(vehicle: number): number {
    const { problem, vehicles } = this.routes.layout
    const { resourceCount, demand, capacity } = problem
    const { before } = this
    before.fill(0)
    const base = vehicle * this.routes.width
    for (let index = 0; index < this.routes.length[vehicle]; index++) {
      const job = this.routes.stops[base + index]
      if (this.restock.toolsAboard[job * vehicles + vehicle] === 0) return index
      for (let resource = 0; resource < resourceCount; resource++) {
        before[resource] += demand[job * resourceCount + resource]
        if (before[resource] > capacity[vehicle * resourceCount + resource]) return index
      }
    }
    return -1
  }

  /** Cheapest feasible position from `first` on; sets `position`. */
  private scanPlain(job: number, vehicle: number, first: number): number {
    const { layout, stops, width } = this.routes
    const { startNode, problem } = layout
    const base = vehicle * width
    let best = Infinity
    for (let position = first; position <= this.routes.length[vehicle]; position++) {
      const previous = position > 0 ? stops[base + position - 1] : startNode[vehicle]
      const departure = position > 0 ? this.routes.leave[previous] : problem.shiftStart[vehicle]
      const cost = this.costBetween(job, vehicle, position, previous, departure)
      if (cost < best) {
        best = cost
        this.position = position
      }
    }
    return best
  }

  /** Inserts a visit at each place, follows the times from there, and tries the job behind it. */
  private scanWithVisit(job: number, vehicle: number): number {
    const { layout, stops, width } = this.routes
    const { out, nodes, startNode, service, open, problem } = layout
    const { periodCount } = problem
    const period = problem.vehiclePeriod[vehicle]
    const base = vehicle * width
    const length = this.routes.length[vehicle]
    const visit = layout.jobs + vehicle
    let best = Infinity
    for (let place = 0; place <= length; place++) {
      const before = place > 0 ? stops[base + place - 1] : startNode[vehicle]
      const left = place > 0 ? this.routes.leave[before] : problem.shiftStart[vehicle]
      let departure = left + out[before * nodes + visit]
      const between = this.costBetween(job, vehicle, place, visit, departure)
      const direct = out[before * nodes + visit] + between
      if (direct < best) {
        best = direct
        this.position = place
        this.restockPosition = place
      }
      const detour = this.visitCost(visit, vehicle, place)
      if (detour >= best) continue
      let previous = visit
      for (let position = place; position < length; position++) {
        const node = stops[base + position]
        const arrival = departure + out[previous * nodes + node]
        departure = Math.max(arrival, open[node * periodCount + period]) + service[node]
        previous = node
        const cost = detour + this.costBetween(job, vehicle, position + 1, node, departure)
        if (cost < best) {
          best = cost
          this.position = position + 1
          this.restockPosition = place
        }
      }
    }
    return best
  }

  private visitCost(visit: number, vehicle: number, position: number): number {
    const { layout, stops, width } = this.routes
    const previous =
      position > 0 ? stops[vehicle * width + position - 1] : layout.startNode[vehicle]
    const departure =
      position > 0 ? this.routes.leave[previous] : layout.problem.shiftStart[vehicle]
    return this.costBetween(visit, vehicle, position, previous, departure)
  }

  /**
   * Cost of a node at `position` when the vehicle comes from `previous` at `departure`: travel in and
   * out, less the leg that it replaces. Infinite where a window or the end of the shift breaks.
   */
  private costBetween(
    node: number,
    vehicle: number,
    position: number,
    previous: number,
    departure: number,
  ): number {
    const { out, nodes, endNode, service, open, close, problem } = this.routes.layout
    const { stops, width, leg, lastLeg, latest } = this.routes
    const window = node * problem.periodCount + problem.vehiclePeriod[vehicle]
    const travelIn = out[previous * nodes + node]
    const start = Math.max(departure + travelIn, open[window])
    if (start > close[window]) return Infinity
    const isLast = position === this.routes.length[vehicle]
    const next = isLast ? endNode[vehicle] : stops[vehicle * width + position]
    const travelOut = out[node * nodes + next]
    const limit = isLast ? problem.shiftEnd[vehicle] : latest[next]
    if (start + service[node] + travelOut > limit) return Infinity
    return travelIn + travelOut - (isLast ? lastLeg[vehicle] : leg[next])
  }
}
