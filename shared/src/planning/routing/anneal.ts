import type { RoutingProblem, RoutingSolution, SearchOptions } from './problem.ts'
import { Best, Search } from './search.ts'

/** Start and end temperature as shares of the mean leg, where the caller names none. */
const START_SHARE = 5
const END_SHARE = 0.1
/** Above this many jobs a budget buys fewer steps per job, and the search starts cooler. */
export const JOBS_AT_FULL_HEAT = 300

/**
 * Routes for a problem: greedy construction, then slack induction by string removals under simulated
 * annealing (Christiaens and Vanden Berghe, Transportation Science 54(2), 2020).
 *
 * @returns the best routes seen; jobs that fit nowhere are `absent`. Never throws on an infeasible
 * problem. The same problem, seed and iteration count give the same answer.
 */
export function solveRoutes(problem: RoutingProblem, options: SearchOptions): RoutingSolution {
  const search = new Search(problem, options)
  search.construct()
  return anneal(search, 0)
}

/** Anneals from the current routes over the budget from the share `from` on. */
export function anneal(search: Search, from: number): RoutingSolution {
  return annealUntil(search, from, 1).toSolution(search.iterations)
}

/** Anneals between two shares of the budget. @returns the best routes seen; others may be current. */
export function annealUntil(search: Search, from: number, until: number): Best {
  const { routes, random } = search
  const { startTemperature, ratio } = temperatures(search)
  const best = new Best(routes)
  best.keep()
  let share = from
  let temperature = startTemperature
  while (routes.layout.jobs > 0) {
    const seen = search.elapsed(share)
    if (seen >= until) break
    if (seen !== share) {
      share = seen
      temperature = startTemperature * Math.pow(ratio, (share - from) / (until - from))
    }
    const before = routes.cost
    routes.begin()
    search.ruin.run()
    search.recreate.run()
    search.iterations++
    const cost = routes.cost
    if (cost < before - temperature * Math.log(1 - random.next())) {
      if (cost < best.cost - 1e-9) best.keep()
    } else routes.rollBack()
  }
  return best
}

function temperatures({ routes, options }: Search) {
  const routed = routes.layout.jobs - routes.absentCount
  const meanLeg = routed > 0 ? routes.travel / routed : 1
  const heat = Math.min(1, JOBS_AT_FULL_HEAT / Math.max(1, routed)) * meanLeg
  const startTemperature = Math.max(options.startTemperature ?? START_SHARE * heat, 1e-6)
  const endTemperature = Math.max(options.endTemperature ?? END_SHARE * heat, 1e-9)
  return { startTemperature, ratio: endTemperature / startTemperature }
}
