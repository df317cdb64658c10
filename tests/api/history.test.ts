import type { Id } from '@changeover/shared/commands'
import { addDays, parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { buildSite } from '../support/network.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

/** What a record's page shows of what happened to it: who, from what to what; and to whom. */
const day = addDays(parseDay(new Date().toISOString().slice(0, 10)), 7)

let server: TestServer
let manager: Client
let siteId: Id<'Site'>
let programId: Id<'Program'>
let crewId: Id<'Crew'>
let orderIds: Id<'WorkOrder'>[]
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  siteId = (await buildSite(db, { name: 'Pine', region: 'US-WA', ports: [{}, {}] })).siteId
  await buildSite(db, { name: 'Oak', region: 'US-WA', ports: [{}, {}] })
  programId = (await createRollout(manager)).programId
  await generateOrders(manager, programId)
  crewId = await createCrew(manager, { region: 'US-WA' })
  const { rows } = await manager.orders.list.query({ filter: { charge: 'AC' } })
  orderIds = rows.map(({ id }) => id)
  await assignOrders(manager, crewId, day, [orderIds[0]])
})
afterAll(() => server.close())

const of = (
  client: Client,
  kind: 'site' | 'order' | 'crew' | 'program' | 'milestone' | 'person',
  id: string,
) => client.history.ofRecord.query({ kind, id })

describe('the history of a record', () => {
  it('tells each field of an order before and after, and who changed it', async () => {
    await manager.orders.change.mutate(
      command({
        selection: { orderIds: [orderIds[1]] },
        change: { set: { priority: 1 as const }, step: null, reason: null },
      }),
    )
    const { entries } = await of(manager, 'order', orderIds[1])
    expect(entries[0]).toMatchObject({ kind: 'orders.changed', actorName: 'Test program_manager' })
    expect(entries[0].changes).toEqual([
      { about: null, field: 'priority', before: '3', after: '1' },
    ])
    expect(entries.at(-1)?.kind).toBe('order.created')
  })

  it('tells the edit of a site, and what it was before', async () => {
    await manager.network.editSites.mutate(
      command({
        selection: { siteIds: [siteId] },
        changes: [{ field: 'hostContact' as const, value: 'Ann, 555-0100' }],
      }),
    )
    const { entries } = await of(manager, 'site', siteId)
    const edited = entries.find(({ kind }) => kind === 'network.edited')
    expect(edited?.changes).toEqual([
      { about: null, field: 'hostContact', before: null, after: 'Ann, 555-0100' },
    ])
  })

  it('tells the dates of a milestone before and after', async () => {
    const { milestones } = await manager.program.getProgram.query({ programId })
    const { id, trackId, name, scope, gateOn, targetOn, version } = milestones[0]
    await manager.program.setMilestone.mutate({
      ...command({
        milestoneId: id,
        trackId,
        name,
        scope,
        gateOn,
        targetOn: addDays(targetOn, 7),
        takesBaseline: false,
      }),
      baseVersion: version,
    })
    const { entries } = await of(manager, 'milestone', id)
    expect(entries[0].changes).toEqual([
      { about: null, field: 'targetOn', before: targetOn, after: addDays(targetOn, 7) },
    ])
  })

  it('comes page by page', async () => {
    const all = await manager.history.ofRecord.query({ kind: 'order', id: orderIds[1] })
    const first = await manager.history.ofRecord.query({ kind: 'order', id: orderIds[1], limit: 1 })
    const rest = await manager.history.ofRecord.query({
      kind: 'order',
      id: orderIds[1],
      before: first.next,
    })
    expect([...first.entries, ...rest.entries]).toEqual(all.entries)
    expect(rest.next).toBeNull()
  })
})

describe('who sees it', () => {
  it('a crew: its own orders, their sites and itself, nobody else’s', async () => {
    const crew = await server.signIn('crew', { crewId })
    const other = await createCrew(manager, { name: 'Other', region: 'US-WA' })
    expect((await of(crew, 'order', orderIds[0])).entries.length).toBeGreaterThan(0)
    expect((await of(crew, 'crew', crewId)).entries.length).toBeGreaterThan(0)
    const { site: own } = await manager.orders.get.query({ orderId: orderIds[0] })
    const { site: foreign } = await manager.orders.get.query({ orderId: orderIds[1] })
    expect((await of(crew, 'site', own.id)).entries.length).toBeGreaterThan(0)
    for (const [kind, id] of [
      ['order', orderIds[1]],
      ['site', foreign.id],
      ['crew', other],
      ['program', programId],
    ] as const)
      expect(await refusalOf(of(crew, kind, id))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('an office: its own regions', async () => {
    const elsewhere = await server.signIn('dispatcher', { regions: ['US-OR'] })
    for (const [kind, id] of [
      ['order', orderIds[0]],
      ['site', siteId],
      ['crew', crewId],
    ] as const)
      expect(await refusalOf(of(elsewhere, kind, id))).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('of people: those who administer or audit', async () => {
    const administrator = await server.signIn('administrator')
    const me = await manager.accounts.me.query()
    const personId = me.actor?.personId ?? ''
    expect((await of(administrator, 'person', personId)).entries.length).toBeGreaterThan(0)
    expect(await refusalOf(of(manager, 'person', personId))).toMatchObject({ code: 'NOT_FOUND' })
  })
})
