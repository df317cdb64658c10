import type { Random } from '../random.ts'
import type { Layout } from './layout.ts'
import { hasRoom, NearPositions } from './near.ts'
import { Restocking } from './restock.ts'
import type { Routes } from './routes.ts'

/** The chance that the best position in a route is overlooked (Christiaens and Vanden Berghe: β). */
const BLINK_RATE = 0.01

/**
 * Finds the cheapest feasible position of a job over all usable vehicles. The cheapest position in
 * one route is remembered under the route's version, because a step changes few routes. *Blinks*
 * overlook a best position now and then, which keeps the greedy insertion from repeating itself.
 */
export class Insertions {
  /** The answer of the last `find`: −1 where the job fits nowhere. */
  vehicle = -1
  position = 0
  /** Where to put a restocking stop first; −1 for none. */
  restockPosition = -1
  cost = Infinity

  private readonly layout: Layout
  private readonly routes: Routes
  private readonly random: Random
  private readonly restocking: Restocking | undefined
  private readonly near: NearPositions | undefined
  private readonly knownVersion: Int32Array
  private readonly knownCost: Float64Array
  private readonly knownPosition: Int32Array
  private readonly knownRestock: Int32Array
  private readonly emptySeen: Int32Array
  private emptyStamp = 0
  private untilBlink: number
  private scannedPosition = 0
  private scannedRestock = -1

  constructor(routes: Routes, random: Random) {
    const { jobs, vehicles, classes, problem } = routes.layout
    this.layout = routes.layout
    this.routes = routes
    this.random = random
    this.restocking = problem.restock ? new Restocking(routes) : undefined
    this.near = NearPositions.suits(routes.layout) ? new NearPositions(routes) : undefined
    this.knownVersion = new Int32Array(jobs * vehicles).fill(-2)
    this.knownCost = new Float64Array(jobs * vehicles)
    this.knownPosition = new Int32Array(jobs * vehicles)
    this.knownRestock = new Int32Array(problem.restock ? jobs * vehicles : 0)
    this.emptySeen = new Int32Array(classes)
    this.untilBlink = this.drawBlink()
  }

  /** Looks for the cheapest place of `job`. @returns whether there is one. */
  find(job: number): boolean {
    return this.findNear(job) || this.findAnywhere(job)
  }

  private findNear(job: number): boolean {
    const { near } = this
    if (!near?.find(job, this.blinks)) return false
    this.cost = near.cost
    this.vehicle = near.vehicle
    this.position = near.position
    this.restockPosition = -1
    return true
  }

  private readonly blinks = (): boolean => {
    if (--this.untilBlink > 0) return false
    this.untilBlink = this.drawBlink()
    return true
  }

  private findAnywhere(job: number): boolean {
    const { vehicles, classOf, problem } = this.layout
    const { length, usable, usableCount, version } = this.routes
    const { allowed } = problem
    const { knownVersion, knownCost, emptySeen } = this
    const row = job * vehicles
    const stamp = ++this.emptyStamp
    this.cost = Infinity
    this.vehicle = -1
    for (let entry = 0; entry < usableCount; entry++) {
      const vehicle = usable[entry]
      const cell = row + vehicle
      if (allowed[cell] === 0) continue
      if (length[vehicle] === 0) {
        if (emptySeen[classOf[vehicle]] === stamp) continue
        emptySeen[classOf[vehicle]] = stamp
      }
      let cost = knownCost[cell]
      if (knownVersion[cell] !== version[vehicle]) cost = this.remember(job, vehicle, cell)
      if (cost < this.cost) {
        if (--this.untilBlink <= 0) this.blink(job, vehicle, cell)
        else this.choose(vehicle, cell, cost)
      }
    }
    return this.vehicle >= 0
  }

  /** Looks for the cheapest place of `job` in one route, without blinks. */
  findIn(job: number, vehicle: number): boolean {
    const cell = job * this.layout.vehicles + vehicle
    this.cost = Infinity
    this.vehicle = -1
    if (this.layout.problem.allowed[cell] === 0) return false
    const cost = this.remember(job, vehicle, cell)
    if (cost < Infinity) this.choose(vehicle, cell, cost)
    return this.vehicle >= 0
  }

  /** Looks whether `job` can come last in a route, without a restocking stop before it. */
  findLast(job: number, vehicle: number): boolean {
    const { nodes, vehicles, out, startNode, endNode, service, open, close, problem } = this.layout
    const { routes } = this
    this.vehicle = -1
    if (problem.allowed[job * vehicles + vehicle] === 0 || !hasRoom(routes, job, vehicle))
      return false
    const length = routes.length[vehicle]
    const last = length > 0 ? routes.stops[vehicle * routes.width + length - 1] : startNode[vehicle]
    const departure = length > 0 ? routes.leave[last] : problem.shiftStart[vehicle]
    const window = job * problem.periodCount + problem.vehiclePeriod[vehicle]
    const start = Math.max(departure + out[last * nodes + job], open[window])
    const home = problem.shiftEnd[vehicle] - out[job * nodes + endNode[vehicle]] - service[job]
    if (start > Math.min(close[window], home)) return false
    this.vehicle = vehicle
    this.position = length
    this.restockPosition = -1
    return true
  }

  /** Puts the job where the last `find` said. */
  apply(job: number): void {
    let { position } = this
    if (this.restockPosition >= 0) {
      this.routes.insert(this.layout.jobs + this.vehicle, this.vehicle, this.restockPosition)
      position++
    }
    this.routes.insert(job, this.vehicle, position)
  }

  private choose(vehicle: number, cell: number, cost: number): void {
    this.cost = cost
    this.vehicle = vehicle
    this.position = this.knownPosition[cell]
    this.restockPosition = this.restocking ? this.knownRestock[cell] : -1
  }

  private remember(job: number, vehicle: number, cell: number): number {
    const cost = this.scan(job, vehicle, -1)
    this.knownVersion[cell] = this.routes.version[vehicle]
    this.knownCost[cell] = cost
    this.knownPosition[cell] = this.scannedPosition
    if (this.restocking) this.knownRestock[cell] = this.scannedRestock
    return cost
  }

  /** Overlooks the best position in this route and takes the second best, if that is an improvement. */
  private blink(job: number, vehicle: number, cell: number): void {
    this.untilBlink = this.drawBlink()
    if (this.restocking) return
    const cost = this.scan(job, vehicle, this.knownPosition[cell])
    if (cost >= this.cost) return
    this.cost = cost
    this.vehicle = vehicle
    this.position = this.scannedPosition
  }

  private drawBlink(): number {
    return 1 + Math.floor(Math.log(1 - this.random.next()) / Math.log(1 - BLINK_RATE))
  }

  /** The cheapest feasible position of a job in one route; sets `scannedPosition`. */
  private scan(job: number, vehicle: number, overlooked: number): number {
    const { vehicles, problem } = this.layout
    const extra = problem.assignmentCost ? problem.assignmentCost[job * vehicles + vehicle] : 0
    if (this.restocking) {
      const cost = this.restocking.scan(job, vehicle)
      this.scannedPosition = this.restocking.position
      this.scannedRestock = this.restocking.restockPosition
      return cost + extra
    }
    if (!hasRoom(this.routes, job, vehicle)) return Infinity
    return this.scanPositions(job, vehicle, overlooked) + extra
  }

  private scanPositions(job: number, vehicle: number, overlooked: number): number {
    const { nodes, out, into, startNode, endNode, problem } = this.layout
    const { stops, leave, latest, leg, width } = this.routes
    const { periodCount } = problem
    const window = job * periodCount + problem.vehiclePeriod[vehicle]
    const open = problem.open[window]
    const close = problem.close[window]
    const service = problem.service[job]
    const base = vehicle * width
    const length = this.routes.length[vehicle]
    const row = job * nodes
    let best = Infinity
    let previous = startNode[vehicle]
    let departure = problem.shiftStart[vehicle]
    for (let position = 0; position < length; position++) {
      const next = stops[base + position]
      const travelIn = into[row + previous]
      let start = departure + travelIn
      if (start > close) break
      if (start < open) start = open
      const travelOut = out[row + next]
      const cost = travelIn + travelOut - leg[next]
      if (cost < best && start + service + travelOut <= latest[next] && position !== overlooked) {
        best = cost
        this.scannedPosition = position
      }
      previous = next
      departure = leave[next]
    }
    const travelIn = into[row + previous]
    const start = Math.max(departure + travelIn, open)
    const travelOut = out[row + endNode[vehicle]]
    const cost = travelIn + travelOut - this.routes.lastLeg[vehicle]
    if (
      cost < best &&
      start <= close &&
      start + service + travelOut <= problem.shiftEnd[vehicle] &&
      length !== overlooked
    ) {
      best = cost
      this.scannedPosition = length
    }
    return best
  }
}
