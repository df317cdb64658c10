import type pg from 'pg'
import type { Connection } from '../db/database.ts'

/** How an open pool reaches its database. */
export function connectionOf(pool: pg.Pool): Connection {
  const { connectionString, host, port, user, database, password } = pool.options
  if (connectionString) return { connectionString }
  if (!host || !port || !user || !database) throw new Error('The pool does not say where it leads.')
  return {
    host,
    port,
    user,
    database,
    password: typeof password === 'string' ? password : undefined,
  }
}
