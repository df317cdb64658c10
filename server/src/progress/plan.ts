/**
 * Holding what was done against what was promised. The plan is a baseline: so many connectors fall
 * due on each day. Pure; how late a milestone is follows the S-curve's definition.
 */
import { dueBy, leadOn, type DayAmount, type PlanCurve } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'

/** Where a milestone stands on `day`. Unit: connectors. */
export interface Standing {
  scope: number
  done: number
}

/**
 * What a `share` of the plan wants by the end of `day`, and how many days `done` lies behind it, negative
 * when ahead: null before the first promise falls due, and when everything in scope is done.
 */
export function againstPlan(
  plan: PlanCurve,
  { scope, done }: Standing,
  day: Day,
  share = 1,
): { planned: number; daysLate: number | null } {
  const isRunning = plan.days.length > 0 && day >= plan.days[0] && done < scope
  return { planned: dueBy(plan, day, share), daysLate: isRunning ? late() : null }

  function late(): number {
    const finding = leadOn(plan, done, day, share)
    return finding.kind === 'behind' ? finding.days : finding.kind === 'ahead' ? -finding.days : 0
  }
}

/** The part of a plan that falls to some regions, when they hold `share` of the scope. */
export function partOf(points: readonly DayAmount[], share: number): DayAmount[] {
  let total = 0
  let given = 0
  return points.map(({ on, amount }) => {
    total += amount
    const part = Math.round(total * share) - given
    given += part
    return { on, amount: part }
  })
}
