import type { Visit } from '../problem.ts'
import { seedOf } from '../random.ts'
import { solveRoutes } from '../routing/anneal.ts'
import type { Board } from '../tactical/board.ts'
import { compare } from '../tactical/crews.ts'
import { visitsOf, weekProblemOf } from './week-problem.ts'

export interface RouteOptions {
  readonly seed: number
  /** Search steps per territory and week. */
  readonly routeIterations: number
  readonly shouldStop?: () => boolean
}

/** The detailed weeks of one territory: visits by unit, and the units that no day could take. */
export interface TerritoryRoutes {
  readonly visits: ReadonlyMap<number, Visit>
  readonly leftOver: readonly number[]
}

/** The territories whose crews have work in the detailed weeks, sorted. */
export function territoriesToRoute(board: Board): string[] {
  const found = new Set<string>()
  for (let unit = 0; unit < board.week.length; unit++) {
    if (board.week[unit] >= 0 && board.week[unit] < detailedWeeksOf(board))
      found.add(board.model.workforce.classes[board.crewClass[unit]].territoryId)
  }
  return [...found].toSorted()
}

export function detailedWeeksOf({ model, weeks }: Board): number {
  return Math.max(0, Math.min(weeks, Math.trunc(model.problem.detailedWeeks)))
}

/**
 * Daily routes of the crews at home in one territory, week by week. What a week cannot take moves on
 * to the next, unless it is pinned. Depends on nothing but this territory's share of the board, so
 * territories may be routed in any order and by any number of workers.
 */
export function routeTerritory(
  board: Board,
  territoryId: string,
  options: RouteOptions,
): TerritoryRoutes {
  const { model } = board
  const visits = new Map<number, Visit>()
  const crews = model.problem.crews
    .filter((crew) => crew.territoryId === territoryId)
    .toSorted((a, b) => compare(a.id, b.id))
  const byWeek = unitsByWeek(board, territoryId)
  const leftOver: number[] = []
  let waiting: number[] = []
  for (let week = 0; week < byWeek.length; week++) {
    const units = [...byWeek[week], ...waiting].toSorted((a, b) => a - b)
    waiting = []
    if (units.length === 0) continue
    const problem = weekProblemOf(model, units, crews, week)
    const solution = solveRoutes(problem.routing, {
      seed: seedOf(options.seed, territoryId, model.calendar.days[week * 7]),
      iterations: isSettled(board, problem.start, units) ? 0 : options.routeIterations,
      ...(options.shouldStop ? { shouldStop: options.shouldStop } : {}),
      start: problem.start,
    })
    for (const [unit, visit] of visitsOf(model, problem, solution, week)) visits.set(unit, visit)
    for (const job of solution.absent) {
      const isPinned = model.pinWeek[units[job]] >= 0
      if (isPinned) leftOver.push(units[job])
      else waiting.push(units[job])
    }
  }
  return { visits, leftOver: [...leftOver, ...waiting].toSorted((a, b) => a - b) }
}

function unitsByWeek(board: Board, territoryId: string): number[][] {
  const byWeek = Array.from({ length: detailedWeeksOf(board) }, (): number[] => [])
  for (let unit = 0; unit < board.week.length; unit++) {
    const week = board.week[unit]
    if (week < 0 || week >= byWeek.length) continue
    if (board.model.workforce.classes[board.crewClass[unit]].territoryId === territoryId)
      byWeek[week].push(unit)
  }
  return byWeek
}

/** Whether the current plan already routes exactly these units: then nothing needs to move. */
function isSettled(board: Board, start: readonly (readonly number[])[], units: readonly number[]) {
  const routed = start.reduce((sum, route) => sum + route.length, 0)
  return routed === units.length && units.every((unit) => board.model.currentWeek[unit] >= 0)
}
