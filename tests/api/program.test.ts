import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import { createRollout, farTarget, generateOrders, longOpen } from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

let server: TestServer
let manager: Client
let programId: Id<'Program'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  await buildSite(db, { name: 'Two to do', ports: [{}, {}, { standards: ['NACS'] }] })
  await buildSite(db, { name: 'Somebody must look', family: null })
  await buildSite(db, { name: 'No kit', family: 'OTHERS' })
  await buildSite(db, { name: 'What is it', ports: [{ level: null }] })
  await buildSite(db, { name: 'Nothing recorded', ports: [{ standards: [] }] })
  await buildSite(db, {
    name: 'Fast',
    family: 'CPE250',
    ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
  })
  await buildSite(db, { name: 'Swap all but one', family: 'CPF50', ports: [{}, {}] })
  programId = (await createRollout(manager)).programId
})
afterAll(() => server.close())

describe('a program from a template', () => {
  it('has its tracks, milestones and first baselines over what is in scope', async () => {
    const program = await manager.program.getProgram.query({ programId })
    expect(program.tracks.map(({ code }) => code)).toEqual(['NACS_AC', 'NACS_DC', 'HOME_KITS'])
    expect(
      program.milestones.map(({ name, baselines }) => [name, baselines[0].scopeCount]),
    ).toEqual(
      expect.arrayContaining([
        ['NACS AC', 8],
        ['NACS DC', 1],
        ['Home kits', 0],
      ]),
    )
    const { rows } = await sql<{ total: number; weekends: number }>`
      select sum(count) as total, count(*) filter (where extract(isodow from due_on) > 5) as weekends from baseline_point`.execute(
      server.opened.services.db,
    )
    expect(rows).toEqual([{ total: 9, weekends: 0 }])
  })

  it('may be created by managers only', async () => {
    for (const role of ['dispatcher', 'executive', 'crew'] as const) {
      const client = await server.signIn(role)
      expect(await refusalOf(createRollout(client))).toMatchObject({ code: 'FORBIDDEN' })
      expect(await refusalOf(generateOrders(client, programId))).toMatchObject({
        code: 'FORBIDDEN',
      })
    }
  })

  it('says while a goal is written what it would be about', async () => {
    const { tracks } = await manager.program.getProgram.query({ programId })
    const scope = {
      regions: ['US-OR'],
      families: null,
      networks: null,
      isFunded: null,
      search: null,
    }
    expect(await manager.program.countScope.query({ trackId: tracks[0].id, scope })).toEqual({
      ports: 0,
      sites: 0,
      sentence: 'all AC ports in US-OR without NACS',
    })
    const sitesWith = async (search: string) =>
      (
        await manager.program.countScope.query({
          trackId: tracks[0].id,
          scope: { ...scope, regions: null, search },
        })
      ).sites
    expect(await sitesWith('WO TO D')).toBe(1)
    // A goal is about sites: the name of a station does not bring its site in, nor do scattered words.
    expect(await sitesWith('to two do')).toBe(0)
    expect(await sitesWith('%')).toBe(0)
  })
})

describe('generating orders', () => {
  it('makes one order for a site and track, and names every port it cannot decide', async () => {
    const preview = await manager.orders.previewGeneration.query({ programId, milestoneId: null })
    const ofAc = preview.find(({ name }) => name === 'NACS AC')
    expect(ofAc).toMatchObject({ orders: 3, ports: 4, toAsk: 1 })
    expect(ofAc?.exceptions).toEqual(
      expect.arrayContaining([
        { name: 'NO_KIT_KNOWN', count: 1 },
        { name: 'LEVEL_UNKNOWN', count: 1 },
        { name: 'CONNECTORS_UNKNOWN', count: 1 },
        { name: 'LAST_J1772', count: 1 },
      ]),
    )
    expect(await generateOrders(manager, programId)).toEqual({ orders: 4, ports: 5, exceptions: 4 })

    const { rows } = await manager.orders.list.query({ filter: { programId } })
    expect(rows.map(({ siteName, portCount, kitName }) => [siteName, portCount, kitName])).toEqual(
      expect.arrayContaining([
        ['Two to do', 2, 'CT4000 second cable, NACS'],
        ['Somebody must look', 1, null],
        ['Swap all but one', 1, 'CPF50 cable swap, J1772 to NACS'],
        ['Fast', 1, 'Express 250 cable swap, CHAdeMO to NACS'],
      ]),
    )
    const exceptions = await manager.orders.listExceptions.query({ programId })
    expect(exceptions.rows.map(({ siteName, reason }) => [siteName, reason])).toEqual(
      expect.arrayContaining([
        ['No kit', 'NO_KIT_KNOWN'],
        ['What is it', 'LEVEL_UNKNOWN'],
        ['Nothing recorded', 'CONNECTORS_UNKNOWN'],
        ['Swap all but one', 'LAST_J1772'],
      ]),
    )
    const program = await manager.program.getProgram.query({ programId })
    expect(program.milestones.find(({ name }) => name === 'NACS AC')).toMatchObject({
      scopeCount: 4,
      exceptionCount: 4,
      baselines: [
        { name: 'At generation', scopeCount: 4 },
        { name: 'First baseline', scopeCount: 8 },
      ],
    })
  })

  it('adds only what is new when it is done again', async () => {
    await buildSite(server.opened.services.db, { name: 'New site' })
    expect(await generateOrders(manager, programId)).toMatchObject({ orders: 1, ports: 1 })
    const { milestones } = await manager.program.getProgram.query({ programId })
    expect(milestones.find(({ name }) => name === 'NACS AC')).toMatchObject({
      scopeCount: 5,
      exceptionCount: 4,
    })
  })

  it('offers the kits that may fit where somebody must look', async () => {
    const { rows } = await manager.orders.list.query({ filter: { search: 'somebody must' } })
    const order = await manager.orders.get.query({ orderId: rows[0].id })
    expect(order.ports[0].kitTypeId).toBeNull()
    expect(order.kits.map(({ code }) => code)).toEqual(['CP6000-NACS', 'CPF50-NACS', 'CT4000-NACS'])
  })
})

describe('a milestone', () => {
  it('keeps what was promised when its dates move, and refuses a stale edit', async () => {
    const { milestones } = await manager.program.getProgram.query({ programId })
    const { id, trackId, name, version, scope } = milestones.find(
      (milestone) => milestone.name === 'NACS DC',
    )!
    const change = {
      milestoneId: id,
      trackId,
      name,
      weight: 1,
      scope,
      gateOn: longOpen,
      targetOn: parseDay('2034-06-30'),
    }
    await manager.program.setMilestone.mutate({
      commandId: newId(),
      baseVersion: version,
      data: change,
    })
    const after = await manager.program.getProgram.query({ programId })
    expect(after.milestones.find((milestone) => milestone.id === id)).toMatchObject({
      targetOn: '2034-06-30',
      baselines: [{ targetOn: farTarget }, { targetOn: farTarget }],
    })
    const stale = manager.program.setMilestone.mutate({
      commandId: newId(),
      baseVersion: version,
      data: change,
    })
    expect(await refusalOf(stale)).toMatchObject({ code: 'CONFLICT' })
  })

  it('does not open before its gate: a DC order cannot be started', async () => {
    const { milestones } = await manager.program.getProgram.query({ programId })
    const { id, trackId, name, scope } = milestones.find(
      (milestone) => milestone.name === 'NACS DC',
    )!
    const gateOn = parseDay('2034-01-02')
    await manager.program.setMilestone.mutate({
      commandId: newId(),
      data: { milestoneId: id, trackId, name, scope, gateOn, targetOn: farTarget },
    })
    const { rows } = await manager.orders.list.query({ filter: { milestoneId: id } })
    const db = server.opened.services.db
    await db
      .updateTable('workOrder')
      .set({ state: 'scheduled' })
      .where('id', '=', rows[0].id)
      .execute()
    for (const verb of ['travel', 'arrive', 'start'] as const)
      expect(
        await refusalOf(
          manager.orders[verb].mutate({ commandId: newId(), data: { orderId: rows[0].id } }),
        ),
      ).toMatchObject({ code: 'BEFORE_GATE', details: { gateOn } })
  })
})
