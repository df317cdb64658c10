import { createPool, type Connection } from '../db/database.ts'

/** Refuses to go on while a server writes to the database. */
export async function expectNoServer(connection: Connection): Promise<void> {
  const pool = createPool(connection, { max: 1 })
  try {
    const { rows } = await pool.query(
      `select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
         and application_name like 'changeover%' limit 1`,
    )
    if (rows.length > 0)
      throw new Error('A Changeover server uses this database. Stop it first, then repeat.')
  } finally {
    await pool.end()
  }
}
