import { createPool } from '@changeover/server/db/database'
import { openEmbedded } from '@changeover/server/db/embedded/index'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startRoundRobin, type RoundRobin } from '../../support/round-robin.ts'
import { ServerProcess } from '../../support/server-process.ts'

/** Several real server processes on one PostgreSQL, behind one address. */
export interface Cluster {
  origin: string
  servers: ServerProcess[]
  balancer: RoundRobin
  pool: ReturnType<typeof createPool>
  /** Kills a server without warning, and starts it again. */
  killAndRestart(index: number): Promise<void>
  /** Takes the database away from all of them; `startDatabase` brings it back as it was. */
  stopDatabase(): Promise<void>
  startDatabase(): Promise<void>
  close(): Promise<void>
}

/** Starts all at once on an empty database, so that they meet at the migrations. */
export async function startCluster(
  count: number,
  environment: Record<string, string> = {},
  balancing: Parameters<typeof startRoundRobin>[1] = {},
): Promise<Cluster> {
  const directory = mkdtempSync(join(tmpdir(), 'changeover-cluster-'))
  let postgres = await openEmbedded({ directory })
  const { host, port, user, database } = postgres.connection
  const url = `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`
  const servers = Array.from(
    { length: count },
    () => new ServerProcess({ ...environment, DATABASE_URL: url, CHANGEOVER_DIR: directory }),
  )
  const balancer = await startRoundRobin(
    await Promise.all(servers.map((server) => server.start())),
    balancing,
  )
  const pool = createPool(postgres.connection, { max: 3 })
  return {
    origin: balancer.origin,
    servers,
    balancer,
    pool,
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
      await Promise.all(servers.map((server) => server.kill()))
      balancer.close()
      await pool.end()
      await postgres.stop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}
