/**
 * The one sentence of the first screen, as data: "62 % chance of NACS DC by 30 Nov, down 9 points:
 * kits −6, access −3". Invariant: the numbers in it agree with each other as they are shown, rounded.
 */
import type { Day } from '../time/index.ts'
import type { ShiftExplanation } from './explain-shift.ts'
import type { InputGroup } from './inputs.ts'
import type { Basis } from './yields.ts'

export interface Headline {
  readonly milestone: string
  readonly target: Day
  /** P(hit) in whole percent. */
  readonly percent: number
  /** Under six weeks of history the sentence says that it rests on an assumption. */
  readonly basis: Basis
  /** Null where there is no earlier forecast to compare with. */
  readonly change: {
    /** Whole points; negative = worse. */
    readonly points: number
    /** Largest first, zeros left out; they add up to `points`. */
    readonly causes: readonly { readonly group: InputGroup; readonly points: number }[]
  } | null
}

/** What a headline needs of a forecast. */
export interface HeadlineForecast {
  readonly milestone: string
  readonly target: Day
  readonly hitProbability: number
  readonly basis: Basis
}

/** @param shift the explanation of how it came from an earlier forecast to this one, if any. */
export function headlineOf(forecast: HeadlineForecast, shift: ShiftExplanation | null): Headline {
  const percent = Math.round(100 * forecast.hitProbability)
  const { milestone, target, basis } = forecast
  if (!shift) return { milestone, target, percent, basis, change: null }
  // The difference of the two percentages as they were shown, which readers will work out.
  const points = percent - Math.round(100 * forecast.hitProbability - shift.points)
  const rounded = roundedParts(
    shift.parts.map((part) => part.points),
    points,
  )
  const causes = shift.parts
    .map(({ group }, index) => ({ group, points: rounded[index] }))
    .filter((cause) => cause.points !== 0)
    .sort((a, b) => Math.abs(b.points) - Math.abs(a.points))
  return { milestone, target, percent, basis, change: { points, causes } }
}

/**
 * Parts as whole numbers that add up to `total` rounded, each as near to its value as that allows
 * (largest remainders). Without parts, none.
 */
export function roundedParts(parts: readonly number[], total: number): number[] {
  // Adding 0 turns the −0 that rounding can give into a plain 0.
  const rounded = parts.map((part) => Math.round(part) + 0)
  const order = parts.map((_unused, index) => index)
  const step = Math.sign(Math.round(total) - sumOf(rounded))
  // Who is furthest on the side that is needed moves first; of equals, the largest.
  order.sort(
    (a, b) =>
      step * (parts[b] - rounded[b] - (parts[a] - rounded[a])) ||
      Math.abs(parts[b]) - Math.abs(parts[a]),
  )
  for (let next = 0; parts.length > 0 && sumOf(rounded) !== Math.round(total); next++)
    rounded[order[next % order.length]] += step
  return rounded
}

function sumOf(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0)
}
