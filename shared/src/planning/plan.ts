import {
  routeTerritory,
  territoriesToRoute,
  type RouteOptions,
  type TerritoryRoutes,
} from './daily/territory.ts'
import type { PlanningProblem, Schedule } from './problem.ts'
import { assemble } from './schedule.ts'
import { Board } from './tactical/board.ts'
import { fill } from './tactical/greedy.ts'
import { improve } from './tactical/improve.ts'
import { modelOf } from './tactical/model.ts'

export interface PlanOptions {
  readonly seed: number
  /** Steps of improvement of the tactical plan. */
  readonly iterations: number
  /** Search steps per territory and week of daily routes. */
  readonly routeIterations: number
  /** Asked now and then; true ends the search with the best so far. */
  readonly shouldStop?: () => boolean
  /** Told the share of the work that is done, 0 to 1. */
  readonly onProgress?: (share: number) => void
}

/** The share of the work that the tactical level takes, for the progress bar. */
const TACTICAL_SHARE = 0.2

/**
 * Plans every bundle to a territory and week, and the detailed weeks to crew, day and minute. Pure:
 * the same problem (rows in any order), seed and iterations give the same schedule. Never fails on
 * strange input: what cannot be planned is in `unscheduled` with its reason, what cannot be true is
 * in `issues`.
 */
export function plan(problem: PlanningProblem, options: PlanOptions): Schedule {
  const board = planTactical(problem, options)
  const territories = territoriesToRoute(board)
  const routed: TerritoryRoutes[] = []
  for (const [index, territoryId] of territories.entries()) {
    options.onProgress?.(TACTICAL_SHARE + ((1 - TACTICAL_SHARE) * index) / territories.length)
    routed.push(routeTerritory(board, territoryId, routeOptions(options)))
  }
  options.onProgress?.(1)
  return assemble(board, routed)
}

/** The tactical level alone: every bundle to a class of crews and a week. */
export function planTactical(
  problem: PlanningProblem,
  options: Pick<PlanOptions, 'seed' | 'iterations' | 'shouldStop'>,
): Board {
  const board = new Board(modelOf(problem))
  fill(board)
  improve(board, options)
  return board
}

/** Where a tactical plan put each unit; enough to lay it out again elsewhere, such as in another thread. */
export interface Placement {
  readonly week: Int32Array
  readonly crewClass: Int32Array
}

/** The tactical plan of `problem` that `placement` was taken from. */
export function restoreBoard(problem: PlanningProblem, { week, crewClass }: Placement): Board {
  const board = new Board(modelOf(problem))
  for (let unit = 0; unit < week.length; unit++)
    if (week[unit] >= 0) board.place(unit, crewClass[unit], week[unit])
  return board
}

function routeOptions({ seed, routeIterations, shouldStop }: PlanOptions): RouteOptions {
  return { seed, routeIterations, ...(shouldStop ? { shouldStop } : {}) }
}
