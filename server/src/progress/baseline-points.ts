import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { DuePoint } from './plan.ts'

/**
 * What baselines promised, day by day. A baseline is frozen when it is taken, so its points are read once a
 * process and kept; the oldest go when there are many.
 */
const kept = new Map<Id<'Baseline'>, readonly DuePoint[]>()
const MOST_KEPT = 1_000

/** The points of each baseline, in the order of their days. */
export async function pointsOf(
  db: Database | DatabaseTransaction,
  ids: readonly Id<'Baseline'>[],
): Promise<Map<Id<'Baseline'>, readonly DuePoint[]>> {
  const unknown = ids.filter((id) => !kept.has(id))
  if (unknown.length > 0) {
    const read = await readPoints(db, unknown)
    for (const id of unknown) kept.set(id, read.get(id) ?? [])
  }
  const points = new Map(ids.map((id) => [id, kept.get(id) ?? []]))
  for (const id of kept.keys()) if (kept.size > MOST_KEPT) kept.delete(id)
  return points
}

async function readPoints(db: Database | DatabaseTransaction, ids: readonly Id<'Baseline'>[]) {
  const { rows } = await sql<{ baselineId: Id<'Baseline'>; dueOn: Day; count: number }>`
    select baseline_id as "baselineId", due_on as "dueOn", count from baseline_point
    where baseline_id = any (${[...ids]}::uuid[]) order by due_on
  `.execute(db)
  return Map.groupBy(rows, ({ baselineId }) => baselineId)
}
