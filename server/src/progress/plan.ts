/**
 * Holding what was done against what was promised. The plan is a baseline: so many connectors fall
 * due on each day. Pure; a day late is a day on which the plan already stood where we stand today.
 */
import { daysBetween, type Day } from '@changeover/shared/time'

export interface DuePoint {
  dueOn: Day
  count: number
}

/** Connectors due by the end of `day`. `points` rise by day. */
export function dueBy(points: readonly DuePoint[], day: Day): number {
  let sum = 0
  for (const { dueOn, count } of points) {
    if (dueOn > day) break
    sum += count
  }
  return sum
}

/**
 * Days that `done` lies behind the plan on `day`, negative when ahead: since the first promise that
 * is not kept, or until the last one that is kept already (earned schedule, Lipke 2003, in days).
 * Null where nothing was promised by then, or everything in scope is done.
 */
export function daysLate(
  points: readonly DuePoint[],
  done: number,
  day: Day,
  scopeCount: number,
): number | null {
  if (points.length === 0 || day < points[0].dueOn || done >= scopeCount) return null
  let sum = 0
  let keptOn = points[0].dueOn
  for (const { dueOn, count } of points) {
    sum += count
    if (sum > done)
      return dueOn <= day ? daysBetween(dueOn, day) : Math.min(0, daysBetween(keptOn, day))
    keptOn = dueOn
  }
  return daysBetween(keptOn, day)
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
