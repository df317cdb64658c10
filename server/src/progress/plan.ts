/**
 * Holding what was done against what was promised. The plan is a baseline: so many connectors fall
 * due on each day. Pure; how late a milestone is follows the S-curve's definition.
 */
import { sCurve } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'

export interface DuePoint {
  dueOn: Day
  count: number
}

/** Where a milestone stands on `day`. Unit: connectors. */
export interface Standing {
  scope: number
  done: number
}

/**
 * What the plan wants by the end of `day`, and how many days `done` lies behind it, negative when
 * ahead: null before the first promise falls due, and when everything in scope is done.
 */
export function againstPlan(
  plan: readonly DuePoint[],
  { scope, done }: Standing,
  day: Day,
): { planned: number; daysLate: number | null } {
  const { points, finding } = sCurve({
    days: [day],
    asOf: day,
    due: plan.map(({ dueOn, count }) => ({ on: dueOn, amount: count })),
    done: [{ on: day, amount: done }],
    scope: [],
  })
  const isRunning = plan.length > 0 && day >= plan[0].dueOn && done < scope
  const late =
    finding.kind === 'behind' ? finding.days : finding.kind === 'ahead' ? -finding.days : 0
  return { planned: points[0].planned, daysLate: isRunning ? late : null }
}

/** The part of a plan that falls to some regions, when they hold `share` of the scope. */
export function partOf(points: readonly DuePoint[], share: number): DuePoint[] {
  let exact = 0
  let given = 0
  return points.map(({ dueOn, count }) => {
    exact += count * share
    const part = Math.round(exact) - given
    given += part
    return { dueOn, count: part }
  })
}
