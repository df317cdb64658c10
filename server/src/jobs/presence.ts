import { sql } from 'kysely'
import type { FastifyBaseLogger } from 'fastify'
import pg from 'pg'
import type { Connection, Database } from '../db/database.ts'

/**
 * Who still works on jobs. A process that is killed cannot hand back the jobs that it holds, and the
 * queue by itself gives them up after four hours. So every process locks the name of its pool of workers on
 * a connection of its own, which dies with it, and now and then all hand on what nobody holds.
 */
const EVERY_MS = 5_000
const RECONNECT_MS = 500
/**
 * A job is taken from a worker only when it has been held for so long, and only by a process that has
 * itself been connected for so long: after the database was away everybody has to lock again first.
 */
const GRACE_MS = 10_000

export interface Presence {
  /** Says that this pool of workers lives as long as the process does. */
  add(poolId: string): void
  close(): Promise<void>
}

export async function holdPresence({
  connection,
  db,
  log,
}: {
  connection: Connection
  db: Database
  log: FastifyBaseLogger
}): Promise<Presence> {
  const pools = new Set<string>()
  let client: pg.Client | undefined
  let connectedAt = Infinity
  const closing = new AbortController()

  async function connect(): Promise<void> {
    const fresh = new pg.Client({
      ...connection,
      application_name: `changeover presence ${process.pid}`,
    })
    fresh.on('error', () => undefined)
    fresh.once('end', () => {
      if (client !== fresh) return
      client = undefined
      connectedAt = Infinity
      void reconnect()
    })
    await fresh.connect()
    for (const poolId of pools) await lock(fresh, poolId)
    client = fresh
    connectedAt = performance.now()
  }

  async function reconnect(): Promise<void> {
    while (!closing.signal.aborted && !client) {
      await connect().catch((error: unknown) => log.debug({ err: error }, 'no presence yet'))
      if (!client) await new Promise((resolve) => setTimeout(resolve, RECONNECT_MS))
    }
  }

  async function sweep(): Promise<void> {
    if (performance.now() - connectedAt < GRACE_MS) return
    const orphans = await handOnOrphans(db, GRACE_MS).catch(() => [])
    if (orphans.length > 0) log.warn({ orphans }, 'jobs of processes that ended were handed on')
  }

  await connect()
  const timer = setInterval(() => void sweep(), EVERY_MS)
  return {
    add(poolId) {
      pools.add(poolId)
      if (client) lock(client, poolId).catch(() => undefined)
    },
    async close() {
      closing.abort()
      clearInterval(timer)
      const last = client
      client = undefined
      await last?.end()
    },
  }
}

async function lock(client: pg.Client, poolId: string): Promise<void> {
  await client.query(`select pg_advisory_lock(hashtext('changeover jobs'), hashtext($1))`, [poolId])
}

/** Lets others take the jobs of pools that nobody speaks for. @returns the pools' names. */
export async function handOnOrphans(db: Database, graceMs: number): Promise<string[]> {
  const { rows } = await sql<{ pools: string[] }>`
    with holder as materialized (
      select distinct locked_by from graphile_worker.jobs
      where locked_by is not null and locked_at < now() - ${graceMs} * interval '1 ms'
    ), orphan as materialized (
      select locked_by from holder
      where pg_try_advisory_xact_lock(hashtext('changeover jobs'), hashtext(locked_by))
    ), freed as (
      select graphile_worker.force_unlock_workers(array_agg(locked_by)) from orphan having count(*) > 0
    )
    select coalesce(array_agg(locked_by), '{}') as pools from orphan
    where exists (select from freed)
  `.execute(db)
  return rows[0].pools
}
