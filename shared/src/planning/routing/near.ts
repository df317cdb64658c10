import type { Layout } from './layout.ts'
import type { Routes } from './routes.ts'

/** From this many jobs on, insertion looks beside near jobs only. */
const FROM_JOBS = 300
/** How many near jobs are looked at. */
const NEAR = 32

/**
 * Granular insertion for large problems: a job is tried before and after each of its nearest jobs that
 * are in a route and could follow or precede it in time. Where that finds nothing, the caller scans
 * every route.
 */
export class NearPositions {
  position = 0
  vehicle = -1
  cost = Infinity

  private readonly routes: Routes
  private readonly near: Int32Array

  constructor(routes: Routes) {
    this.routes = routes
    this.near = nearest(routes.layout)
  }

  /** Whether a problem is one for granular insertion. */
  static suits({ problem, jobs }: Layout): boolean {
    return jobs >= FROM_JOBS && !problem.restock && problem.periodCount === 1
  }

  /**
   * The cheapest position beside a near job. `blinks` is called once per improvement and says whether
   * to overlook it.
   */
  find(job: number, blinks: () => boolean): boolean {
    const { routeOf, positionOf, layout } = this.routes
    const { allowed } = layout.problem
    this.cost = Infinity
    this.vehicle = -1
    for (let index = job * NEAR; index < (job + 1) * NEAR; index++) {
      const other = this.near[index]
      if (other < 0) break
      const vehicle = routeOf[other]
      if (vehicle < 0 || allowed[job * layout.vehicles + vehicle] === 0) continue
      if (!hasRoom(this.routes, job, vehicle)) continue
      const position = positionOf[other]
      this.consider(job, vehicle, position, blinks)
      this.consider(job, vehicle, position + 1, blinks)
    }
    return this.vehicle >= 0
  }

  private consider(job: number, vehicle: number, position: number, blinks: () => boolean): void {
    const cost = this.costAt(job, vehicle, position)
    if (cost >= this.cost || blinks()) return
    this.cost = cost
    this.vehicle = vehicle
    this.position = position
  }

  private costAt(job: number, vehicle: number, position: number): number {
    const { layout, stops, leave, latest, leg, lastLeg, width, length } = this.routes
    const { nodes, out, into, startNode, endNode, problem } = layout
    const base = vehicle * width
    const isLast = position === length[vehicle]
    const previous = position > 0 ? stops[base + position - 1] : startNode[vehicle]
    const next = isLast ? endNode[vehicle] : stops[base + position]
    const row = job * nodes
    const travelIn = into[row + previous]
    const travelOut = out[row + next]
    const cost = travelIn + travelOut - (isLast ? lastLeg[vehicle] : leg[next])
    if (cost >= this.cost) return Infinity
    const departure = position > 0 ? leave[previous] : problem.shiftStart[vehicle]
    const start = Math.max(departure + travelIn, problem.open[job])
    if (start > problem.close[job]) return Infinity
    const limit = isLast ? problem.shiftEnd[vehicle] : latest[next]
    if (start + problem.service[job] + travelOut > limit) return Infinity
    const { vehicles } = layout
    return cost + (problem.assignmentCost ? problem.assignmentCost[job * vehicles + vehicle] : 0)
  }
}

/** Whether the job's demand fits into what the vehicle has left. */
export function hasRoom(routes: Routes, job: number, vehicle: number): boolean {
  const { resourceCount, demand, capacity } = routes.layout.problem
  for (let resource = 0; resource < resourceCount; resource++) {
    const cell = vehicle * resourceCount + resource
    if (routes.load[cell] + demand[job * resourceCount + resource] > capacity[cell]) return false
  }
  return true
}

/** Per job its nearest jobs that can stand next to it; −1 fills up. */
function nearest({ jobs, nodes, neighbours, out, problem }: Layout): Int32Array {
  const near = new Int32Array(jobs * NEAR).fill(-1)
  const { open, close, service } = problem
  const canFollow = (from: number, to: number) =>
    open[from] + service[from] + out[from * nodes + to] <= close[to]
  for (let job = 0; job < jobs; job++) {
    let count = 0
    for (let rank = 1; rank < jobs && count < NEAR; rank++) {
      const other = neighbours[job * jobs + rank]
      if (canFollow(job, other) || canFollow(other, job)) near[job * NEAR + count++] = other
    }
  }
  return near
}
