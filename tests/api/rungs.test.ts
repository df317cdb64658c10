import { newId, type Id } from '@changeover/shared/commands'
import { parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyRollup } from '@changeover/server/progress/index'
import { buildSite, type SiteSketch } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from '../support/rollout.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const day = parseDay('2026-11-18')
const later = parseDay('2026-11-19')
const occurredAt = '2026-11-18T20:00:00Z'

let server: TestServer
let manager: Client & { cookie: string }
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

/** An order that was closed on `day`, with a NACS connector on each port. */
async function closedOrder(sketch: SiteSketch = {}) {
  const { db } = server.opened.services
  const site = await buildSite(db, sketch)
  await generateOrders(manager, programId)
  const { rows } = await manager.orders.list.query({ filter: { siteId: site.siteId } })
  const orderId = rows[0].id
  await assignOrders(manager, crewId, day, [orderId])
  await crew.orders.start.mutate({ commandId: newId(), occurredAt, data: { orderId } })
  await fillChecklist(crew, orderId)
  const order = await crew.orders.get.query({ orderId })
  const ports = order.ports.map(({ id: portId }) => ({
    portId,
    outcome: 'fitted' as const,
    standard: 'NACS',
  }))
  await crew.orders.close.mutate({ commandId: newId(), occurredAt, data: { orderId, ports } })
  const connectors = await db
    .selectFrom('connector')
    .select('id')
    .where('installedOrderId', '=', orderId)
    .execute()
  return { ...site, orderId, connectorIds: connectors.map(({ id }) => id) }
}

async function counted(rung: string): Promise<number> {
  const { rows } = await sql<{ sum: number }>`
    select coalesce(sum(quantity), 0)::int as sum from rollup where measure = ${`rung:${rung}`}`.execute(
    server.opened.services.db,
  )
  return rows[0].sum
}

describe('a rung by hand', () => {
  it('is reached once, counted, and shown on the order', async () => {
    const { orderId } = await closedOrder({ ports: [{}, {}] })
    const before = await counted('energised')
    const say = () =>
      crew.rungs.reach.mutate({
        commandId: newId(),
        data: { orderId, rung: 'energised', reachedOn: later },
      })
    expect((await say()).result.reached).toBe(2)
    expect((await say()).result.reached).toBe(0)
    expect((await counted('energised')) - before).toBe(2)
    const order = await manager.orders.get.query({ orderId })
    expect(order.ports.map(({ rungs }) => rungs.energised)).toEqual([later, later])
  })

  it('of a session proves that there is power', async () => {
    const { orderId, connectorIds } = await closedOrder()
    await manager.rungs.reach.mutate({
      commandId: newId(),
      data: { connectorIds, rung: 'first_session', reachedOn: later },
    })
    expect((await manager.orders.get.query({ orderId })).ports[0].rungs).toEqual({
      energised: later,
      first_session: later,
      publicly_listed: null,
    })
  })

  it('stands in the ledger of its site, as of the day on which it is looked at', async () => {
    const { orderId, connectorIds } = await closedOrder()
    await manager.rungs.reach.mutate({
      commandId: newId(),
      data: { connectorIds, rung: 'first_session', reachedOn: later },
    })
    const { site } = await manager.orders.get.query({ orderId })
    const climbed = async (on?: Day) => {
      const seen = await manager.network.getSite.query({ siteId: site.id, on })
      return seen.stations
        .flatMap(({ ports }) => ports.flatMap(({ connectors }) => connectors))
        .filter(({ id }) => connectorIds.includes(id))
        .map(({ rungs }) => rungs)
    }
    const both = ['energised', 'first_session'].map((rung) => ({ rung, reachedOn: later }))
    expect(await climbed()).toEqual([both])
    expect(await climbed(day)).toEqual([[]])
  })

  it('can be taken back with a reason, and is not counted then', async () => {
    const { connectorIds } = await closedOrder()
    const before = await counted('energised')
    const data = { connectorIds, rung: 'energised' as const }
    await manager.rungs.reach.mutate({ commandId: newId(), data: { ...data, reachedOn: later } })
    await manager.rungs.withdraw.mutate({
      commandId: newId(),
      data: { ...data, reason: 'Wrong site' },
    })
    expect(await counted('energised')).toBe(before)
    expect(
      await refusalOf(
        manager.rungs.withdraw.mutate({
          commandId: newId(),
          data: { ...data, reason: 'Wrong site' },
        }),
      ),
    ).toMatchObject({ code: 'NOTHING_TO_DO' })
  })

  it('lies neither before the installation nor in the future', async () => {
    const { orderId } = await closedOrder()
    for (const reachedOn of [parseDay('2026-11-17'), parseDay('2099-01-01')])
      expect(
        await refusalOf(
          crew.rungs.reach.mutate({
            commandId: newId(),
            data: { orderId, rung: 'energised', reachedOn },
          }),
        ),
      ).toMatchObject({ code: 'INVALID' })
  })

  it('is said by nobody else: not another crew, not another region, not an executive', async () => {
    const { orderId, connectorIds } = await closedOrder()
    const rung = { rung: 'energised' as const, reachedOn: later }
    const stranger = await server.signIn('crew', { crewId: await createCrew(manager) })
    const oregon = await server.signIn('dispatcher', { regions: ['US-OR'] })
    const executive = await server.signIn('executive')
    for (const somebody of [stranger, oregon])
      for (const data of [
        { orderId, ...rung },
        { connectorIds, ...rung },
      ])
        expect(
          await refusalOf(somebody.rungs.reach.mutate({ commandId: newId(), data })),
        ).toMatchObject({ code: 'NOT_FOUND' })
    expect(
      await refusalOf(
        executive.rungs.reach.mutate({ commandId: newId(), data: { orderId, ...rung } }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' })
    expect(
      await refusalOf(
        crew.rungs.withdraw.mutate({
          commandId: newId(),
          data: { connectorIds, rung: 'energised', reason: 'Not so' },
        }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('charging sessions in OCPI', () => {
  const session = (locationId: string, change: object = {}) => ({
    country_code: 'US',
    party_id: 'CHG',
    id: newId().slice(0, 30),
    start_date_time: '2026-11-20T05:30:00Z', // 21:30 of the 19th in Seattle
    kwh: 12.4,
    location_id: locationId,
    evse_uid: '1',
    connector_id: '1',
    status: 'COMPLETED' as const,
    ...change,
  })

  async function atLocation(locationId: string, sketch: SiteSketch = {}) {
    const order = await closedOrder(sketch)
    await server.opened.services.db
      .updateTable('station')
      .set({ source: 'ocpi', sourceId: `US*CHG*${locationId}` })
      .where('id', '=', order.stationId)
      .execute()
    return order
  }

  it('give the first session where there is one new connector, and ask where there are more', async () => {
    const certain = await atLocation('LOC1')
    const unsure = await atLocation('LOC2', { ports: [{}, {}] })
    const command = {
      commandId: newId<'Command'>(),
      data: {
        sessions: [
          session('LOC1'),
          session('LOC1', { start_date_time: '2026-11-20T20:00:00' }),
          session('LOC2'),
          session('LOC3'),
          session('LOC1', { kwh: 0 }),
          session('LOC1', { status: 'INVALID' }),
        ],
      },
    }
    const { result } = await manager.rungs.importSessions.mutate(command)
    expect(result).toEqual({
      reached: 1,
      already: 0,
      withoutCharge: 2,
      unknownLocations: ['US*CHG*LOC3'],
      ambiguousLocations: ['US*CHG*LOC2'],
    })
    const order = await manager.orders.get.query({ orderId: certain.orderId })
    expect(order.ports[0].rungs).toMatchObject({ energised: later, first_session: later })
    const other = await manager.orders.get.query({ orderId: unsure.orderId })
    expect(other.ports.map(({ rungs }) => rungs.first_session)).toEqual([null, null])
    // The same file once more changes nothing.
    const again = await manager.rungs.importSessions.mutate({ ...command, commandId: newId() })
    expect(again.result).toMatchObject({ reached: 0, already: 2 })
  })

  it('are taken from managers only', async () => {
    expect(
      await refusalOf(
        crew.rungs.importSessions.mutate({
          commandId: newId(),
          data: { sessions: [session('LOC1')] },
        }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})

describe('the public list', () => {
  it('lists a new connector when it first shows one where none stood before', async () => {
    const { db } = server.opened.services
    const shown = await closedOrder()
    const unproven = await closedOrder({ ports: [{}, { standards: ['J1772', 'NACS'] }] })
    for (const { stationId } of [shown, unproven])
      await db
        .updateTable('station')
        .set({
          source: 'afdc',
          raw: JSON.stringify({ connectors: ['J1772', 'NACS'] }),
          lastSeenOn: parseDay('2026-11-21'),
        })
        .where('id', '=', stationId)
        .execute()
    // Any import of stations reads the list; this one brings a station far away.
    const uploadId = await upload(
      server,
      manager,
      stationCsv({
        ID: '991',
        State: 'ME',
        ZIP: '04330',
        City: 'Augusta',
        Latitude: '44.31',
        Longitude: '-69.78',
      }),
    )
    await manager.network.import.mutate({
      commandId: newId(),
      data: { uploadId, network: 'ChargePoint Network', acceptGoodRows: true },
    })
    const rungs = async (orderId: Id<'WorkOrder'>) =>
      (await manager.orders.get.query({ orderId })).ports.map((port) => port.rungs.publicly_listed)
    expect(await rungs(shown.orderId)).toEqual(['2026-11-21'])
    expect(await rungs(unproven.orderId)).toEqual([null])
  })
})

describe('progress', () => {
  it('has counted each rung as the ledger has it', async () => {
    const differences = await verifyRollup(server.opened.services.db)
    expect(differences.filter(({ measure }) => measure.startsWith('rung:'))).toEqual([])
  })
})

describe('installed, not live', () => {
  it('counts what has not reached the rung that the reader picks', async () => {
    const { orderId } = await closedOrder()
    const before = await manager.progress.notLive.query({ rung: 'energised' })
    await crew.rungs.reach.mutate({
      commandId: newId(),
      data: { orderId, rung: 'energised', reachedOn: later },
    })
    const energised = await manager.progress.notLive.query({ rung: 'energised' })
    expect(energised.notLive).toBe(before.notLive - 1)
    expect(energised.installed).toBe(before.installed)
    expect(energised.live).toBe(energised.installed - energised.notLive)
    const listed = await manager.progress.notLive.query({ rung: 'publicly_listed' })
    expect(listed.notLive).toBeGreaterThanOrEqual(energised.notLive)
    const elsewhere = await manager.progress.notLive.query({
      rung: 'energised',
      regions: ['US-OR'],
    })
    expect(elsewhere.installed).toBe(0)
  })
})
