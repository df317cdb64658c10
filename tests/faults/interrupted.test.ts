import { newId } from '@changeover/shared/commands'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { clientFor, signInByPassword } from '../support/server.ts'
import { ServerProcess } from '../support/server-process.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'
import { startCluster, type Cluster } from './servers/cluster.ts'

/** A server that is told to stop, or killed, in the middle of something long. */
const STATIONS = 1_500
const network = 'ChargePoint Network'
const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }

const clusters: Cluster[] = []
async function oneServer(count = 1): Promise<Cluster> {
  const cluster = await startCluster(count)
  clusters.push(cluster)
  return cluster
}
afterEach(async () => {
  for (const cluster of clusters.splice(0)) await cluster.close()
})
const children: ServerProcess[] = []
afterAll(() => Promise.all(children.map((child) => child.kill())))

/** A station each at an address of its own, with two ports. */
function manyStations(round: number): string {
  return stationCsv(
    ...Array.from({ length: STATIONS }, (_unused, index) => ({
      ID: String(round * 100_000 + index),
      'Street Address': `${index} Round ${round} Street`,
      Latitude: String(30 + (index % 1000) / 100 + round),
      Longitude: String(-100 - Math.floor(index / 1000) / 10),
    })),
  )
}

async function signInAda({ url }: ServerProcess) {
  const cookie = await signInByPassword(url, ada)
  return { cookie, network: clientFor(url, cookie).network }
}

/** What the import left, wherever one would see half of it. */
async function whatIsThere({ pool }: Cluster) {
  const { rows } = await pool.query<Record<string, number>>(
    `select (select count(*) from station) as stations, (select count(*) from port) as ports,
       (select count(*) from import) as imports, (select count(*) from event where kind like 'import%' or kind like 'network%') as events,
       (select coalesce(sum(quantity), 0) from rollup where measure = 'ports') as counted`,
  )
  return rows[0]
}

describe('a server that is told to stop during an import', () => {
  it('leaves all of it or nothing, and the same command afterwards does it once', async () => {
    const cluster = await oneServer()
    const [server] = cluster.servers
    await clientFor(server.url).accounts.setup.mutate({ commandId: newId(), data: ada })
    const outcomes: string[] = []
    for (const [round, afterMs] of [60, 500].entries()) {
      const before = await whatIsThere(cluster)
      const admin = await signInAda(server)
      const uploadId = await upload(server, admin, manyStations(round))
      const command = { commandId: newId<'Command'>(), data: { uploadId, network } }
      const asked = admin.network.import.mutate(command).then(
        () => 'answered',
        () => 'cut off',
      )
      await pause(afterMs)
      expect(await server.stop()).toBe(0)
      outcomes.push(await asked)
      const after = await whatIsThere(cluster)
      const isAllThere = after.stations === before.stations + STATIONS
      if (!isAllThere) expect(after).toEqual(before)

      await server.start()
      const again = await signInAda(server)
      const receipt = await again.network.import.mutate(command)
      expect(receipt.result.counts).toMatchObject({ stations: { created: STATIONS } })
      expect(await whatIsThere(cluster)).toMatchObject({
        stations: (round + 1) * STATIONS,
        ports: (round + 1) * STATIONS * 2,
        imports: round + 1,
        counted: (round + 1) * STATIONS * 2,
      })
    }
    expect(outcomes).toContain('cut off')
  })
})

describe('a server that is killed while it brings the schema up to date', () => {
  it('leaves the schema as it was, and the next start brings it all the way', async () => {
    const cluster = await oneServer(0)
    const fresh = await freshDatabase(cluster)
    const found: number[] = []
    for (const afterMs of [300, 500, 700, 900]) {
      const server = new ServerProcess({ DATABASE_URL: fresh, CHANGEOVER_DIR: cluster.directory })
      children.push(server)
      const starting = server.start().catch(() => 'killed')
      await pause(afterMs)
      await server.kill()
      await starting
      found.push(await tablesOf(cluster))
    }
    const server = new ServerProcess({ DATABASE_URL: fresh, CHANGEOVER_DIR: cluster.directory })
    children.push(server)
    await server.start()
    const ready = await fetch(`${server.url}/readyz`)
    expect(await ready.json()).toEqual({ status: 'ready' })
    // Before, nothing but the migrator's own two tables, or everything.
    const all = await tablesOf(cluster)
    expect(found.every((tables) => tables <= 2 || tables === all)).toBe(true)
  })
})

const FRESH = 'interrupted'

async function freshDatabase({ pool, urlOf }: Cluster): Promise<string> {
  await pool.query(`create database ${FRESH}`)
  return urlOf(FRESH)
}

async function tablesOf({ poolOf }: Cluster): Promise<number> {
  const pool = poolOf(FRESH)
  const { rows } = await pool.query<{ tables: number }>(
    `select count(*)::integer as tables from pg_tables where schemaname = 'public'`,
  )
  await pool.end()
  return rows[0].tables
}
