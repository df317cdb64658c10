import type { RoutingProblem } from '@changeover/shared/planning'
import { straightLine, toProblem, type Point } from './instance.ts'

/** One point of score is worth this much travel, so that travel only breaks ties. */
const TRAVEL_PER_POINT = 100

/**
 * Reads a team orienteering instance for `paths` paths. Distances are cut to one decimal in Solomon's
 * instances and to two in Cordeau's (`pr…`), as in the literature. Prizes are scores × `TRAVEL_PER_POINT`.
 */
export function readToptw(text: string, name: string, paths: number): RoutingProblem {
  const rows = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.length >= 8 && row.every((value) => Number.isFinite(value)))
  const [start, ...places] = rows
  if (!start || places.length === 0) throw new Error('Not a TOPTW instance.')
  const decimals = name.startsWith('pr') ? 100 : 10
  const distance = (from: Point, to: Point) =>
    Math.floor(straightLine(from, to) * decimals + 1e-9) / decimals
  return toProblem({
    points: rows.map(([, x, y]) => ({ x, y })),
    distance,
    jobPlace: places.map((_row, index) => index + 1),
    service: places.map((row) => row[3]),
    prize: places.map((row) => row[4] * TRAVEL_PER_POINT),
    open: places.map((row) => row.at(-2) ?? 0),
    close: places.map((row) => row.at(-1) ?? 0),
    homes: Array.from({ length: paths }, () => 0),
    shift: [start.at(-2) ?? 0, start.at(-1) ?? 0],
  })
}

/** The score that a set of absent places leaves. */
export function scoreOf(problem: RoutingProblem, absent: readonly number[]): number {
  const all = problem.prize.reduce((sum, prize) => sum + prize, 0)
  const lost = absent.reduce((sum, job) => sum + problem.prize[job], 0)
  return Math.round((all - lost) / TRAVEL_PER_POINT)
}
