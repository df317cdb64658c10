import { newId, type Id } from '@changeover/shared/commands'
import { addDays, toDay } from '@changeover/shared/time'
import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = toDay(Temporal.Now.plainDateISO('UTC'))

let server: TestServer
let manager: Client
let crewId: Id<'Crew'>
let ids: Id<'WorkOrder'>[]
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  for (const name of ['Alder', 'Birch']) await buildSite(server.opened.services.db, { name })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  crewId = await createCrew(manager)
  ids = (await manager.orders.list.query({})).rows.map(({ id }) => id)
  await assignOrders(manager, crewId, addDays(today, 1), ids)
})
afterAll(() => server.close())

async function open(by: Client, ofCrew = crewId) {
  const secret = randomBytes(24).toString('base64url')
  const secretSha256 = createHash('sha256').update(secret).digest('hex')
  const receipt = await by.orders.createFeed.mutate({
    commandId: newId(),
    data: { crewId: ofCrew, name: 'Phone', secretSha256 },
  })
  return { secret, feedId: receipt.result.feedId }
}
const ask = (secret: string) => fetch(`${server.url}/api/feeds/${secret}.ics`)
const eventsOf = async (secret: string) =>
  (await (await ask(secret)).text())
    .split('BEGIN:VEVENT')
    .slice(1)
    .map((event) => ({
      name: /SUMMARY:(\w+)/.exec(event)?.[1],
      status: /STATUS:(\w+)/.exec(event)?.[1],
      day: /DTSTART;VALUE=DATE:(\d+)/.exec(event)?.[1],
    }))
const compact = (day: string) => day.replaceAll('-', '')

describe('a crew’s calendar address', () => {
  it('answers without a sign-in, follows moves, and takes out what is no longer the crew’s', async () => {
    const { secret } = await open(manager)
    const response = await ask(secret)
    expect(response.headers.get('content-type')).toBe('text/calendar; charset=utf-8')
    const tomorrow = compact(addDays(today, 1))
    expect(await eventsOf(secret)).toEqual([
      { name: 'Alder', status: 'CONFIRMED', day: tomorrow },
      { name: 'Birch', status: 'CONFIRMED', day: tomorrow },
    ])
    await assignOrders(manager, crewId, addDays(today, 3), [ids[0]])
    const other = await createCrew(manager)
    await assignOrders(manager, other, addDays(today, 1), [ids[1]])
    expect(await eventsOf(secret)).toEqual([
      { name: 'Birch', status: 'CANCELLED', day: tomorrow },
      { name: 'Alder', status: 'CONFIRMED', day: compact(addDays(today, 3)) },
    ])
  })

  it('is gone when it is revoked, and the secret is kept nowhere', async () => {
    const { secret, feedId } = await open(manager)
    const { db } = server.opened.services
    const kept = await db.selectFrom('crewFeed').selectAll().execute()
    const events = await db.selectFrom('event').select('payload').execute()
    expect(JSON.stringify([kept, events])).not.toContain(secret)
    await manager.orders.revokeFeed.mutate({ commandId: newId(), data: { feedId } })
    expect((await ask(secret)).status).toBe(404)
    expect((await ask('x'.repeat(40))).status).toBe(404)
    expect((await ask('short')).status).toBe(400)
  })

  it('is opened by the crew for itself and by planners of its region, by nobody else', async () => {
    const crew = await server.signIn('crew', { crewId })
    await open(crew)
    const others = [
      await server.signIn('crew', { crewId: await createCrew(manager) }),
      await server.signIn('dispatcher', { regions: ['US-OR'] }),
    ]
    for (const other of others) {
      expect(await refusalOf(open(other))).toMatchObject({ code: 'NOT_FOUND' })
      expect(await refusalOf(other.orders.listFeeds.query({ crewId }))).toMatchObject({
        code: 'NOT_FOUND',
      })
    }
    const auditor = await server.signIn('auditor')
    expect(await refusalOf(open(auditor))).toMatchObject({ code: 'FORBIDDEN' })
  })

  it('is not guessed: an address asks sixty times a minute, no more', async () => {
    const answers = await Promise.all(
      Array.from({ length: 80 }, (_unused, number) =>
        ask(`guess${String(number).padStart(40, '0')}`),
      ),
    )
    expect(answers.filter(({ status }) => status === 429).length).toBeGreaterThan(0)
  })
})
