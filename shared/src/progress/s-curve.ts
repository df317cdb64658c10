/**
 * The S-curve: planned against earned, cumulative.
 *
 *   PV(t) = Σ w due by t in the baseline · EV(t) = Σ w done by t · scope(t) = Σ w in scope by t
 *
 * with w the weight of a connector (1, or its budget). Unit: connectors, or the budget's. Scope is a
 * line of its own, because it may grow after the baseline. Source: PMI, Practice Standard for Earned
 * Value Management.
 */
import type { Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { dueByEach, leadOn, type PlanCurve } from './plan-curve.ts'
import { firstWhere, runningTotals, totalBy, type DayAmount } from './series.ts'

export interface SCurveInput {
  /** Where the curve has a point, rising: `dayAxis`. */
  readonly days: readonly Day[]
  /** Work recorded later than this day is not known yet: EV ends here. */
  readonly asOf: Day
  /** Weights as they fall due in the baseline. */
  readonly due: PlanCurve
  /** Weights by the day they were done. */
  readonly done: readonly DayAmount[]
  /** Weights by the day they entered the scope; negative where they left it. */
  readonly scope: readonly DayAmount[]
}

/** A column each, with a value for each of the days that were asked for. */
export interface SCurve {
  readonly planned: readonly number[]
  /** Null after as-of. */
  readonly earned: readonly (number | null)[]
  /** The last known scope after as-of. */
  readonly scope: readonly number[]
  readonly finding: Finding
}

export function sCurve({ days, asOf, due, done, scope }: SCurveInput): SCurve {
  const known = days.slice(
    0,
    firstWhere(days.length, (index) => days[index] > asOf),
  )
  const scopeAt = runningTotals(scope, [...known, asOf])
  const earned = runningTotals(done, known)
  return {
    planned: dueByEach(due, days),
    earned: days.map((_day, index) => earned[index] ?? null),
    scope: days.map((_day, index) => scopeAt[Math.min(index, known.length)]),
    // Most charts only draw the lines.
    get finding() {
      return leadOn(due, totalBy(done, asOf), asOf)
    },
  }
}
