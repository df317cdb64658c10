import { newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { occurredAt, startCrewDay, workday, type CrewDay } from '../support/crew-day.ts'
import { buildSite, type SiteSketch } from '../support/network.ts'
import { assignOrders, createCrew, fillChecklist, generateOrders } from '../support/rollout.ts'
import { refusalOf, type Client } from '../support/server.ts'

let { server, manager, crew, crewId, programId, startedOrder } = {} as CrewDay // Set before the first test.
beforeAll(async () => {
  ;({ server, manager, crew, crewId, programId, startedOrder } = await startCrewDay())
})
afterAll(() => server.close())

/** A started order whose checklist is filled. */
async function readyOrder(sketch: SiteSketch = {}) {
  const order = await startedOrder(sketch)
  await fillChecklist(crew, order.orderId)
  return order
}

function fitted(portId: Id<'Port'>, removed: string[] = []) {
  return { portId, outcome: 'fitted' as const, standard: 'NACS', removed }
}

function close(
  client: Client,
  orderId: Id<'WorkOrder'>,
  ports: ReturnType<typeof fitted>[],
  waiver?: string,
) {
  return client.orders.close.mutate({
    commandId: newId(),
    occurredAt,
    data: { orderId, ports, ...(waiver ? { waiver: { reason: waiver } } : {}) },
  })
}

async function measures(): Promise<Record<string, number>> {
  const { rows } = await sql<{ measure: string; sum: number }>`
    select measure || ' ' || level as measure, sum(quantity) as sum from rollup group by 1`.execute(
    server.opened.services.db,
  )
  return Object.fromEntries(rows.map(({ measure, sum }) => [measure, sum]))
}

describe('closing an order', () => {
  it('records a connector for each port, and progress with it', async () => {
    const { orderId, portIds, siteId } = await readyOrder({ ports: [{}, {}] })
    const before = await measures()
    const { result } = await close(
      crew,
      orderId,
      portIds.map((id) => fitted(id)),
    )
    expect(result).toMatchObject({ state: 'done', portsFitted: 2, chademoLost: 0 })

    const order = await manager.orders.get.query({ orderId })
    expect(order).toMatchObject({ state: 'done', doneOn: workday })
    expect(order.ports.map(({ standards, outcome }) => ({ standards, outcome }))).toEqual([
      { standards: ['J1772', 'NACS'], outcome: 'fitted' },
      { standards: ['J1772', 'NACS'], outcome: 'fitted' },
    ])
    const after = await measures()
    const moved = (measure: string) => (after[measure] ?? 0) - (before[measure] ?? 0)
    expect(moved('done L2')).toBe(2)
    expect(moved('ports_nacs L2')).toBe(2)
    expect(moved('sites_nacs L2')).toBe(1)
    expect(moved('connectors:NACS L2')).toBe(2)
    expect(moved('connectors:J1772 L2')).toBe(0)
    expect(moved('orders:in_progress L2')).toBe(-1)
    expect(moved('orders:done L2')).toBe(1)
    const kits = await server.opened.services.db
      .selectFrom('kitMovement')
      .select(['quantity', 'reason'])
      .where('orderId', '=', orderId)
      .execute()
    expect(kits).toEqual([
      { quantity: -1, reason: 'used' },
      { quantity: -1, reason: 'used' },
    ])
    const stock = await server.opened.services.db
      .selectFrom('siteStock')
      .select(['nacs', 'j1772', 'acNacsPorts'])
      .where('siteId', '=', siteId)
      .executeTakeFirst()
    expect(stock).toEqual({ nacs: 2, j1772: 2, acNacsPorts: 2 })
  })

  it('is dated by the device, in the time zone of the site', async () => {
    const { orderId, portIds } = await readyOrder()
    await crew.orders.close.mutate({
      commandId: newId(),
      occurredAt: '2026-11-21T07:30:00Z', // 23:30 of the 20th in Seattle
      data: { orderId, ports: portIds.map((id) => fitted(id)) },
    })
    expect(await manager.orders.get.query({ orderId })).toMatchObject({ doneOn: '2026-11-20' })
  })

  it('waits for an outcome of every port', async () => {
    const { orderId, portIds } = await readyOrder({ ports: [{}, {}] })
    expect(await refusalOf(close(crew, orderId, [fitted(portIds[0])]))).toMatchObject({
      code: 'CONNECTOR_MISSING',
      details: { portIds: [portIds[1]] },
    })
  })

  it('keeps a port that could not be fitted in scope, for another visit', async () => {
    const { orderId, portIds } = await readyOrder({ ports: [{}, {}] })
    const before = await measures()
    await crew.orders.close.mutate({
      commandId: newId(),
      occurredAt,
      data: {
        orderId,
        ports: [
          fitted(portIds[0]),
          { portId: portIds[1], outcome: 'not_fitted', reason: 'Cracked holster' },
        ],
      },
    })
    const after = await measures()
    expect(after['scope L2']).toBe(before['scope L2'])
    expect(after['planned L2'] - before['planned L2']).toBe(-1)
    await generateOrders(manager, programId)
    const again = await measures()
    expect(again['scope L2']).toBe(before['scope L2'])
  })

  it('waits for the checklist', async () => {
    const site = await buildSite(server.opened.services.db)
    await generateOrders(manager, programId)
    const { rows } = await manager.orders.list.query({ filter: { siteId: site.siteId } })
    await assignOrders(manager, crewId, workday, [rows[0].id])
    await crew.orders.start.mutate({
      commandId: newId(),
      occurredAt,
      data: { orderId: rows[0].id },
    })
    expect(
      await refusalOf(
        close(
          crew,
          rows[0].id,
          site.portIds.map((id) => fitted(id)),
        ),
      ),
    ).toMatchObject({
      code: 'CHECKLIST_OPEN',
      details: { steps: ['station', 'kit', 'before', 'power_off', 'holster', 'latched', 'after'] },
    })
  })

  it('counts a CHAdeMO connector that goes', async () => {
    const { orderId, portIds } = await readyOrder({
      family: 'CPE250',
      ports: [{ level: 'DC', standards: ['CCS1', 'CHADEMO'] }],
    })
    const before = await measures()
    const { result } = await close(crew, orderId, [fitted(portIds[0], ['CHADEMO'])])
    expect(result.chademoLost).toBe(1)
    const after = await measures()
    expect((after['connectors:CHADEMO DC'] ?? 0) - (before['connectors:CHADEMO DC'] ?? 0)).toBe(-1)
    const order = await manager.orders.get.query({ orderId })
    expect(order.ports[0].standards).toEqual(['CCS1', 'NACS'])
  })
})

describe('the CCS1 rule', () => {
  const dc = { family: 'CPEPLUS', ports: [{ level: 'DC' as const, standards: ['CCS1'] }] }

  it('refuses a closing that takes a CCS1 connector away', async () => {
    const { orderId, portIds } = await readyOrder(dc)
    expect(await refusalOf(close(crew, orderId, [fitted(portIds[0], ['CCS1'])]))).toMatchObject({
      code: 'CCS1_WOULD_FALL',
      details: { before: 1, after: 0 },
    })
    const order = await manager.orders.get.query({ orderId })
    expect(order).toMatchObject({ state: 'in_progress' })
    expect(order.ports[0].standards).toEqual(['CCS1'])
  })

  it('yields to a waiver that a manager gives with a reason, and to nobody else’s', async () => {
    const { orderId, portIds } = await readyOrder(dc)
    const reason = 'The host has a second CCS1 unit on order'
    expect(
      await refusalOf(close(crew, orderId, [fitted(portIds[0], ['CCS1'])], reason)),
    ).toMatchObject({ code: 'FORBIDDEN' })
    const { result } = await close(manager, orderId, [fitted(portIds[0], ['CCS1'])], reason)
    expect(result.state).toBe('done')
  })

  it('knows no waiver on a funded port', async () => {
    const { orderId, portIds } = await readyOrder({
      family: 'CPEPLUS',
      ports: [{ level: 'DC', standards: ['CCS1'], isFunded: true }],
    })
    expect(
      await refusalOf(
        close(manager, orderId, [fitted(portIds[0], ['CCS1'])], 'A reason that is long enough'),
      ),
    ).toMatchObject({ code: 'CCS1_FUNDED' })
  })

  it('keeps the last J1772 plug of a site', async () => {
    const { orderId, portIds } = await readyOrder()
    expect(await refusalOf(close(crew, orderId, [fitted(portIds[0], ['J1772'])]))).toMatchObject({
      code: 'J1772_WOULD_VANISH',
    })
  })
})

describe('a crew', () => {
  it('cannot see, start or close the order of another crew', async () => {
    const { orderId, portIds } = await readyOrder()
    const others = await server.signIn('crew', { crewId: await createCrew(manager) })
    const contractor = await server.signIn('contractor', { crewId: await createCrew(manager) })
    for (const stranger of [others, contractor]) {
      expect(await refusalOf(stranger.orders.get.query({ orderId }))).toMatchObject({
        code: 'NOT_FOUND',
      })
      expect(
        await refusalOf(stranger.history.ofRecord.query({ kind: 'order', id: orderId })),
      ).toMatchObject({
        code: 'NOT_FOUND',
      })
      expect(await refusalOf(close(stranger, orderId, [fitted(portIds[0])]))).toMatchObject({
        code: 'NOT_FOUND',
      })
      expect(
        await refusalOf(
          stranger.orders.block.mutate({ commandId: newId(), data: { orderId, reason: 'No key' } }),
        ),
      ).toMatchObject({ code: 'NOT_FOUND' })
    }
  })

  it('cannot close twice, and an executive cannot close at all', async () => {
    const { orderId, portIds } = await readyOrder()
    const executive = await server.signIn('executive')
    expect(await refusalOf(close(executive, orderId, [fitted(portIds[0])]))).toMatchObject({
      code: 'FORBIDDEN',
    })
    await close(crew, orderId, [fitted(portIds[0])])
    expect(await refusalOf(close(crew, orderId, [fitted(portIds[0])]))).toMatchObject({
      code: 'ILLEGAL_TRANSITION',
    })
  })

  it('gets the repeated close answered with the first receipt', async () => {
    const { orderId, portIds } = await readyOrder()
    const command = {
      commandId: newId<'Command'>(),
      occurredAt,
      data: { orderId, ports: [fitted(portIds[0])] },
    }
    const first = await crew.orders.close.mutate(command)
    expect(await crew.orders.close.mutate(command)).toEqual(first)
  })
})
