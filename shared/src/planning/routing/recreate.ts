import type { Random } from '../random.ts'
import type { Insertions } from './insertion.ts'
import type { Layout } from './layout.ts'
import type { Routes } from './routes.ts'

/** Of jobs that were absent before a step about this many are tried in it. */
const MOST_TRIED = 40
/** How often a route is begun for a job that does not pay it alone: with those that join it, it may. */
const VENTURE = 0.125

/** An order in which absent jobs are inserted, and how often it is drawn. */
interface Ordering {
  readonly weight: number
  /** Keys per job, smallest first; none for a random order. */
  readonly keys: Float64Array | undefined
}

/**
 * Greedy insertion with blinks: the absent jobs one after the other, in a drawn order, each to its
 * cheapest place; whatever fits nowhere, or costs more than its prize, stays absent. Now and then a route is
 * begun at a loss: jobs that pay a journey only together would all stay absent, each tried alone.
 */
export class Recreate {
  private readonly routes: Routes
  private readonly random: Random
  private readonly insertions: Insertions
  private readonly orderings: readonly Ordering[]
  private readonly totalWeight: number
  private readonly keys: Float64Array
  private readonly queue: Int32Array

  constructor(routes: Routes, random: Random, insertions: Insertions) {
    this.routes = routes
    this.random = random
    this.insertions = insertions
    this.orderings = orderingsOf(routes.layout)
    this.totalWeight = this.orderings.reduce((sum, ordering) => sum + ordering.weight, 0)
    this.keys = new Float64Array(routes.layout.jobs)
    this.queue = new Int32Array(routes.layout.jobs)
  }

  run(): void {
    const { routes, insertions } = this
    const { prize } = routes.layout.problem
    const count = this.choose(this.draw())
    this.sort(count)
    for (let index = 0; index < count; index++) {
      const job = this.queue[index]
      if (!insertions.find(job)) continue
      if (insertions.cost < prize[job] || this.ventures()) insertions.apply(job)
    }
    routes.compactAbsent()
  }

  /** Whether the place that was found is taken though it does not pay: the step as a whole is judged later. */
  private ventures(): boolean {
    const isBegun = this.routes.length[this.insertions.vehicle] > 0
    return !isBegun && this.random.next() < VENTURE
  }

  private draw(): Ordering {
    let mark = this.random.next() * this.totalWeight
    for (const ordering of this.orderings) {
      mark -= ordering.weight
      if (mark < 0) return ordering
    }
    return this.orderings[0]
  }

  /**
   * Puts the jobs to try into `queue` with their keys: all that have just been removed, and of those
   * that were absent before as many as a step can afford. @returns how many.
   */
  private choose({ keys: known }: Ordering): number {
    const { keys, queue, random } = this
    const { absent, absentCount, absentAtBegin } = this.routes
    const share = MOST_TRIED / absentAtBegin
    let count = 0
    for (let index = 0; index < absentCount; index++) {
      if (index < absentAtBegin && share < 1 && random.next() >= share) continue
      queue[count] = absent[index]
      keys[count] = known ? known[absent[index]] : random.next()
      count++
    }
    return count
  }

  /** Shell sort of `queue` by `keys`: few elements, no allocation. */
  private sort(count: number): void {
    const { keys, queue } = this
    for (
      let gap = count > 20 ? count >> 2 : 1;
      gap > 0;
      gap = gap === 1 ? 0 : Math.max(1, gap >> 2)
    ) {
      for (let index = gap; index < count; index++) {
        const key = keys[index]
        const job = queue[index]
        let hole = index
        while (hole >= gap && keys[hole - gap] > key) {
          keys[hole] = keys[hole - gap]
          queue[hole] = queue[hole - gap]
          hole -= gap
        }
        keys[hole] = key
        queue[hole] = job
      }
    }
  }
}

/** The orders of the paper (§5.3 and its VRPTW table), and by prize where prizes differ. */
function orderingsOf(layout: Layout): Ordering[] {
  const { jobs, problem, startNode, into } = layout
  const { periodCount, resourceCount, prize } = problem
  const perJob = (key: (job: number) => number) =>
    Float64Array.from({ length: jobs }, (_unused, job) => key(job))
  const home = (job: number) => (startNode.length > 0 ? into[job * layout.nodes + startNode[0]] : 0)
  const opens = (job: number) => problem.open[job * periodCount]
  const closes = (job: number) => problem.close[job * periodCount]
  const load = (job: number) => {
    let sum = 0
    for (let resource = 0; resource < resourceCount; resource++)
      sum += problem.demand[job * resourceCount + resource]
    return sum
  }
  const orderings: Ordering[] = [
    { weight: 4, keys: undefined },
    { weight: 4, keys: perJob((job) => -load(job)) },
    { weight: 2, keys: perJob((job) => -home(job)) },
    { weight: 1, keys: perJob(home) },
    { weight: 2, keys: perJob((job) => closes(job) - opens(job)) },
    { weight: 2, keys: perJob(opens) },
    { weight: 2, keys: perJob((job) => -closes(job)) },
  ]
  const hasPrizes = prize.some((value) => value !== prize[0])
  if (hasPrizes) {
    orderings.push({ weight: 6, keys: perJob((job) => -prize[job]) })
    orderings.push({ weight: 4, keys: perJob((job) => -prize[job] / (1 + problem.service[job])) })
  }
  return orderings
}
