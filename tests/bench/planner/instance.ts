import type { RoutingProblem } from '@changeover/shared/planning'

/** One published instance, ready to solve, and what the literature reached. */
export interface Instance {
  readonly set: InstanceSet
  readonly name: string
  readonly problem: RoutingProblem
  /** Undefined where the folder names no best known solution. */
  readonly best: { readonly vehicles: number; readonly value: number } | undefined
}

/** What is compared: travel with the fewest vehicles, travel alone, or the prizes collected. */
export type InstanceSet = 'solomon' | 'homberger' | 'toptw' | 'trsp'

/** A row of numbers: id, x, y and whatever follows. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** What a single day with one depot or several homes needs of the general problem. */
export interface Parts {
  readonly points: readonly Point[]
  readonly distance: (from: Point, to: Point) => number
  readonly jobPlace: readonly number[]
  readonly service: readonly number[]
  readonly prize: readonly number[]
  readonly open: readonly number[]
  readonly close: readonly number[]
  readonly homes: readonly number[]
  readonly shift: readonly [number, number]
}

/** Fills the general problem from the parts of a one-day instance without loads. */
export function toProblem(parts: Parts): RoutingProblem {
  const { points, homes } = parts
  const placeCount = points.length
  const travel = new Float64Array(placeCount * placeCount)
  for (let from = 0; from < placeCount; from++) {
    for (let to = 0; to < placeCount; to++) {
      travel[from * placeCount + to] = parts.distance(points[from], points[to])
    }
  }
  return {
    placeCount,
    travel,
    jobPlace: Int32Array.from(parts.jobPlace),
    service: Float64Array.from(parts.service),
    prize: Float64Array.from(parts.prize),
    periodCount: 1,
    open: Float64Array.from(parts.open),
    close: Float64Array.from(parts.close),
    resourceCount: 0,
    demand: new Float64Array(0),
    capacity: new Float64Array(0),
    vehicleStart: Int32Array.from(homes),
    vehicleEnd: Int32Array.from(homes),
    vehiclePeriod: new Int32Array(homes.length),
    shiftStart: new Float64Array(homes.length).fill(parts.shift[0]),
    shiftEnd: new Float64Array(homes.length).fill(parts.shift[1]),
    allowed: new Uint8Array(parts.jobPlace.length * homes.length).fill(1),
  }
}

export const straightLine = (from: Point, to: Point): number =>
  Math.hypot(from.x - to.x, from.y - to.y)
