import type { Id } from '@changeover/shared/commands'
import { byDay, planCurve, type DayAmount, type PlanCurve } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { readOnce } from '../db/read-once.ts'

/** What a baseline promised: day by day, and as it adds up. */
export interface Promised {
  points: readonly DayAmount[]
  curve: PlanCurve
}

/** @param points Amounts, none of them negative, by the day they are due. */
export function promisedBy(points: readonly DayAmount[]): Promised {
  const sorted = byDay(points)
  return { points: sorted, curve: planCurve(sorted) }
}

/** What each of the baselines promised, its points in the order of their days. A baseline is frozen when it is taken. */
export const promisesOf = readOnce<Promised>(
  async (db, ids) => {
    const { rows } = await sql<{ baselineId: Id<'Baseline'>; on: Day; amount: number }>`
      select baseline_id as "baselineId", due_on as "on", count as amount from baseline_point
      where baseline_id = any (${[...ids]}::uuid[]) order by due_on
    `.execute(db)
    const points = Map.groupBy(rows, ({ baselineId }) => baselineId)
    return new Map(ids.map((id) => [id, promisedBy(points.get(id as Id<'Baseline'>) ?? [])]))
  },
  { none: promisedBy([]) },
)

/** Of two years each, by their days, so that those of a current are added up once and not at each look. */
const together = new WeakMap<
  readonly DayAmount[],
  { parts: readonly Promised[]; whole: Promised }
>()

/** What several baselines promised together. */
export function promisedTogether(parts: readonly Promised[]): Promised {
  if (parts.length <= 1) return parts[0] ?? promisedBy([])
  const [{ points: first }] = parts
  const kept = together.get(first)
  const isSame =
    kept?.parts.length === parts.length &&
    parts.every(({ points }, index) => kept.parts[index].points === points)
  if (kept && isSame) return kept.whole
  const whole = promisedBy(parts.flatMap(({ points }) => points))
  together.set(first, { parts, whole })
  return whole
}
