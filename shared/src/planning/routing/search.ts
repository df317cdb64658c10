import { Random } from '../random.ts'
import { Insertions } from './insertion.ts'
import { layOut } from './layout.ts'
import {
  RESTOCK,
  type RoutingProblem,
  type RoutingSolution,
  type SearchOptions,
} from './problem.ts'
import { Recreate } from './recreate.ts'
import { Routes } from './routes.ts'
import { Ruin } from './ruin.ts'

/** How many steps pass between two looks at the clock and at `shouldStop`. */
const STEPS_PER_LOOK = 64

/** The parts of one search: routes, how they are broken and mended, and the budget. */
export class Search {
  readonly routes: Routes
  readonly insertions: Insertions
  readonly ruin: Ruin
  readonly recreate: Recreate
  readonly random: Random
  readonly options: SearchOptions
  iterations = 0

  constructor(problem: RoutingProblem, options: SearchOptions) {
    this.options = options
    this.random = new Random(options.seed)
    this.routes = new Routes(layOut(problem))
    this.insertions = new Insertions(this.routes, this.random)
    this.ruin = new Ruin(this.routes, this.random)
    this.recreate = new Recreate(this.routes, this.random, this.insertions)
  }

  /** The share of the budget used so far; 1 ends the search. Looks at the caller's clock now and then. */
  elapsed(known: number): number {
    const { elapsedShare, shouldStop, iterations } = this.options
    if (this.iterations % STEPS_PER_LOOK !== 0) return known
    if (shouldStop?.() === true) return 1
    if (elapsedShare) return elapsedShare()
    return iterations > 0 ? this.iterations / iterations : 1
  }

  /** Builds first routes: those given, then greedy insertion of the rest. */
  construct(): void {
    this.options.start?.forEach((jobs, vehicle) => this.adopt(jobs, vehicle))
    this.routes.compactAbsent()
    this.recreate.run()
    this.routes.recount()
  }

  /**
   * Takes over a given route in its order, as far as that is feasible; a job that cannot follow comes where it
   * fits, or stays absent. Each at its cheapest place would make another route of it, maybe a worse one.
   */
  private adopt(jobs: readonly number[], vehicle: number): void {
    const { routes, insertions } = this
    for (const job of jobs) {
      if (job === RESTOCK || routes.routeOf[job] >= 0) continue
      if (insertions.findLast(job, vehicle) || insertions.findIn(job, vehicle))
        insertions.apply(job)
    }
  }
}

/** A copy of the routes that are best so far. */
export class Best {
  cost = Infinity
  private readonly routes: Routes
  private readonly stops: Int32Array
  private readonly length: Int32Array
  private readonly usable: Int32Array
  private usableCount = 0

  constructor(routes: Routes) {
    this.routes = routes
    this.stops = new Int32Array(routes.stops.length)
    this.length = new Int32Array(routes.length.length)
    this.usable = new Int32Array(routes.usable.length)
  }

  keep(): void {
    const { routes } = this
    for (let entry = 0; entry < routes.usableCount; entry++) {
      const vehicle = routes.usable[entry]
      const base = vehicle * routes.width
      this.length[vehicle] = routes.length[vehicle]
      for (let index = base; index < base + routes.length[vehicle]; index++) {
        this.stops[index] = routes.stops[index]
      }
    }
    this.usable.set(routes.usable)
    this.usableCount = routes.usableCount
    this.cost = routes.cost
  }

  /** Makes the kept routes the current ones. */
  bringBack(): void {
    const { routes } = this
    const { jobs, vehicles } = routes.layout
    routes.begin()
    for (let vehicle = 0; vehicle < vehicles; vehicle++) {
      routes.removeString(vehicle, 0, routes.length[vehicle])
    }
    routes.usable.set(this.usable)
    routes.usableCount = this.usableCount
    for (let entry = 0; entry < this.usableCount; entry++) {
      const vehicle = this.usable[entry]
      for (let index = 0; index < this.length[vehicle]; index++) {
        routes.insert(this.stops[vehicle * routes.width + index], vehicle, index)
      }
    }
    routes.absentCount = 0
    for (let job = 0; job < jobs; job++) {
      if (routes.routeOf[job] < 0) routes.absent[routes.absentCount++] = job
    }
    routes.recount()
  }

  toSolution(iterations: number): RoutingSolution {
    const { jobs, vehicles } = this.routes.layout
    this.bringBack()
    const routes = Array.from({ length: vehicles }, (_unused, vehicle) =>
      Array.from(
        this.routes.stops.subarray(
          vehicle * this.routes.width,
          vehicle * this.routes.width + this.routes.length[vehicle],
        ),
        (node) => (node < jobs ? node : RESTOCK),
      ),
    )
    return {
      routes,
      absent: Array.from(this.routes.absent.subarray(0, this.routes.absentCount)),
      travel: this.routes.travel,
      cost: this.routes.cost,
      iterations,
    }
  }
}
