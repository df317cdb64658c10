import { newId, type Id } from '@changeover/shared/commands'
import { addDays, dayAt, parseDay, toInstant } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite, countBuiltSites, type SiteSketch } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const day = parseDay('2026-11-20')
const occurredAt = '2026-11-20T20:00:00Z'
const today = dayAt(toInstant(new Date().toISOString()), 'UTC')
const command = <Data>(data: Data) => ({ commandId: newId<'Command'>(), occurredAt, data })

let server: TestServer
let manager: Client
let crew: Client
let crewId: Id<'Crew'>
let programId: Id<'Program'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  programId = (await createRollout(manager)).programId
  crewId = await createCrew(manager)
  crew = await server.signIn('crew', { crewId })
})
afterAll(() => server.close())

/** A site whose one order a crew has started. */
async function started(sketch: SiteSketch) {
  const site = await buildSite(server.opened.services.db, sketch)
  await generateOrders(manager, programId)
  const { rows } = await manager.orders.list.query({ filter: { siteId: site.siteId } })
  await assignOrders(manager, crewId, day, [rows[0].id])
  await crew.orders.start.mutate(command({ orderId: rows[0].id }))
  await fillChecklist(crew, rows[0].id)
  return { ...site, orderId: rows[0].id }
}

function close(orderId: Id<'WorkOrder'>, portId: Id<'Port'>, removed: string[]) {
  return crew.orders.close.mutate(
    command({
      orderId,
      ports: [{ portId, outcome: 'fitted' as const, standard: 'NACS', removed }],
    }),
  )
}

const ccs1 = { family: 'CPEPLUS', ports: [{ level: 'DC' as const, standards: ['CCS1'] }] }
const reason = 'The utility takes the second cable away.'
const siteOf = (siteId: Id<'Site'>) => manager.network.getSite.query({ siteId })

describe('a waiver granted beforehand', () => {
  it('lets a crew close once, and is listed with who gave it and why', async () => {
    const { siteId, portIds, orderId } = await started(ccs1)
    expect((await refusalOf(close(orderId, portIds[0], ['CCS1']))).code).toBe('CCS1_WOULD_FALL')
    const grant = { portId: portIds[0], reason, expiresOn: today }
    await manager.network.grantWaiver.mutate(command(grant))
    expect((await siteOf(siteId)).waivers).toMatchObject([
      { state: 'open', reason, grantedBy: 'Test program_manager', portId: portIds[0] },
    ])
    // The phone hears of it with the order, and so knows before it closes.
    const portOf = async () => (await crew.orders.get.query({ orderId })).ports[0]
    expect((await portOf()).waivedUntil).toBe(today)
    await close(orderId, portIds[0], ['CCS1'])
    expect((await portOf()).waivedUntil).toBeNull()
    const after = await siteOf(siteId)
    expect(after.waivers).toMatchObject([{ state: 'used', reason }])
    expect(after.stations[0].ports[0].connectors).toMatchObject([
      { standard: 'CCS1', removedOn: day },
      { standard: 'NACS', removedOn: null },
    ])
    const { entries } = await manager.history.ofRecord.query({ kind: 'site', id: siteId })
    expect(entries.map(({ kind }) => kind)).toContain('site.waiver_granted')
    const again = manager.network.grantWaiver.mutate(command(grant))
    expect((await refusalOf(again)).code).toBe('NOTHING_TO_DO')
  })

  it('is never given on a funded port, not by the service and not by the database', async () => {
    const { portIds, siteId } = await buildSite(server.opened.services.db, {
      ports: [{ level: 'DC', standards: ['CCS1'], isFunded: true }],
    })
    const grant = command({ portId: portIds[0], reason, expiresOn: today })
    expect((await refusalOf(manager.network.grantWaiver.mutate(grant))).code).toBe('CCS1_FUNDED')
    const written = sql`
      insert into waiver (id, site_id, port_id, reason, granted_by, granted_command_id, expires_on)
      values (gen_random_uuid(), ${siteId}, ${portIds[0]}, ${reason}, gen_random_uuid(), gen_random_uuid(), ${today}::date)
    `.execute(server.opened.services.db)
    await expect(written).rejects.toThrow('CCS1_FUNDED')
  })

  it('may be withdrawn, and is of no use when it has run out', async () => {
    const one = await started(ccs1)
    const expiresOn = addDays(today, 30)
    const { result } = await manager.network.grantWaiver.mutate(
      command({ portId: one.portIds[0], reason, expiresOn }),
    )
    await manager.network.withdrawWaiver.mutate(command({ waiverId: result.waiverId }))
    const closing = close(one.orderId, one.portIds[0], ['CCS1'])
    expect((await refusalOf(closing)).code).toBe('CCS1_WOULD_FALL')

    await manager.network.grantWaiver.mutate(command({ portId: one.portIds[0], reason, expiresOn }))
    await sql`update waiver set expires_on = '2026-11-01' where port_id = ${one.portIds[0]}`.execute(
      server.opened.services.db,
    )
    const late = close(one.orderId, one.portIds[0], ['CCS1'])
    expect((await refusalOf(late)).code).toBe('CCS1_WOULD_FALL')
    expect((await siteOf(one.siteId)).waivers.map(({ state }) => state)).toContain('expired')
  })

  it('may be given by managers only, in their regions', async () => {
    const { portIds } = await buildSite(server.opened.services.db, ccs1)
    const grant = command({ portId: portIds[0], reason, expiresOn: today })
    expect((await refusalOf(crew.network.grantWaiver.mutate(grant))).code).toBe('FORBIDDEN')
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    expect((await refusalOf(oregon.network.grantWaiver.mutate(grant))).code).toBe('NOT_FOUND')
    const short = manager.network.grantWaiver.mutate({
      ...grant,
      data: { ...grant.data, reason: 'because' },
    })
    expect((await refusalOf(short)).code).toBe('INVALID')
  })
})

describe('the database itself', () => {
  it('keeps the CCS1 of a funded port even where its site gains one elsewhere', async () => {
    const { db } = server.opened.services
    const { portIds } = await buildSite(db, {
      ports: [
        { level: 'DC', standards: ['CCS1'], isFunded: true },
        { level: 'DC', standards: [] },
      ],
    })
    const swap = db.transaction().execute(async (tx) => {
      const commandId = newId<'Command'>()
      await tx
        .insertInto('connector')
        .values({
          id: newId(),
          portId: portIds[1],
          standard: 'CCS1',
          installedCommandId: commandId,
        })
        .execute()
      await tx
        .updateTable('connector')
        .set({ removedOn: day, removedCommandId: commandId, removedRecordedAt: sql`now()` })
        .where('portId', '=', portIds[0])
        .execute()
    })
    await expect(swap).rejects.toThrow('CCS1_FUNDED')
  })

  it('lets nobody write a removal twice, or take it back', async () => {
    const { db } = server.opened.services
    const { portIds } = await buildSite(db, { ports: [{ standards: ['J1772'] }] })
    const write = (removedOn: string | null, by: string | null) =>
      sql`update connector set removed_on = ${removedOn}::date, removed_command_id = ${by}::uuid,
        removed_recorded_at = ${removedOn}::timestamptz where port_id = ${portIds[0]}`.execute(db)
    await write('2026-01-05', newId())
    await expect(write('2026-02-05', newId())).rejects.toThrow('never overwritten')
    await expect(write(null, null)).rejects.toThrow('never overwritten')
  })
})

describe('what stood there on a day', () => {
  it('is told for a site, and for a region by standard, with the CHAdeMO that went', async () => {
    const region = 'US-ID'
    const idaho = await server.signIn('program_manager')
    const kept = await buildSite(server.opened.services.db, {
      region,
      timeZone: 'America/Boise',
      family: 'CPE250',
      ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
    })
    await countBuiltSites(server.opened.services.db, [kept.siteId])
    const ownCrewId = await createCrew(manager, { region })
    const ownCrew = await server.signIn('crew', { crewId: ownCrewId })
    await generateOrders(manager, programId)
    const { rows } = await manager.orders.list.query({ filter: { siteId: kept.siteId } })
    const before = await idaho.network.mixOn.query({ on: day, regions: [region] })
    expect(before.chademo).toEqual([{ region, standing: 1, lost: 0, atStake: 1 }])
    await assignOrders(manager, ownCrewId, day, [rows[0].id])
    await ownCrew.orders.start.mutate(command({ orderId: rows[0].id }))
    await fillChecklist(ownCrew, rows[0].id)
    await ownCrew.orders.close.mutate(
      command({
        orderId: rows[0].id,
        ports: [
          {
            portId: kept.portIds[0],
            outcome: 'fitted' as const,
            standard: 'NACS',
            removed: ['CHADEMO'],
          },
        ],
      }),
    )
    const standing = async (on: string) => {
      const site = await manager.network.getSite.query({ siteId: kept.siteId, on: parseDay(on) })
      return site.stations[0].ports[0].connectors.map(({ standard }) => standard).toSorted()
    }
    expect(await standing('2026-11-19')).toEqual(['CCS1', 'CHADEMO'])
    expect(await standing('2026-11-20')).toEqual(['CCS1', 'NACS'])

    const since = addDays(day, -1)
    const mix = await idaho.network.mixOn.query({ on: day, since, regions: [region] })
    expect(mix.standards).toEqual([
      {
        standard: 'CCS1',
        counts: { ac: 0, dc: 1, unknown: 0 },
        before: { ac: 0, dc: 1, unknown: 0 },
      },
      {
        standard: 'CHADEMO',
        counts: { ac: 0, dc: 0, unknown: 0 },
        before: { ac: 0, dc: 1, unknown: 0 },
      },
      {
        standard: 'NACS',
        counts: { ac: 0, dc: 1, unknown: 0 },
        before: { ac: 0, dc: 0, unknown: 0 },
      },
    ])
    expect(mix.chademo).toEqual([{ region, standing: 0, lost: 1, atStake: 0 }])
  })

  it('shows nobody a region that is not theirs', async () => {
    const oregon = await server.signIn('program_manager', { regions: ['US-OR'] })
    const mix = await oregon.network.mixOn.query({ on: day })
    expect(mix).toMatchObject({ standards: [], chademo: [] })
    expect((await refusalOf(crew.network.mixOn.query({ on: day }))).code).toBe('FORBIDDEN')
  })
})

describe('the kit picker', () => {
  const hardwareOf = async (siteId: Id<'Site'>) =>
    (await manager.network.hardware.query({ siteId }))[0]

  const portsOfFamily = async (family: string) => {
    const { rows } = await sql<{ ports: number }>`
      select coalesce(sum(quantity), 0)::integer as ports from rollup
      where measure = 'ports' and family = ${family} and milestone_id is null
    `.execute(server.opened.services.db)
    return rows[0].ports
  }

  it('asks for the family where nobody knows it, and names the kit once it was seen', async () => {
    const { siteId, stationId } = await buildSite(server.opened.services.db, {
      family: null,
      ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
    })
    const asked = await hardwareOf(siteId)
    expect(asked).toMatchObject({
      questions: [{ code: 'family', because: 'FAMILY_UNKNOWN' }],
      kits: [{ kit: null, reason: 'FAMILY_UNKNOWN' }],
    })
    expect(asked.questions[0].options).toContain('CPE250')
    const before = await portsOfFamily('CPE250')
    const see = (question: 'family' | 'contactor', answer: string) =>
      manager.network.observeHardware.mutate(command({ stationId, question, answer }))
    await see('family', 'CPE250')
    expect(await hardwareOf(siteId)).toMatchObject({
      family: 'CPE250',
      questions: [{ code: 'contactor', options: ['one_relay', 'two_relays'] }],
      kits: [{ reason: null, takesChademo: true }],
      observations: [{ question: 'family', answer: 'CPE250', by: 'Test program_manager' }],
    })
    await see('contactor', 'two_relays')
    expect(await hardwareOf(siteId)).toMatchObject({ questions: [] })
    expect(await portsOfFamily('CPE250')).toBe(before + 1)
  })

  it('takes what a crew answered on site for an observation', async () => {
    const one = await started({
      family: 'CPE250',
      ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
    })
    expect(await hardwareOf(one.siteId)).toMatchObject({
      questions: [],
      observations: [{ question: 'contactor', answer: 'one_relay' }],
    })
  })

  it('refuses what is no option, and those who may not', async () => {
    const { stationId } = await buildSite(server.opened.services.db)
    const nonsense = command({ stationId, question: 'contactor' as const, answer: 'three' })
    expect((await refusalOf(manager.network.observeHardware.mutate(nonsense))).code).toBe('INVALID')
    const executive = await server.signIn('executive')
    const call = executive.network.observeHardware.mutate({ ...nonsense, commandId: newId() })
    expect((await refusalOf(call)).code).toBe('FORBIDDEN')
    const other = crew.network.observeHardware.mutate({ ...nonsense, commandId: newId() })
    expect((await refusalOf(other)).code).toBe('NOT_FOUND')
  })
})
