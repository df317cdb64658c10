import {
  solveRoutes,
  solveWithFewestVehicles,
  travelOf,
  validateRoutes,
  type RoutingProblem,
  type RoutingSolution,
} from '@changeover/shared/planning'
import { problemOf, type Task } from './catalogue.ts'
import { scoreOf } from './read-toptw.ts'

/** What one run gave; `value` is travel, or the score of an orienteering instance. */
export interface Outcome {
  readonly task: Task
  readonly vehicles: number
  readonly value: number
  readonly seconds: number
  readonly iterations: number
  readonly violations: readonly string[]
}

function secondsOn(clock: Budget['clock']): number {
  if (clock === 'wall') return performance.now() / 1000
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1e6
}

/** Where jobs compete for room, what is annealed is the prize, not the travel. */
function temperaturesFor({ prize }: RoutingProblem) {
  const mean = prize.reduce((sum, value) => sum + value, 0) / prize.length
  return { startTemperature: 0.7 * mean, endTemperature: 0.007 * mean }
}

/** How a run is given its time; `cpu` counts the thread's own seconds, fair on a busy machine. */
export interface Budget {
  readonly seconds: number
  readonly clock: 'wall' | 'cpu'
  readonly seed: number
}

/** Solves one task within its budget; the clock is handed to the planner as a share of it. */
export function solveTask(task: Task, { seconds, clock, seed }: Budget): Outcome {
  const problem = problemOf(task)
  const started = secondsOn(clock)
  const elapsedShare = () => (secondsOn(clock) - started) / seconds
  const options = {
    seed,
    iterations: Number.MAX_SAFE_INTEGER,
    elapsedShare,
    ...(task.set === 'toptw' ? temperaturesFor(problem) : {}),
  }
  const needsFleet = task.set === 'solomon' || task.set === 'homberger'
  const solution: RoutingSolution = needsFleet
    ? solveWithFewestVehicles(problem, options)
    : solveRoutes(problem, options)
  const violations = validateRoutes(problem, solution.routes, solution.absent).map(
    ({ rule, vehicle, job }) => `${rule} vehicle ${vehicle} job ${job}`,
  )
  if (task.set !== 'toptw') violations.push(...solution.absent.map((job) => `ABSENT job ${job}`))
  return {
    task,
    vehicles: solution.routes.filter((route) => route.length > 0).length,
    value:
      task.set === 'toptw' ? scoreOf(problem, solution.absent) : travelOf(problem, solution.routes),
    seconds: secondsOn(clock) - started,
    iterations: solution.iterations,
    violations,
  }
}
