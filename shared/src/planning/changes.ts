import type { Schedule, Unscheduled, Visit } from './problem.ts'

/** One line of a proposed plan against the plan in force. */
export type PlanChange =
  | { readonly kind: 'ADDED'; readonly after: Visit }
  | { readonly kind: 'MOVED'; readonly before: Visit; readonly after: Visit }
  | {
      readonly kind: 'DROPPED'
      readonly before: Visit
      /** Why it has no place any more; undefined where the work itself is gone. */
      readonly unscheduled: Unscheduled | undefined
    }

/**
 * What a new schedule would change, sorted as the schedules are. A visit moves when its week, day,
 * crew or size changes; another start on the same day is no move.
 */
export function changesBetween(
  before: readonly Visit[],
  after: Pick<Schedule, 'visits' | 'unscheduled'>,
): PlanChange[] {
  const known = new Map(before.map((visit) => [keyOf(visit), visit]))
  const now = new Set(after.visits.map(keyOf))
  const left = new Map(after.unscheduled.map((entry) => [keyOf(entry), entry]))
  const changes = after.visits.flatMap((visit): PlanChange[] => {
    const old = known.get(keyOf(visit))
    if (!old) return [{ kind: 'ADDED', after: visit }]
    return isSame(old, visit) ? [] : [{ kind: 'MOVED', before: old, after: visit }]
  })
  const dropped = before
    .filter((visit) => !now.has(keyOf(visit)))
    .map((visit): PlanChange => ({
      kind: 'DROPPED',
      before: visit,
      unscheduled: left.get(keyOf(visit)),
    }))
  return [...changes, ...dropped]
}

function keyOf({ bundleId, part }: { readonly bundleId: string; readonly part: number }): string {
  return `${bundleId}\n${part}`
}

function isSame(a: Visit, b: Visit): boolean {
  return (
    a.weekOn === b.weekOn &&
    a.dayOn === b.dayOn &&
    a.crewId === b.crewId &&
    a.orderCount === b.orderCount
  )
}
