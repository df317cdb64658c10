import { newId, type Id } from '@changeover/shared/commands'
import type { OrderChange, Selection } from '@changeover/shared/orders'
import { parseDay } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  fillChecklist,
  generateOrders,
} from '../support/rollout.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const monday = parseDay('2026-11-23')
const friday = parseDay('2026-11-27')

let server: TestServer
let manager: Client
let crew: Client
let programId: Id<'Program'>
let crewId: Id<'Crew'>
let orders: Record<string, Id<'WorkOrder'>>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const { db } = server.opened.services
  for (const name of ['Alder', 'Birch', 'Cedar', 'Fir'])
    await buildSite(db, { name, ports: [{}, {}] })
  await buildSite(db, {
    name: 'Dogwood',
    family: 'CPEPLUS',
    ports: [{ level: 'DC', standards: ['CCS1'] }],
  })
  await buildSite(db, { name: 'Elm', region: 'US-OR' })
  ;({ programId } = await createRollout(manager))
  await generateOrders(manager, programId)
  crewId = await createCrew(manager)
  crew = await server.signIn('crew', { crewId })
  const { rows } = await manager.orders.list.query({})
  orders = Object.fromEntries(rows.map(({ siteName, id }) => [siteName, id]))
})
afterAll(() => server.close())

function change(selection: Selection, asked: Partial<OrderChange>, by = manager) {
  return by.orders.change.mutate({
    commandId: newId(),
    data: { selection, change: { set: {}, step: null, reason: null, ...asked } },
  })
}

function undo(commandId: Id<'Command'>) {
  return manager.orders.undo.mutate({ commandId: newId(), data: { commandId } })
}

/** Sums of the rollup that a bulk change touches, without the zeros. */
async function sums(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; sum: number }>`
    select m.name || ' ' || r.measure || case when r.measure = 'planned' then ' ' || occurred_on else '' end as name,
      sum(quantity) as sum
    from rollup r join milestone m on m.id = r.milestone_id group by 1 having sum(quantity) <> 0 order by 1`.execute(
    server.opened.services.db,
  )
  return Object.fromEntries(rows.map(({ name, sum }) => [name, sum]))
}

/** Counts the orders' states anew, as the rollup must have them. */
async function countedStates(): Promise<Record<string, number>> {
  const { rows } = await sql<{ name: string; count: number }>`
    select m.name || ' orders:' || w.state as name, count(*) as count
    from work_order w join milestone m on m.id = w.milestone_id group by 1`.execute(
    server.opened.services.db,
  )
  return Object.fromEntries(rows.map(({ name, count }) => [name, count]))
}

describe('a change of many orders', () => {
  it('sets due day and priority of all that a filter finds, and takes it back in one command', async () => {
    const before = await manager.orders.list.query({})
    const receipt = await change(
      { filter: { charge: 'AC' }, excludedIds: [orders.Fir] },
      { set: { dueOn: friday, priority: 1 } },
    )
    expect(receipt.result).toEqual({ changed: 4, refused: [] })
    expect(await manager.orders.get.query({ orderId: orders.Alder })).toMatchObject({
      dueOn: friday,
      priority: 1,
      state: 'planned',
    })
    expect(await manager.orders.get.query({ orderId: orders.Fir })).toMatchObject({ priority: 3 })
    expect((await undo(receipt.commandId)).result).toMatchObject({ restored: 4, inTheWayCount: 0 })
    const after = await manager.orders.list.query({})
    expect(after.rows.map(({ version: _version, ...row }) => row)).toEqual(
      before.rows.map(({ version: _version, ...row }) => row),
    )
  })

  it('previews each field with samples, and what stays with the reason', async () => {
    const preview = await manager.orders.previewChange.mutate({
      selection: { filter: { states: ['planned'] }, excludedIds: [] },
      change: { set: { crewId, scheduledOn: monday, priority: 2 }, step: null, reason: null },
    })
    expect(preview).toMatchObject({ orders: 6, ports: 10, moved: 0, refused: [] })
    expect(preview.fields).toEqual([
      { field: 'crewId', count: 6 },
      { field: 'scheduledOn', count: 6 },
      { field: 'priority', count: 6 },
      { field: 'state', count: 6 },
    ])
    expect(preview.samples[0].changes).toContainEqual({
      field: 'scheduledOn',
      from: null,
      to: monday,
    })
    const cancelled = await manager.orders.previewChange.mutate({
      selection: { orderIds: [orders.Alder] },
      change: { set: {}, step: 'verify', reason: null },
    })
    expect(cancelled).toMatchObject({
      orders: 0,
      refused: [{ reason: 'ILLEGAL_STATE', count: 1 }],
    })
  })

  it('plans an order again when its crew is taken away', async () => {
    await assignOrders(manager, crewId, monday, [orders.Cedar])
    const receipt = await change({ orderIds: [orders.Cedar] }, { set: { crewId: null } })
    expect(await manager.orders.get.query({ orderId: orders.Cedar })).toMatchObject({
      state: 'planned',
      crew: null,
      scheduledOn: monday,
    })
    await undo(receipt.commandId)
    expect(await manager.orders.get.query({ orderId: orders.Cedar })).toMatchObject({
      state: 'scheduled',
      crew: { id: crewId },
    })
    expect(await sums()).toMatchObject(await countedStates())
  })

  it('moves orders to another milestone of their track: scope, plan and states go along', async () => {
    const program = await manager.program.getProgram.query({ programId })
    const [ac, dc] = program.milestones
    const second = await manager.program.setMilestone.mutate({
      commandId: newId(),
      data: {
        trackId: ac.trackId,
        name: 'Second wave',
        gateOn: parseDay('2026-01-05'),
        targetOn: parseDay('2035-01-01'),
        scope: {},
      },
    })
    const { milestoneId } = second.result
    await assignOrders(manager, crewId, monday, [orders.Birch])
    const before = await sums()
    const receipt = await change(
      { orderIds: [orders.Birch, orders.Dogwood] },
      { set: { milestoneId } },
    )
    expect(receipt.result).toMatchObject({
      changed: 1,
      refused: [{ reason: 'OTHER_TRACK', count: 1 }],
    })
    const after = await sums()
    expect(after).toMatchObject({
      'Second wave scope': 2,
      [`Second wave planned ${monday}`]: 2,
      'Second wave orders:scheduled': 1,
    })
    expect(after['NACS AC scope']).toBe(before['NACS AC scope'] - 2)
    expect(after).toMatchObject(await countedStates())
    await undo(receipt.commandId)
    expect(await sums()).toEqual(before)
    expect(dc.name).toBe('NACS DC')
  })

  it('gives another kit to the order and its open ports, and only one that fits the hardware', async () => {
    const kits = await manager.program.listKitTypes.query()
    const idOf = (code: string) => kits.find((kit) => kit.code === code)?.id ?? null
    expect(
      await refusalOf(
        change({ orderIds: [orders.Fir] }, { set: { kitTypeId: idOf('CPE250-NACS') } }),
      ),
    ).toMatchObject({ code: 'NOTHING_TO_DO', details: { refused: [{ reason: 'WRONG_KIT' }] } })
    const before = await manager.orders.get.query({ orderId: orders.Fir })
    const receipt = await change({ orderIds: [orders.Fir] }, { set: { kitTypeId: null } })
    const asked = await manager.orders.get.query({ orderId: orders.Fir })
    expect(asked.kitTypeId).toBeNull()
    expect(asked.ports.map(({ kitTypeId }) => kitTypeId)).toEqual([null, null])
    expect(await sums()).toMatchObject(await countedStates())
    await undo(receipt.commandId)
    const restored = await manager.orders.get.query({ orderId: orders.Fir })
    expect(restored.ports).toEqual(before.ports)
    expect(restored.kitTypeId).toBe(idOf('CT4000-NACS'))
  })

  it('cancels with a reason: the ports leave the scope, and come back with the undo', async () => {
    const before = await sums()
    const receipt = await change(
      { orderIds: [orders.Fir] },
      { step: 'cancel', reason: 'The host has sold the site.' },
    )
    const cancelled = await manager.orders.get.query({ orderId: orders.Fir })
    expect(cancelled).toMatchObject({ state: 'cancelled' })
    expect(cancelled.ports[0]).toMatchObject({
      outcome: 'cancelled',
      outcomeReason: 'The host has sold the site.',
    })
    expect((await sums())['NACS AC scope']).toBe(before['NACS AC scope'] - 2)
    const history = await manager.history.ofRecord.query({ kind: 'order', id: orders.Fir })
    expect(history.entries[0]).toMatchObject({
      kind: 'orders.changed',
      payload: { reason: 'The host has sold the site.' },
      changes: [{ field: 'state', after: 'cancelled' }],
    })
    await undo(receipt.commandId)
    expect(await sums()).toEqual(before)
  })

  it('cannot take a cancellation back once another order has the ports, and says so', async () => {
    const receipt = await change(
      { orderIds: [orders.Fir] },
      { step: 'cancel', reason: 'Twice the same.' },
    )
    await generateOrders(manager, programId)
    const refusal = await refusalOf(undo(receipt.commandId))
    expect(refusal).toMatchObject({
      code: 'NOTHING_TO_DO',
      details: { inTheWay: [{ orderId: orders.Fir, state: 'cancelled' }] },
    })
  })

  it('verifies and reopens closed orders, each to be taken back', async () => {
    await assignOrders(manager, crewId, monday, [orders.Alder])
    await crew.orders.start.mutate({ commandId: newId(), data: { orderId: orders.Alder } })
    await fillChecklist(crew, orders.Alder)
    const { ports } = await crew.orders.get.query({ orderId: orders.Alder })
    await crew.orders.close.mutate({
      commandId: newId(),
      data: {
        orderId: orders.Alder,
        ports: [
          { portId: ports[0].id, outcome: 'fitted', standard: 'NACS' },
          { portId: ports[1].id, outcome: 'not_fitted', reason: 'A car stood there.' },
        ],
      },
    })
    const closed = await sums()
    const verified = await change({ orderIds: [orders.Alder] }, { step: 'verify' })
    expect(await manager.orders.get.query({ orderId: orders.Alder })).toMatchObject({
      state: 'verified',
    })
    await undo(verified.commandId)
    expect(await sums()).toEqual(closed)
    const reopened = await change(
      { orderIds: [orders.Alder] },
      { step: 'reopen', reason: 'The photo shows another site.' },
    )
    const open = await manager.orders.get.query({ orderId: orders.Alder })
    expect(open).toMatchObject({ state: 'reopened' })
    expect(open.ports.map(({ outcome }) => outcome).toSorted()).toEqual(['fitted', 'open'])
    await undo(reopened.commandId)
    expect(await sums()).toEqual(closed)
    expect(await sums()).toMatchObject(await countedStates())
  })

  it('refuses a dispatcher who would cancel, and whoever is no planner', async () => {
    const dispatcher = await server.signIn('dispatcher')
    const asked = { step: 'cancel' as const, reason: 'No longer wanted.' }
    expect(await refusalOf(change({ orderIds: [orders.Elm] }, asked, dispatcher))).toMatchObject({
      code: 'FORBIDDEN',
    })
    for (const role of ['executive', 'auditor', 'crew', 'contractor'] as const) {
      const other = await server.signIn(role)
      expect(
        await refusalOf(change({ orderIds: [orders.Elm] }, { set: { priority: 1 } }, other)),
      ).toMatchObject({ code: 'FORBIDDEN' })
    }
  })

  it('touches nothing outside the regions of a dispatcher', async () => {
    const dispatcher = await server.signIn('dispatcher', { regions: ['US-OR'] })
    const { result } = await change(
      { filter: {}, excludedIds: [] },
      { set: { priority: 5 } },
      dispatcher,
    )
    expect(result).toMatchObject({ changed: 1 })
    expect(
      await refusalOf(change({ orderIds: [orders.Elm] }, { set: { crewId } }, dispatcher)),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })
})
