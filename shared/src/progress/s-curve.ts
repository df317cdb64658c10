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
import { dueBy, leadOn, type PlanCurve } from './plan-curve.ts'
import { runningTotals, totalBy, type DayAmount } from './series.ts'

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

export interface SCurvePoint {
  readonly on: Day
  readonly planned: number
  /** Null after as-of. */
  readonly earned: number | null
  /** The last known scope after as-of. */
  readonly scope: number
}

export interface SCurve {
  readonly points: readonly SCurvePoint[]
  readonly finding: Finding
}

export function sCurve(input: SCurveInput): SCurve {
  const { days } = input
  const known = ({ on }: DayAmount) => on <= input.asOf
  const earned = runningTotals(input.done.filter(known), days)
  const scope = runningTotals(input.scope.filter(known), days)
  const points = days.map((on, index) => ({
    on,
    planned: dueBy(input.due, on),
    earned: on <= input.asOf ? earned[index] : null,
    scope: scope[index],
  }))
  return {
    points,
    // Most charts only draw the points.
    get finding() {
      return leadOn(input.due, totalBy(input.done, input.asOf), input.asOf)
    },
  }
}
