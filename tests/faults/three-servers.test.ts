import type { AppRouter } from '@changeover/server'
import { newId } from '@changeover/shared/commands'
import { createTRPCClient, httpLink } from '@trpc/client'
import { beforeAll, describe, expect, it } from 'vitest'
import { startMailServer, type MailServer } from '../support/mail-server.ts'
import { clientFor, refusalOf, signInByPassword } from '../support/server.ts'
import { startCluster, type Cluster } from './servers/cluster.ts'
import { rideStorm } from './servers/storm.ts'

/** A short share of `pnpm test:faults:servers`, and what three processes must agree on when nothing is killed. */
const KILLS = 5
const password = 'a sentence to remember'

let cluster: Cluster
let mail: MailServer
beforeAll(async () => {
  mail = await startMailServer()
  return () => mail.close()
})
beforeAll(async () => {
  cluster = await startCluster(3, { SMTP_URL: mail.url, PUBLIC_URL: 'http://localhost:4190' })
  return () => cluster.close()
})

describe('three servers on one database', () => {
  it('start at once on an empty database, which one of them brings up to date', async () => {
    const { rows } = await cluster.pool.query<{ times: number }>(
      'select count(*) - count(distinct name) as times from kysely_migration',
    )
    expect(rows[0].times).toBe(0)
    for (const { url: origin } of cluster.servers)
      expect(await (await fetch(`${origin}/readyz`)).json()).toEqual({ status: 'ready' })
  })

  it('lose nothing and do nothing twice while one after the other is killed', async () => {
    const verdict = await rideStorm(cluster, { kills: KILLS, seed: 7 })
    expect(verdict).toMatchObject({
      kills: KILLS,
      lost: 0,
      doubled: 0,
      receiptsWrong: 0,
      unasked: 0,
      unheard: 0,
      jobsStuck: 0,
    })
    expect(verdict.acknowledged).toBeGreaterThanOrEqual(KILLS * 3)
    expect(verdict.heard).toBeGreaterThan(0)
  })

  it('know a session of any of them, and end it everywhere at once', async () => {
    const [first, second, third] = cluster.servers.map(({ url }) => url)
    const cookie = await signInByPassword(first, { email: 'ada@example.org', password })
    const other = await signInByPassword(second, { email: 'ada@example.org', password })
    // Asked before, so that the third server remembers the session.
    expect((await clientFor(third, cookie).accounts.me.query()).actor?.name).toBe('Ada')
    const sessions = await clientFor(second, other).accounts.listSessions.query()
    const ending = sessions.filter(({ isCurrent }) => !isCurrent)
    for (const { id } of ending)
      await clientFor(second, other).accounts.revokeSession.mutate({
        commandId: newId(),
        data: { sessionId: id },
      })
    await expect
      .poll(() => refusalOf(clientFor(third, cookie).accounts.listSessions.query()).catch(() => 0))
      .toMatchObject({ code: 'SIGNED_OUT' })
  })

  it('count wrong passwords together', async () => {
    const answers: number[] = []
    for (let guess = 0; guess < 14; guess++) {
      const { url: origin } = cluster.servers[guess % 3]
      const response = await fetch(`${origin}/api/auth/sign-in/email`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin },
        body: JSON.stringify({ email: 'crew7@example.org', password: `guess number ${guess}` }),
      })
      answers.push(response.status)
    }
    expect(answers.filter((status) => status === 429)).toHaveLength(4)
  })

  it('take up the job of a server that was killed with it in its hands', async () => {
    const cookie = await signInByPassword(cluster.origin, { email: 'ada@example.org', password })
    const admin = createTRPCClient<AppRouter>({
      links: [httpLink({ url: `${cluster.origin}/api/trpc`, headers: { cookie } })],
    })
    mail.hold()
    const before = (await mail.mails()).length
    await admin.accounts.invitePerson.mutate({
      commandId: newId(),
      data: { name: 'Grace', email: 'grace@example.org', role: 'auditor', regions: null },
    })
    await expect.poll(() => mail.waiting(), { timeout: 20_000 }).toBe(1)
    const holder = await holderOfJob()
    await cluster.killAndRestart(holder)
    expect(mail.waiting()).toBe(0)
    mail.release()
    await expect
      .poll(async () => (await mail.mails()).length, { timeout: 60_000 })
      .toBeGreaterThan(before)
    const mails = (await mail.mails()).slice(before)
    expect(mails.map(({ to }) => to?.[0].address)).toEqual(['grace@example.org'])
  })
})

/** Which server works on the invitation: the one whose presence holds the lock of the job's pool of workers. */
async function holderOfJob(): Promise<number> {
  const { rows } = await cluster.pool.query<{ name: string }>(
    `select a.application_name as name from graphile_worker.jobs j
     join pg_locks l on l.locktype = 'advisory' and l.objid::bigint = (hashtext(j.locked_by)::bigint & 4294967295)
     join pg_stat_activity a on a.pid = l.pid
     where j.task_identifier = 'mail_link' and a.application_name like 'changeover presence%'`,
  )
  const pid = Number(rows[0]?.name.split(' ').at(-1))
  return cluster.servers.findIndex((server) => server.pid === pid)
}
