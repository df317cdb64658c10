import type pg from 'pg'
import { vi } from 'vitest'

/** Two commands of which one is held in the midst of its work while the other begins. */
export interface Meeting {
  /** The table at its first write to which the first one is held. */
  table: string
  first: () => Promise<unknown>
  second: () => Promise<unknown>
}

/**
 * Begins one command, holds it at its first write to a table, begins the other, and lets both go on.
 * @param holder a connection of the test's own, whose lock holds the command where the test wants it.
 * @returns what each of them answered, and whether the second one waited for the first.
 */
export async function meet(
  pool: pg.Pool,
  holder: pg.PoolClient,
  { table, first, second }: Meeting,
): Promise<[unknown, unknown, 'waited' | 'did not wait']> {
  await holder.query(`begin; lock table ${table} in share mode`)
  const one = first()
  await untilWaiting(pool, 1)
  const two = second()
  // It waits too, unless nothing keeps it from going on.
  const how = await Promise.race([
    two.then(() => 'did not wait' as const),
    untilWaiting(pool, 2).then(() => 'waited' as const),
  ])
  await holder.query('commit')
  return [await one, await two, how]
}

/** Until so many connections of this database wait for a lock. */
async function untilWaiting(pool: pg.Pool, count: number): Promise<void> {
  // Not asked by the holder: inside a transaction it would be told the same each time.
  await vi.waitUntil(
    async () => {
      const { rows } = await pool.query<{ count: number }>(
        `select count(*)::integer as count from pg_stat_activity
         where datname = current_database() and wait_event_type = 'Lock'`,
      )
      return rows[0].count >= count
    },
    { timeout: 20_000, interval: 20 },
  )
}
