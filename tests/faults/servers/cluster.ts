import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { rmSync } from 'node:fs'
import { startRoundRobin, type RoundRobin } from '../../support/round-robin.ts'
import { connectionUrl } from '../../support/connection-url.ts'
import { ServerProcess } from '../../support/server-process.ts'
import { makeOwnDirectory } from '../../support/own-directory.ts'

/** Several real server processes on one PostgreSQL, behind one address. */
export interface Cluster {
  origin: string
  servers: ServerProcess[]
  balancer: RoundRobin
  pool: ReturnType<typeof createPool>
  /** Where the servers keep what is not in the database. */
  directory: string
  /** The database that the servers use. */
  database: string
  /** Another database on the same PostgreSQL: its URL, and connections to it. */
  urlOf(database: string): string
  poolOf(database: string): ReturnType<typeof createPool>
  /** Kills a server without warning, and starts it again. */
  killAndRestart(index: number): Promise<void>
  /** Takes the database away from all of them; `startDatabase` brings it back as it was. */
  stopDatabase(): Promise<void>
  startDatabase(): Promise<void>
  close(): Promise<void>
}

/**
 * Starts all at once on an empty database, so that they meet at the migrations. @throws Error with what
 * a server said that did not start; nothing of the others, nor their database, is left running then.
 */
export async function startCluster(
  count: number,
  environment: Record<string, string> = {},
  balancing: Parameters<typeof startRoundRobin>[1] = {},
): Promise<Cluster> {
  const directory = makeOwnDirectory('cluster')
  let postgres = await openEmbedded({ directory })
  const { connection } = postgres
  const urlOf = (database: string) => connectionUrl({ ...connection, database })
  const url = urlOf(connection.database)
  const servers = Array.from(
    { length: count },
    () => new ServerProcess({ ...environment, DATABASE_URL: url, CHANGEOVER_DIR: directory }),
  )
  const pool = createPool(connection, { max: 3 })
  const release = async () => {
    await Promise.all(servers.map((server) => server.kill()))
    await pool.end()
    await postgres.stop()
    rmSync(directory, { recursive: true, force: true })
  }
  const targets = await Promise.all(servers.map((server) => server.start())).catch(
    async (failure: unknown) => {
      await release()
      throw failure
    },
  )
  const balancer = await startRoundRobin(targets, balancing)
  return {
    origin: balancer.origin,
    servers,
    balancer,
    pool,
    directory,
    database: connection.database,
    urlOf,
    poolOf: (database) => createPool({ ...connection, database }, { max: 1 }),
    async killAndRestart(index) {
      await servers[index].kill()
      balancer.targets[index] = await servers[index].start()
    },
    async stopDatabase() {
      await postgres.stop()
    },
    async startDatabase() {
      postgres = await openEmbedded({ directory })
    },
    async close() {
      balancer.close()
      await release()
    },
  }
}
