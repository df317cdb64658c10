/**
 * The routing problem that the daily planner solves: jobs with time windows, skills and loads, to be
 * put into the shifts of vehicles (a vehicle here is one crew on one day). Everything is numbers and
 * typed arrays; travel minutes are also what is paid. What cannot be visited stays absent and costs
 * its prize. Covers VRPTW, team orienteering and technician routing as special cases.
 */
export interface RoutingProblem {
  /** Places, and travel between them: `travel[from * placeCount + to]`, may be asymmetric. */
  readonly placeCount: number
  readonly travel: Float64Array

  readonly jobPlace: Int32Array
  readonly service: Float64Array
  /** What it costs to leave the job out, in the unit of travel. */
  readonly prize: Float64Array

  /** Start of service lies in `[open, close]` of the vehicle's period: `open[job * periodCount + period]`. */
  readonly periodCount: number
  readonly open: Float64Array
  readonly close: Float64Array

  /** Loads: `demand[job * resourceCount + resource]`, `capacity[vehicle * resourceCount + resource]`. */
  readonly resourceCount: number
  readonly demand: Float64Array
  readonly capacity: Float64Array

  readonly vehicleStart: Int32Array
  readonly vehicleEnd: Int32Array
  readonly vehiclePeriod: Int32Array
  readonly shiftStart: Float64Array
  readonly shiftEnd: Float64Array

  /** 1 where the vehicle may do the job at all (skills, pins, days): `allowed[job * vehicleCount + vehicle]`. */
  readonly allowed: Uint8Array
  /** What it costs, besides travel, to give the job to the vehicle; how a plan is kept stable. */
  readonly assignmentCost?: Float64Array
  /** A place where a vehicle may fetch loads and tools once, at no service time. */
  readonly restock?: Restock
}

/** After a stop at `place` a vehicle carries whatever its later jobs need. */
export interface Restock {
  readonly place: number
  /** 1 where the vehicle has the job's tools from the start: `toolsAboard[job * vehicleCount + vehicle]`. */
  readonly toolsAboard: Uint8Array
}

/** How long and how hard to search. Same problem, seed and iterations: same answer. */
export interface SearchOptions {
  readonly seed: number
  readonly iterations: number
  /** The share of the budget used, 0 to 1, where the caller prefers a clock to a count. */
  readonly elapsedShare?: () => number
  /** Asked now and then; true ends the search with the best so far. */
  readonly shouldStop?: () => boolean
  /** Temperatures of the annealing, in the unit of travel; derived from the problem when left out. */
  readonly startTemperature?: number
  readonly endTemperature?: number
  /** Jobs per vehicle to begin with; `RESTOCK` marks a stop for supplies. */
  readonly start?: readonly (readonly number[])[]
}

/** Stands in a route for a visit to the restocking place. */
export const RESTOCK = -1

export interface RoutingSolution {
  /** Per vehicle the jobs in order, with `RESTOCK` where it fetches supplies. */
  readonly routes: number[][]
  readonly absent: number[]
  readonly travel: number
  /** Travel, prizes of absent jobs, and costs of assignment. */
  readonly cost: number
  readonly iterations: number
}

/** How many jobs the problem has. */
export function jobCountOf(problem: RoutingProblem): number {
  return problem.jobPlace.length
}

/** How many vehicles (shifts) the problem has. */
export function vehicleCountOf(problem: RoutingProblem): number {
  return problem.vehicleStart.length
}
