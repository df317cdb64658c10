import type { FastifyBaseLogger } from 'fastify'
import type pg from 'pg'
import { createAuth, ensureInstallation, type Auth } from './accounts/index.ts'
import { keepTime } from './clock.ts'
import type { Config } from './config.ts'
import type { ConnectionCounts, Services } from './context.ts'
import { createDatabase, createPool, type Connection } from './db/database.ts'
import { inTurn } from './db/in-turn.ts'
import { migrate } from './db/migrate.ts'
import { openDatabase } from './db/open.ts'
import { migrateJobs } from './jobs/runner.ts'
import { createAnnouncer } from './live/index.ts'
import { openTracing } from './tracing/index.ts'

/** Everything a process needs, opened in order; `close` lets go of it in the opposite one. */
export interface OpenServices {
  services: Services
  auth: Auth
  connection: Connection
  databaseDescription: string
  close(): Promise<void>
}

/** Opens the database, brings its schema up to date and connects what every process shares. */
export async function openServices(
  config: Config,
  log: FastifyBaseLogger,
  wish: { isDemo: boolean; as?: 'server' | 'tool' },
): Promise<OpenServices> {
  const opened = await openDatabase(config, (line) => log.debug(line), wish.as)
  const tracing = await openTracing(config.tracing, log)
  const onQuery = config.tracing ? tracing.beginQuery : undefined
  const pool = createPool(opened.connection, { max: 8, onQuery })
  const queries = createPool(opened.connection, { max: 20, pipeline: true, onQuery })
  const db = createDatabase(queries)
  try {
    // One process at a time: looking for our tables while another alters the queue's fails.
    const ran = await inTurn(pool, 'changeover schema', () => bringUpToDate(opened.connection))
    if (ran.length > 0) log.info({ migrations: ran }, 'the schema was brought up to date')
    const stopClock = await keepTime(db)
    const installation = await ensureInstallation(db, wish)
    const auth = createAuth(
      { connection: opened.connection, onQuery },
      installation.secret,
      config,
      db,
    )
    const announcer = await createAnnouncer(pool, log)
    return {
      services: {
        config,
        db,
        pool,
        countConnections: () => countsOf([queries, pool]),
        announcer,
        installation,
        log,
        tracing,
      },
      auth,
      connection: opened.connection,
      databaseDescription: opened.description,
      async close() {
        stopClock()
        await announcer.close()
        await auth.close()
        await db.destroy()
        await pool.end()
        await opened.close()
        await tracing.close()
      },
    }
  } catch (error) {
    await db.destroy()
    await pool.end()
    await opened.close()
    throw error
  }
}

function countsOf(pools: readonly pg.Pool[]): ConnectionCounts {
  const sum = (of: (pool: pg.Pool) => number) => pools.reduce((total, pool) => total + of(pool), 0)
  return {
    idle: sum((pool) => pool.idleCount),
    busy: sum((pool) => pool.totalCount - pool.idleCount),
    waitedFor: sum((pool) => pool.waitingCount),
  }
}

/** @returns the migrations that ran now. */
async function bringUpToDate(connection: Connection): Promise<string[]> {
  const plain = createDatabase(createPool(connection, { max: 1 }))
  const ran = await migrate(plain).finally(() => plain.destroy())
  await migrateJobs(connection)
  return ran
}
