import { addDays, weekdayOf, type Day } from '../time/index.ts'

/** So many connectors fall due on this day. */
export interface BaselinePoint {
  dueOn: Day
  count: number
}

/**
 * The promise that a milestone starts with: `scopeCount` connectors spread evenly over the working
 * days (Monday to Friday) from `from` to `to`, both included. Days that get nothing are left out;
 * the counts add up to `scopeCount`. Without a working day between them all fall due on `to`.
 */
export function spreadBaseline(scopeCount: number, from: Day, to: Day): BaselinePoint[] {
  const workingDays: Day[] = []
  for (let day = from; day <= to; day = addDays(day, 1))
    if (weekdayOf(day) <= 5) workingDays.push(day)
  if (workingDays.length === 0) workingDays.push(to)
  const dueBy = (position: number) => Math.round((scopeCount * position) / workingDays.length)
  return workingDays
    .map((dueOn, position) => ({ dueOn, count: dueBy(position + 1) - dueBy(position) }))
    .filter(({ count }) => count > 0)
}
