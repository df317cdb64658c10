import type { Id } from '@changeover/shared/commands'
import { planCurve, type DayAmount, type PlanCurve } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** What a baseline promised: day by day, and as it adds up. */
export interface Promised {
  points: readonly DayAmount[]
  curve: PlanCurve
}

/**
 * What baselines promised. A baseline is frozen when it is taken, so its points are read once a
 * process and kept; the oldest go when there are many.
 */
const kept = new Map<Id<'Baseline'>, Promised>()
const MOST_KEPT = 1_000
const none: Promised = { points: [], curve: planCurve([]) }

/** What each of the baselines promised, its points in the order of their days. */
export async function promisesOf(
  db: Database | DatabaseTransaction,
  ids: readonly Id<'Baseline'>[],
): Promise<Promised[]> {
  const unknown = ids.filter((id) => !kept.has(id))
  if (unknown.length > 0) {
    const read = await readPoints(db, unknown)
    for (const id of unknown) {
      const points = read.get(id) ?? []
      kept.set(id, { points, curve: planCurve(points) })
    }
  }
  const promised = ids.map((id) => kept.get(id) ?? none)
  for (const id of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(id)
  return promised
}

async function readPoints(db: Database | DatabaseTransaction, ids: readonly Id<'Baseline'>[]) {
  const { rows } = await sql<{ baselineId: Id<'Baseline'>; on: Day; amount: number }>`
    select baseline_id as "baselineId", due_on as "on", count as amount from baseline_point
    where baseline_id = any (${[...ids]}::uuid[]) order by due_on
  `.execute(db)
  return Map.groupBy(rows, ({ baselineId }) => baselineId)
}
