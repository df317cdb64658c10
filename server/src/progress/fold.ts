import type { FastifyBaseLogger } from 'fastify'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Deltas that one transaction folds: some tenths of a second of work. */
const AT_ONCE = 20_000
const EVERY_MS = 5_000

/**
 * Folds open deltas into days and returns how many it took; 0 when there are none or another
 * process folds. It takes the rows that it sees and no others, so a delta whose transaction commits
 * later than its number suggests waits for the next time. Sums never change: readers see a delta
 * either open or folded, in one snapshot.
 */
export function foldDeltas(db: Database, atOnce = AT_ONCE): Promise<number> {
  return db.transaction().execute(async (tx) => {
    const lock = await sql<{ isMine: boolean }>`
      select pg_try_advisory_xact_lock(hashtext('changeover fold')) as "isMine"
    `.execute(tx)
    if (!lock.rows[0].isMine) return 0
    const { rows } = await sql<{ taken: number }>`
      with taken as (
        delete from rollup_delta
        where id in (select id from rollup_delta order by id limit ${atOnce})
        returning occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity
      ), folded as (
        insert into rollup_day (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
        select occurred_on, recorded_on, milestone_id, region, level, family, measure, sum(quantity)
        from taken group by 1, 2, 3, 4, 5, 6, 7
        on conflict (milestone_id, measure, occurred_on, recorded_on, region, level, family)
        do update set quantity = rollup_day.quantity + excluded.quantity
      )
      select count(*)::int as taken from taken
    `.execute(tx)
    return rows[0].taken
  })
}

/** Folds in the background until the returned function is called; it waits for a fold under way. */
export function startFolding(db: Database, log: FastifyBaseLogger): () => Promise<void> {
  let running: Promise<void> | null = null
  const timer = setInterval(() => {
    running ??= foldAll(db, log).finally(() => (running = null))
  }, EVERY_MS)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await running
  }
}

async function foldAll(db: Database, log: FastifyBaseLogger): Promise<void> {
  try {
    while ((await foldDeltas(db)) === AT_ONCE);
  } catch (error) {
    log.warn({ err: error }, 'progress was not folded; it is tried again')
  }
}
