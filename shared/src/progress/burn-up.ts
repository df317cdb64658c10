/**
 * The burn-up with its fan: done so far, then how far the simulated runs get, with the scope above.
 *
 *   fan(t) = P10, P50, P80, P90 over runs of Σ w done by t · P(hit) = runs finished by target ∕ runs
 *
 * Unit: connectors (or weights), cumulative. The fan is the forecast's as stored, never recomputed.
 */
import type { Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { runningTotals, totalOf, type DayAmount } from './series.ts'

export interface BurnUpInput {
  /** Where the line has a point, rising, up to as-of: `dayAxis`. */
  readonly days: readonly Day[]
  readonly asOf: Day
  readonly target: Day
  readonly done: readonly DayAmount[]
  readonly scope: readonly DayAmount[]
  /** Points after as-of, by day. Empty where the forecast is refused. */
  readonly fan: readonly FanQuantiles[]
  /** 0 to 1; null where the forecast is refused. */
  readonly hitProbability: number | null
}

export interface FanQuantiles {
  readonly on: Day
  readonly p10: number
  readonly p50: number
  readonly p80: number
  readonly p90: number
}

export interface BurnUp {
  readonly done: readonly { readonly on: Day; readonly done: number; readonly scope: number }[]
  /** Begins at as-of with what is done, so that it grows out of the line. */
  readonly fan: readonly FanQuantiles[]
  readonly scope: number
  readonly remaining: number
  readonly finding: Finding
}

export function burnUp(input: BurnUpInput): BurnUp {
  const { days } = input
  const known = ({ on }: DayAmount) => on <= input.asOf
  const [done, scope] = [input.done.filter(known), input.scope.filter(known)]
  const [doneBy, scopeBy] = [runningTotals(done, days), runningTotals(scope, days)]
  const now = totalOf(done)
  const start = { on: input.asOf, p10: now, p50: now, p80: now, p90: now }
  return {
    done: days.map((on, index) => ({ on, done: doneBy[index], scope: scopeBy[index] })),
    fan: input.fan.length > 0 ? [start, ...input.fan.filter(({ on }) => on > input.asOf)] : [],
    scope: totalOf(scope),
    remaining: Math.max(0, totalOf(scope) - now),
    finding:
      input.hitProbability === null
        ? { kind: 'nothing' }
        : { kind: 'chance', probability: input.hitProbability, target: input.target },
  }
}
