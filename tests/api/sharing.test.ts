import { dueWeeklyMails, mailWeekly } from '@changeover/server/sharing/index'
import { newId, type Id } from '@changeover/shared/commands'
import { addDays, parseDay, weekOf } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { startMailServer, type MailServer } from '../support/mail-server.ts'
import { buildSite } from '../support/network.ts'
import { createRollout, generateOrders } from '../support/rollout.ts'
import {
  clientFor,
  refusalOf,
  startTestServer,
  type Client,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
let mailServer: MailServer
let manager: Client & { cookie: string }
let programId: Id<'Program'>

beforeAll(async () => {
  mailServer = await startMailServer()
  server = await startTestServer({
    environment: { SMTP_URL: mailServer.url, PUBLIC_URL: 'http://changeover.example' },
  })
  await buildSite(server.opened.services.db)
  manager = await server.signIn('program_manager')
  programId = (await createRollout(manager)).programId
  await generateOrders(manager, programId)
})
afterAll(async () => {
  await server.close()
  await mailServer.close()
})

const draft = {
  name: 'Board meeting',
  programId: null,
  regions: null,
  asOf: null,
  days: 30,
  needsSignIn: false,
}
const codeOf = (address: string) => address.split('#')[1]
const scopeOf = ({ report }: { report: { overview: { milestones: { scope: number }[] } } }) =>
  report.overview.milestones.map(({ scope }) => scope)

describe('a frozen link', () => {
  it('shows the day on which it was made for ever, without a session where its maker allows', async () => {
    const { result } = await manager.sharing.createLink.mutate(command(draft))
    const open = () => server.anonymous.sharing.open.query({ code: codeOf(result.address) })
    const before = await open()
    expect(before).toMatchObject({ name: 'Board meeting', report: { program: 'NACS rollout' } })
    await buildSite(server.opened.services.db)
    await generateOrders(manager, programId)
    expect(await open()).toEqual(before)
    const now = await manager.sharing.createLink.mutate(command(draft))
    const later = await server.anonymous.sharing.open.query({ code: codeOf(now.result.address) })
    expect(scopeOf(later)[0]).toBe(scopeOf(before)[0] + 1)
  })

  it('keeps its code out of the part of the address that servers log', async () => {
    const { result } = await manager.sharing.createLink.mutate(command(draft))
    expect(new URL(result.address)).toMatchObject({ pathname: '/shared', search: '' })
    expect(result.address).toMatch(/^http:\/\/changeover\.example\/shared#/)
  })

  it('ends at once when it is withdrawn, and does not open by a guess', async () => {
    const { result } = await manager.sharing.createLink.mutate(command(draft))
    const code = codeOf(result.address)
    const guess = `${code.slice(0, -3)}AAA`
    const open = (text: string) => refusalOf(server.anonymous.sharing.open.query({ code: text }))
    expect(await open(guess)).toMatchObject({ code: 'LINK_ENDED' })
    expect(await open(`${newId()}.x`)).toMatchObject({ code: 'LINK_ENDED' })
    await manager.sharing.revokeLink.mutate(command({ linkId: result.linkId }))
    expect(await open(code)).toMatchObject({ code: 'LINK_ENDED' })
  })

  it('asks for a session where its maker wants one, and for the regions it is about', async () => {
    const { result } = await manager.sharing.createLink.mutate(
      command({ ...draft, needsSignIn: true }),
    )
    const input = { code: codeOf(result.address) }
    expect(await refusalOf(server.anonymous.sharing.open.query(input))).toMatchObject({
      code: 'SIGNED_OUT',
    })
    const board = await server.signIn('executive')
    expect((await board.sharing.open.query(input)).name).toBe('Board meeting')
    const elsewhere = await server.signIn('executive', { regions: ['US-OR'] })
    expect(await refusalOf(elsewhere.sharing.open.query(input))).toMatchObject({
      code: 'NOT_FOUND',
    })
  })

  it('may be made by an executive for people with a session, not for everybody', async () => {
    const executive = await server.signIn('executive')
    expect(await refusalOf(executive.sharing.createLink.mutate(command(draft)))).toMatchObject({
      code: 'FORBIDDEN',
    })
    const own = await executive.sharing.createLink.mutate(command({ ...draft, needsSignIn: true }))
    expect((await executive.sharing.listLinks.query()).map(({ id }) => id)).toEqual([
      own.result.linkId,
    ])
    const other = await server.signIn('executive')
    expect(await other.sharing.listLinks.query()).toEqual([])
    expect(
      await refusalOf(other.sharing.revokeLink.mutate(command({ linkId: own.result.linkId }))),
    ).toMatchObject({ code: 'NOT_FOUND' })
    await manager.sharing.revokeLink.mutate(command({ linkId: own.result.linkId }))
  })

  it('never shows more than its maker sees', async () => {
    const local = await server.signIn('program_manager', { regions: ['US-OR'] })
    const { result } = await local.sharing.createLink.mutate(command(draft))
    const opened = await server.anonymous.sharing.open.query({ code: codeOf(result.address) })
    expect(opened.regions).toEqual(['US-OR'])
    expect(scopeOf(opened).every((scope) => scope === 0)).toBe(true)
    expect(
      await refusalOf(local.sharing.createLink.mutate(command({ ...draft, regions: ['US-WA'] }))),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('is asked as of a past day, and says that day', async () => {
    const asOf = parseDay('2026-01-15')
    const { result } = await manager.sharing.createLink.mutate(command({ ...draft, asOf }))
    const opened = await server.anonymous.sharing.open.query({ code: codeOf(result.address) })
    expect(opened.asOf).toBe(asOf)
    expect(opened.report.overview.isPast).toBe(true)
  })
})

describe('the weekly mail', () => {
  // Ordered today, the first comes on the next Monday at the latest.
  const week = weekOf(addDays(parseDay(new Date().toISOString().slice(0, 10)), 7))

  async function subscriber() {
    const reader = await server.signIn('executive')
    await reader.sharing.subscribe.mutate(command({ programId: null, weekday: 1 }))
    const { order } = await reader.sharing.weekly.query()
    const { actor } = await reader.accounts.me.query()
    if (!order || !actor) throw new Error('Not subscribed')
    return { reader, email: order.email, personId: actor.personId }
  }
  const mailsTo = async (email: string) =>
    (await mailServer.mails()).filter(({ to }) => to?.some(({ address }) => address === email))

  it('comes once a week however often the job runs, and its link shows what it says', async () => {
    const { email, personId } = await subscriber()
    const { services } = server.opened
    await mailWeekly(services, { personId, week })
    await mailWeekly(services, { personId, week })
    const [mail, ...others] = await mailsTo(email)
    expect(others).toEqual([])
    expect(mail.subject).toContain('NACS rollout')
    const address = /http:\/\/changeover\.example\/shared#\S+/.exec(mail.text ?? '')?.[0] ?? ''
    const opened = await manager.sharing.open.query({ code: codeOf(address) })
    const [{ done, scope }] = opened.report.overview.milestones
    expect(mail.text).toContain(`${done} of ${scope} done`)
    await mailWeekly(services, { personId, week: addDays(week, 7) })
    expect(await mailsTo(email)).toHaveLength(2)
  })

  it('is tried again when the mail server refuses, with the same link and the same number', async () => {
    const { email, personId } = await subscriber()
    const { services } = server.opened
    const linksOf = async () =>
      (await manager.sharing.listLinks.query()).filter(({ name }) => name === `Week of ${week}`)
    const before = (await linksOf()).length
    mailServer.refuse(1)
    await expect(mailWeekly(services, { personId, week })).rejects.toThrow('Try again later')
    await mailWeekly(services, { personId, week })
    expect(await mailsTo(email)).toHaveLength(1)
    expect((await linksOf()).length).toBe(before + 1)
  })

  it('is owed only until it was sent, and to nobody who ended it', async () => {
    const { reader, email, personId } = await subscriber()
    const { services } = server.opened
    const waiting = async () => {
      await dueWeeklyMails(services, week)
      const { rows } = await services.pool.query<{ key: string }>(
        'select key from graphile_worker.jobs where task_identifier = $1',
        ['weekly_mail'],
      )
      return rows.some(({ key }) => key.includes(personId))
    }
    expect(await waiting()).toBe(true)
    await reader.sharing.unsubscribe.mutate(command({}))
    await mailWeekly(services, { personId, week })
    expect(await mailsTo(email)).toEqual([])
    expect((await reader.sharing.weekly.query()).order).toBeNull()
  })

  it('can be read before it is ordered', async () => {
    const executive = await server.signIn('executive')
    const { subject, text, html } = await executive.sharing.previewWeekly.query({ programId })
    expect(subject).toContain('NACS rollout')
    expect(text).toContain('Hello Test executive')
    expect(html).toContain('<!doctype html>')
  })

  it('is nothing for crews', async () => {
    const crew = clientFor(server.url, (await server.signIn('crew')).cookie)
    expect(
      await refusalOf(crew.sharing.subscribe.mutate(command({ programId: null, weekday: 1 }))),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})
