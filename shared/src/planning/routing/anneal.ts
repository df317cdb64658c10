import type { RoutingProblem, RoutingSolution, SearchOptions } from './problem.ts'
import { Best, Search } from './search.ts'

/** Start and end temperature as shares of the mean leg, where the caller names none. */
const START_SHARE = 1
const END_SHARE = 0.01

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

/** Anneals from the current routes over the budget that is left after the share `from`. */
export function anneal(search: Search, from: number): RoutingSolution {
  const { routes, random } = search
  const { startTemperature, ratio } = temperatures(search)
  const best = new Best(routes)
  best.keep()
  let share = from
  let temperature = startTemperature
  while (routes.layout.jobs > 0) {
    const seen = search.elapsed(share)
    if (seen >= 1) break
    if (seen !== share || temperature === startTemperature) {
      share = seen
      temperature = startTemperature * Math.pow(ratio, (share - from) / (1 - from))
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
  return best.toSolution(search.iterations)
}

function temperatures({ routes, options }: Search) {
  const routed = routes.layout.jobs - routes.absentCount
  const meanLeg = routed > 0 ? routes.travel / routed : 1
  const startTemperature = Math.max(options.startTemperature ?? START_SHARE * meanLeg, 1e-6)
  const endTemperature = Math.max(options.endTemperature ?? END_SHARE * meanLeg, 1e-9)
  return { startTemperature, ratio: endTemperature / startTemperature }
}
