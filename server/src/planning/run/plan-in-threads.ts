import {
  assemble,
  planTactical,
  routeTerritory,
  territoriesToRoute,
  type PlanningProblem,
  type Schedule,
  type TacticalPlan,
  type TerritoryRoutes,
} from '@changeover/shared/planning'
import { Worker } from 'node:worker_threads'
import type { RouteShare, RouteTask } from './routes-worker.ts'

export interface ThreadedOptions {
  readonly seed: number
  readonly iterations: number
  readonly routeIterations: number
  /** Threads that route territories beside this one; 0 routes them here. */
  readonly helpers: number
  /** Becomes 1 when the search shall end with the best so far. */
  readonly stop: Int32Array
  readonly onWeeks?: (board: TacticalPlan) => void
  readonly onRouted?: (share: number) => void
}

/**
 * Plans with as many threads as are given. Territories are routed apart from each other, so that the
 * same problem and seed give the same bytes whatever their number.
 */
export async function planInThreads(
  problem: PlanningProblem,
  options: ThreadedOptions,
): Promise<{ board: TacticalPlan; schedule: Schedule }> {
  const { seed, iterations, routeIterations, stop, helpers } = options
  const shouldStop = () => Atomics.load(stop, 0) === 1
  const board = planTactical(problem, { seed, iterations, shouldStop })
  options.onWeeks?.(board)
  const territories = territoriesToRoute(board)
  const routed = new Map<string, TerritoryRoutes>()
  const note = (territoryId: string, routes: TerritoryRoutes) => {
    routed.set(territoryId, routes)
    options.onRouted?.(routed.size / territories.length)
  }
  if (helpers === 0)
    for (const territoryId of territories)
      note(territoryId, routeTerritory(board, territoryId, { seed, routeIterations, shouldStop }))
  else {
    const placement = { week: board.week, crewClass: board.crewClass }
    const task = { problem, placement, seed, routeIterations, stop }
    const shares = Array.from({ length: helpers }, (_unused, helper) =>
      territories.filter((_territory, index) => index % helpers === helper),
    )
    await Promise.all(shares.map((share) => routeInThread({ ...task, territories: share }, note)))
  }
  const inOrder = territories.flatMap((territoryId) => routed.get(territoryId) ?? [])
  return { board, schedule: assemble(board, inOrder) }
}

function routeInThread(
  task: RouteTask,
  onRoutes: (territoryId: string, routes: TerritoryRoutes) => void,
): Promise<void> {
  if (task.territories.length === 0) return Promise.resolve()
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./routes-worker.ts', import.meta.url), { workerData: task })
    let missing = task.territories.length
    worker.on('message', ({ territoryId, routes }: RouteShare) => {
      onRoutes(territoryId, routes)
      missing--
    })
    worker.once('error', reject)
    worker.once('exit', (code) => {
      if (missing === 0) resolve()
      else reject(new Error(`A thread that routes territories ended with ${code}.`))
    })
  })
}
