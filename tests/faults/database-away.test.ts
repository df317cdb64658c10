import { newId } from '@changeover/shared/commands'
import { beforeAll, describe, expect, it } from 'vitest'
import { clientFor, signInByPassword } from '../support/server.ts'
import { startCluster, type Cluster } from './servers/cluster.ts'
import { rideStorm } from './servers/storm.ts'

/** The database stops under load and comes back; the servers are never started again. */
const TIMES = 3
const LONGEST_MS = 60_000

let cluster: Cluster
beforeAll(async () => {
  cluster = await startCluster(2)
  return () => cluster.close()
})

const readiness = async () => {
  const response = await fetch(`${cluster.servers[0].url}/readyz`)
  return { status: response.status, body: await response.json() }
}

describe('servers whose database goes away and comes back', () => {
  it('say so, lose nothing, do nothing twice, and go on by themselves', async () => {
    const said: unknown[] = []
    const pids = cluster.servers.map(({ pid }) => pid)
    const verdict = await rideStorm(cluster, {
      kills: TIMES,
      seed: 3,
      async disturb() {
        await cluster.stopDatabase()
        said.push(await readiness())
        const refusal = await fetch(`${cluster.origin}/api/trpc/accounts.me`)
        said.push(refusal.status)
        await cluster.startDatabase()
        await expect.poll(readiness, { timeout: LONGEST_MS }).toMatchObject({ status: 200 })
      },
    })
    const away = { status: 503, body: { status: 'database unreachable' } }
    expect(said).toEqual(Array.from({ length: TIMES }, () => [away, 503]).flat())
    expect(verdict).toMatchObject({ lost: 0, doubled: 0, receiptsWrong: 0, unasked: 0, unheard: 0 })
    expect(cluster.servers.map(({ pid }) => pid)).toEqual(pids)
  })

  it('take up their jobs again', async () => {
    const cookie = await signInByPassword(cluster.origin, {
      email: 'ada@example.org',
      password: 'a sentence to remember',
    })
    const admin = clientFor(cluster.origin, cookie)
    await admin.backup.start.mutate({ commandId: newId(), data: {} })
    await expect
      .poll(async () => (await admin.backup.list.query()).backups.length, { timeout: LONGEST_MS })
      .toBe(1)
  })
})
