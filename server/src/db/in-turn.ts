import type { Pool } from 'pg'

/**
 * Does `work` while no other process on this database does work of the same name; whoever comes later
 * waits. The turn belongs to a connection, so a process that is killed in the middle gives it back.
 */
export async function inTurn<Result>(
  pool: Pool,
  name: string,
  work: () => Promise<Result>,
): Promise<Result> {
  const turn = await pool.connect()
  try {
    await turn.query('set statement_timeout = 0')
    await turn.query('select pg_advisory_lock(hashtext($1))', [name])
    return await work()
  } finally {
    // Closed and not given back: whatever became of the connection, the turn is over.
    turn.release(true)
  }
}
