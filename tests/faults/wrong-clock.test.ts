import { newId } from '@changeover/shared/commands'
import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientFor, refusalOf, signInByPassword } from '../support/server.ts'
import { ServerProcess } from '../support/server-process.ts'
import { startCluster, type Cluster } from './servers/cluster.ts'

/**
 * Servers whose machine's clock is wrong, or is set while they run. All date what happens by the
 * database's clock, so that one history stays one.
 */
const DAYS_WRONG = [-3, 3]
const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }

let cluster: Cluster
const wrong: ServerProcess[] = []
beforeAll(async () => {
  cluster = await startCluster(1)
  return () => cluster.close()
})
beforeAll(async () => {
  await clientFor(cluster.origin).accounts.setup.mutate({ commandId: newId(), data: ada })
  const environment = {
    DATABASE_URL: cluster.urlOf(cluster.database),
    CHANGEOVER_DIR: cluster.directory,
    NODE_OPTIONS: `--import ${new URL('./shifted-clock.ts', import.meta.url).href}`,
  }
  for (const days of DAYS_WRONG)
    wrong.push(new ServerProcess({ ...environment, CLOCK_SHIFT_DAYS: String(days) }))
  await Promise.all(wrong.map((server) => server.start()))
})
afterAll(() => Promise.all(wrong.map((server) => server.kill())))

describe('servers whose clock is days off', () => {
  it('date what happens, and what they say of today, as the others do', async () => {
    for (const { url } of wrong) {
      const admin = clientFor(url, await signInByPassword(url, ada))
      const data = { name: 'Grace', email: `${newId()}@example.org`, role: 'auditor' as const }
      await admin.accounts.invitePerson.mutate({ commandId: newId(), data })
      const { asOf } = await admin.progress.overview.query({})
      const { rows } = await cluster.pool.query<{ secondsOff: number; today: string }>(
        `select abs(extract(epoch from now() - recorded_at))::float as "secondsOff", current_date::text as today
         from event order by position desc limit 1`,
      )
      expect(rows[0].secondsOff).toBeLessThan(60)
      expect(asOf).toBe(rows[0].today)
    }
  })

  it('count wrong passwords in the same quarter of an hour', async () => {
    const answers: number[] = []
    for (let guess = 0; guess < 12; guess++) {
      const { url: origin } = wrong[guess % wrong.length]
      const response = await fetch(`${origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ email: 'nobody@example.org', password: `guess number ${guess}` }),
      })
      answers.push(response.status)
    }
    expect(answers.filter((status) => status === 429)).toHaveLength(2)
  })

  it('end a session at once when it is revoked, though the clock was set back meanwhile', async () => {
    const [server] = wrong
    const cookie = await signInByPassword(server.url, ada)
    const other = clientFor(server.url, await signInByPassword(server.url, ada))
    // The signing-in above was told to all servers, which then forget what they remember.
    await pause(500)
    expect((await clientFor(server.url, cookie).accounts.me.query()).actor?.name).toBe('Ada')
    process.kill(server.pid, 'SIGUSR2')
    const sessions = await other.accounts.listSessions.query()
    for (const { id } of sessions.filter(({ isCurrent }) => !isCurrent))
      await cluster.pool.query('delete from session where id = $1', [id])
    const refusal = () => refusalOf(clientFor(server.url, cookie).accounts.listSessions.query())
    await expect
      .poll(() => refusal().catch(() => null), { timeout: 20_000 })
      .toMatchObject({ code: 'SIGNED_OUT' })
  })
})
