import { anneal, annealUntil, JOBS_AT_FULL_HEAT } from './anneal.ts'
import type { RoutingProblem, RoutingSolution, SearchOptions } from './problem.ts'
import { Best, Search } from './search.ts'

/** The share of the budget that shortens routes first, with vehicles to spare. */
const WARM_SHARE = 0.1
/** The share of the budget by which fewer vehicles must be found. */
const FLEET_SHARE = 0.45
/** Routes that a smaller fleet has made this much longer are shortened before the next one goes. */
const POLISH_ABOVE = 1.05
const POLISH_SHARE = 0.05
/** Temperatures (shares of the mean leg) while jobs are absent. */
const START_SHARE = 3
const END_SHARE = 0.03

/**
 * Fewest vehicles first, then least travel, with every job served: absence-based fleet minimisation
 * (Christiaens and Vanden Berghe 2020, §5.4), then annealing with the fleet found.
 *
 * Vehicles must be interchangeable. @returns the routes; jobs are absent only where no vehicle can
 * serve them at all.
 */
export function solveWithFewestVehicles(
  problem: RoutingProblem,
  options: SearchOptions,
): RoutingSolution {
  const search = new Search(problem, options)
  search.construct()
  annealUntil(search, 0, WARM_SHARE).bringBack()
  const share = minimiseFleet(search)
  return anneal(search, share)
}

/** Removes routes one by one as long as their jobs can be placed elsewhere. @returns the share used. */
function minimiseFleet(search: Search): number {
  const { routes } = search
  const best = new Best(routes)
  closeUnused(search)
  best.keep()
  const least = leastVehicles(search)
  const warmTravel = routes.travel
  const absences = new Float64Array(routes.layout.jobs).fill(1)
  let share = search.elapsed(WARM_SHARE)
  let isOpen = routes.absentCount > 0 || routes.usableCount > least
  if (isOpen && routes.absentCount === 0) dropRoute(search, absences)
  while (isOpen && share < FLEET_SHARE) {
    step(search, absences, (share - WARM_SHARE) / (FLEET_SHARE - WARM_SHARE))
    share = search.elapsed(share)
    if (routes.absentCount > 0) continue
    closeUnused(search)
    routes.recount()
    if (routes.travel > POLISH_ABOVE * warmTravel) {
      annealUntil(search, share, Math.min(FLEET_SHARE, share + POLISH_SHARE)).bringBack()
      share = search.elapsed(share)
    }
    best.keep()
    isOpen = routes.usableCount > least
    if (isOpen) dropRoute(search, absences)
  }
  best.bringBack()
  return share
}

/**
 * One ruin and recreate; jobs that are hard to place weigh more the longer they are absent. In large
 * problems a lighter bank of absents may not lengthen the routes: that would take too long to mend.
 */
function step(search: Search, absences: Float64Array, share: number): void {
  const { routes, random } = search
  const before = routes.travel
  const absentBefore = routes.absentCount
  const weightBefore = weightOfAbsent(search, absences)
  routes.begin()
  search.ruin.run()
  search.recreate.run()
  search.iterations++
  const weight = weightOfAbsent(search, absences)
  for (let index = 0; index < routes.absentCount; index++) absences[routes.absent[index]]++
  const meanLeg = before / routes.layout.jobs
  const heat = Math.min(1, JOBS_AT_FULL_HEAT / routes.layout.jobs)
  const temperature = meanLeg * heat * START_SHARE * Math.pow(END_SHARE / START_SHARE, share)
  const isAffordable = heat === 1 || routes.travel <= before
  const isBetter = routes.absentCount < absentBefore || (weight < weightBefore && isAffordable)
  const isSame = routes.absentCount === absentBefore && weight === weightBefore
  const isNear = routes.travel < before - temperature * Math.log(1 - random.next())
  if (!isBetter && !(isSame && isNear)) routes.rollBack()
}

function weightOfAbsent({ routes }: Search, absences: Float64Array): number {
  let sum = 0
  for (let index = 0; index < routes.absentCount; index++) sum += absences[routes.absent[index]]
  return sum
}

/** Takes away the route whose jobs were absent least often. */
function dropRoute({ routes }: Search, absences: Float64Array): void {
  let chosen = 0
  let least = Infinity
  for (let entry = 0; entry < routes.usableCount; entry++) {
    const vehicle = routes.usable[entry]
    let sum = 0
    for (let index = 0; index < routes.length[vehicle]; index++) {
      sum += absences[routes.stops[vehicle * routes.width + index]]
    }
    if (sum < least) {
      least = sum
      chosen = entry
    }
  }
  const vehicle = routes.usable[chosen]
  routes.removeString(vehicle, 0, routes.length[vehicle])
  routes.usable[chosen] = routes.usable[routes.usableCount - 1]
  routes.usable[routes.usableCount - 1] = vehicle
  routes.usableCount--
}

/** Vehicles without jobs leave the fleet. */
function closeUnused({ routes }: Search): void {
  for (let entry = routes.usableCount - 1; entry >= 0; entry--) {
    const vehicle = routes.usable[entry]
    if (routes.length[vehicle] > 0) continue
    routes.usable[entry] = routes.usable[routes.usableCount - 1]
    routes.usable[routes.usableCount - 1] = vehicle
    routes.usableCount--
  }
}

/** No fleet is smaller than the total demand over the capacity of a vehicle. */
function leastVehicles({ routes }: Search): number {
  const { resourceCount, demand, capacity } = routes.layout.problem
  let least = 1
  for (let resource = 0; resource < resourceCount; resource++) {
    let sum = 0
    for (let cell = resource; cell < demand.length; cell += resourceCount) sum += demand[cell]
    if (capacity[resource] > 0) least = Math.max(least, Math.ceil(sum / capacity[resource]))
  }
  return least
}
