import {
  restoreBoard,
  routeTerritory,
  type Placement,
  type PlanningProblem,
  type TerritoryRoutes,
} from '@changeover/shared/planning'
import { parentPort, workerData } from 'node:worker_threads'

/** What a thread is given: the tactical plan, and the territories that are its share. */
export interface RouteTask {
  readonly problem: PlanningProblem
  readonly placement: Placement
  readonly territories: readonly string[]
  readonly seed: number
  readonly routeIterations: number
  readonly stop: Int32Array
}

/** What it answers for each of them. */
export interface RouteShare {
  readonly territoryId: string
  readonly routes: TerritoryRoutes
}

const { problem, placement, territories, seed, routeIterations, stop } = workerData as RouteTask // The only one who starts it is `plan-in-threads.ts`.
const board = restoreBoard(problem, placement)
const shouldStop = () => Atomics.load(stop, 0) === 1
for (const territoryId of territories) {
  const routes = routeTerritory(board, territoryId, { seed, routeIterations, shouldStop })
  parentPort?.postMessage({ territoryId, routes } satisfies RouteShare)
}
