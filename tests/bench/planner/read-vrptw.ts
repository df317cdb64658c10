import type { RoutingProblem } from '@changeover/shared/planning'
import { straightLine, toProblem } from './instance.ts'

/** Leaving a customer out is not an option: dearer than any tour. */
const MUST_SERVE = 1e7

/** Reads Solomon's format (also Gehring and Homberger's): vehicles, capacity, customers. */
export function readVrptw(text: string): RoutingProblem {
  const rows = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.every((value) => Number.isFinite(value)) && row.length >= 2)
  const fleet = rows.find((row) => row.length === 2)
  const points = rows.filter((row) => row.length === 7)
  if (!fleet || points.length < 2) throw new Error('Not a VRPTW instance.')
  const [vehicles, capacity] = fleet
  const [depot, ...customers] = points
  const base = toProblem({
    points: points.map(([, x, y]) => ({ x, y })),
    distance: straightLine,
    jobPlace: customers.map((_row, index) => index + 1),
    service: customers.map((row) => row[6]),
    prize: customers.map(() => MUST_SERVE),
    open: customers.map((row) => row[4]),
    close: customers.map((row) => row[5]),
    homes: Array.from({ length: vehicles }, () => 0),
    shift: [depot[4], depot[5]],
  })
  return {
    ...base,
    resourceCount: 1,
    demand: Float64Array.from(customers, (row) => row[3]),
    capacity: new Float64Array(vehicles).fill(capacity),
  }
}
