import { newId, type Id } from '@changeover/shared/commands'
import { parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { verifyRollup } from '@changeover/server/progress/index'
import {
  buildClosingScene,
  closedOrder as closeOrder,
  type ClosingScene,
} from '../support/closed-order.ts'
import type { SiteSketch } from '../support/network.ts'
import { createCrew } from '../support/rollout.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const day = parseDay('2026-11-18')
const later = parseDay('2026-11-19')
const occurredAt = '2026-11-18T20:00:00Z'

let server: TestServer
let scene: ClosingScene
let manager: Client & { cookie: string }
let crew: Client
beforeAll(async () => {
  server = await startTestServer()
  scene = await buildClosingScene(server, { day, occurredAt })
  ;({ manager, crew } = scene)
})
afterAll(() => server.close())

const closedOrder = (sketch?: SiteSketch) => closeOrder(scene, sketch)

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
