import { RESTOCK, type RoutingProblem } from '../routing/problem.ts'

/** One broken rule of a set of routes. `vehicle` or `job` is −1 where it does not apply. */
export interface RouteViolation {
  readonly rule:
    | 'VISITED_TWICE'
    | 'UNKNOWN_JOB'
    | 'MISSING'
    | 'NOT_ALLOWED'
    | 'TOO_LATE'
    | 'SHIFT_OVERRUN'
    | 'OVERLOADED'
    | 'TOOL_MISSING'
    | 'RESTOCK_IMPOSSIBLE'
  readonly vehicle: number
  readonly job: number
  readonly by: number
}

/** Slack for sums of floating-point travel. */
const EPSILON = 1e-6

/**
 * Checks routes against the problem by driving them, stop by stop. Shares no code with the search
 * but the type of the problem. `absent` lists the jobs that the routes admit to leave out.
 */
export function validateRoutes(
  problem: RoutingProblem,
  routes: readonly (readonly number[])[],
  absent: readonly number[],
): RouteViolation[] {
  const found: RouteViolation[] = []
  const visits = new Map<number, number>()
  for (const [vehicle, route] of routes.entries()) {
    for (const job of route) {
      if (job === RESTOCK) continue
      if (job < 0 || job >= problem.jobPlace.length)
        found.push({ rule: 'UNKNOWN_JOB', vehicle, job, by: 0 })
      else visits.set(job, (visits.get(job) ?? 0) + 1)
    }
    found.push(...drive(problem, vehicle, route), ...carry(problem, vehicle, route))
  }
  const excused = new Set(absent)
  for (let job = 0; job < problem.jobPlace.length; job++) {
    const count = (visits.get(job) ?? 0) + (excused.has(job) ? 1 : 0)
    if (count > 1) found.push({ rule: 'VISITED_TWICE', vehicle: -1, job, by: count - 1 })
    if (count === 0) found.push({ rule: 'MISSING', vehicle: -1, job, by: 1 })
  }
  return found
}

/** Times along one route. */
function drive(problem: RoutingProblem, vehicle: number, route: readonly number[]) {
  const found: RouteViolation[] = []
  const { travel, placeCount, periodCount, restock } = problem
  const period = problem.vehiclePeriod[vehicle]
  const vehicles = problem.vehicleStart.length
  let place = problem.vehicleStart[vehicle]
  let clock = problem.shiftStart[vehicle]
  for (const job of route) {
    const target = job === RESTOCK ? restock?.place : problem.jobPlace[job]
    if (target === undefined) {
      found.push({ rule: 'RESTOCK_IMPOSSIBLE', vehicle, job, by: 0 })
      continue
    }
    clock += travel[place * placeCount + target]
    place = target
    if (job === RESTOCK) continue
    if (problem.allowed[job * vehicles + vehicle] === 0)
      found.push({ rule: 'NOT_ALLOWED', vehicle, job, by: 0 })
    const close = problem.close[job * periodCount + period]
    if (clock > close + EPSILON) found.push({ rule: 'TOO_LATE', vehicle, job, by: clock - close })
    clock = Math.max(clock, problem.open[job * periodCount + period]) + problem.service[job]
  }
  if (route.length > 0) clock += travel[place * placeCount + problem.vehicleEnd[vehicle]]
  const over = clock - problem.shiftEnd[vehicle]
  if (route.length > 0 && over > EPSILON)
    found.push({ rule: 'SHIFT_OVERRUN', vehicle, job: -1, by: over })
  return found
}

/** Loads and tools along one route; after a restocking stop nothing is short. */
function carry(problem: RoutingProblem, vehicle: number, route: readonly number[]) {
  const found: RouteViolation[] = []
  const { resourceCount, demand, capacity, restock } = problem
  const vehicles = problem.vehicleStart.length
  const used = Array.from({ length: resourceCount }, () => 0)
  for (const job of route) {
    if (job === RESTOCK) return found
    if (restock && restock.toolsAboard[job * vehicles + vehicle] === 0)
      found.push({ rule: 'TOOL_MISSING', vehicle, job, by: 1 })
    for (let resource = 0; resource < resourceCount; resource++) {
      used[resource] += demand[job * resourceCount + resource]
      const over = used[resource] - capacity[vehicle * resourceCount + resource]
      if (over > EPSILON && demand[job * resourceCount + resource] > 0)
        found.push({ rule: 'OVERLOADED', vehicle, job, by: over })
    }
  }
  return found
}

/** The length of all routes, added up afresh. */
export function travelOf(problem: RoutingProblem, routes: readonly (readonly number[])[]): number {
  let sum = 0
  for (const [vehicle, route] of routes.entries()) {
    if (route.length === 0) continue
    const places = route.map((job) =>
      job === RESTOCK ? (problem.restock?.place ?? 0) : problem.jobPlace[job],
    )
    const stops = [problem.vehicleStart[vehicle], ...places, problem.vehicleEnd[vehicle]]
    for (let index = 1; index < stops.length; index++) {
      sum += problem.travel[stops[index - 1] * problem.placeCount + stops[index]]
    }
  }
  return sum
}
