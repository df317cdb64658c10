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

/**
 * A plan as it stands, as a baseline: what has a day keeps it, the rest is spread over the working days
 * from `from` to `to`. The counts add up to those given.
 */
export function frozenPlan(
  plan: readonly { readonly dueOn: Day | null; readonly count: number }[],
  from: Day,
  to: Day,
): BaselinePoint[] {
  const rest = plan.reduce((sum, { dueOn, count }) => (dueOn === null ? sum + count : sum), 0)
  const byDay = new Map<Day, number>()
  const dated = plan.flatMap(({ dueOn, count }) => (dueOn === null ? [] : [{ dueOn, count }]))
  for (const { dueOn, count } of [...dated, ...(rest > 0 ? spreadBaseline(rest, from, to) : [])])
    byDay.set(dueOn, (byDay.get(dueOn) ?? 0) + count)
  return [...byDay]
    .map(([dueOn, count]) => ({ dueOn, count }))
    .sort((left, right) => (left.dueOn < right.dueOn ? -1 : 1))
}
