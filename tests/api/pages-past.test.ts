import { newId, type Id } from '@changeover/shared/commands'
import { inputListNames, type Cells, type InputListName } from '@changeover/shared/planning'
import { keysOf } from '@changeover/shared/table'
import { addDays, parseDay, weekOf, type Day } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { startWork } from '../support/field-work.ts'
import { buildPlanningScene, proposePlan, type PlanningScene } from '../support/planning.ts'
import { at, endDay, playFrom } from '../support/played-days.ts'
import { assignOrders, closeOrder, fillChecklist, generateOrders } from '../support/rollout.ts'
import { showPages, type Pages } from '../support/shown-pages.ts'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/**
 * Some days are played in which everything is changed that pages show; what each page shows is kept at the
 * end of each day. Asked for that day at the end, each page shows the same again. `progress-past` does so
 * for figures and charts.
 */
vi.setConfig({ testTimeout: 180_000, hookTimeout: 300_000 })
const first = parseDay('2026-11-02')
const days = [0, 1, 2, 3, 4].map((offset) => addDays(first, offset))

let server: TestServer
let scene: PlanningScene
let manager: Awaited<ReturnType<TestServer['signIn']>>
let crew: Client
let orders: Id<'WorkOrder'>[]
let siteIds: Id<'Site'>[]
const shown = new Map<Day, Pages>()

const show = (asOf: Day | null) =>
  showPages({ ...scene, orders, siteIds, weekOn: weekOf(addDays(first, 7)) }, asOf)

async function play(day: Day, work: () => Promise<unknown>): Promise<void> {
  vi.setSystemTime(at(day))
  await work()
  await endDay(server, day, days[4])
  shown.set(day, await show(null))
}

async function change(list: InputListName, key: Cells, after: Cells | null): Promise<void> {
  const { rows } = await manager.inputs.list.query({ list })
  const row = rows.find(({ cells }) =>
    Object.entries(key).every(([name, is]) => cells[name] === is),
  )
  if (!row) throw new Error(`${list} has no row with ${JSON.stringify(key)}`)
  const changes = [{ id: row.id, before: row.cells, after }]
  await manager.inputs.change.mutate({ commandId: newId(), data: { list, changes } })
}

async function add(list: InputListName, after: Cells): Promise<void> {
  const changes = [{ id: null, before: null, after }]
  await manager.inputs.change.mutate({ commandId: newId(), data: { list, changes } })
}

/** A public list of stations; those that are named have NACS in it. */
async function importList(withNacs: readonly string[], ids = ['100', '101']): Promise<void> {
  const stations = ids.map((ID, index) => ({
    ID,
    'Station Name': `Listed ${ID}`,
    'Street Address': `${index + 1} Elm St`,
    Latitude: String(46 + index),
    'EV Connector Types': withNacs.includes(ID) ? 'J1772 TESLA' : 'J1772',
  }))
  const uploadId = await upload(server, manager, stationCsv(...stations))
  const data = { uploadId, network: null, acceptGoodRows: false }
  await manager.network.import.mutate({ commandId: newId(), data })
}

/** Takes the latest import back, with the stations that it brought. */
async function undoLastImport(): Promise<void> {
  const [{ id }] = await manager.network.listImports.query()
  await manager.network.undoImport.mutate({ commandId: newId(), data: { importId: id } })
}

/** Closes an order with one port that could not be fitted and a faulty part that goes back. */
async function closeWithPart(orderId: Id<'WorkOrder'>): Promise<void> {
  await startWork(crew, { orderId })
  await fillChecklist(crew, orderId)
  const { ports } = await crew.orders.get.query({ orderId })
  const part = { partId: newId<'OrderPart'>(), kind: 'returned' as const, isFaulty: true }
  await crew.orders.close.mutate({
    commandId: newId(),
    data: {
      orderId,
      ports: [
        { portId: ports[0].id, outcome: 'fitted', standard: 'NACS', removed: [] },
        { portId: ports[1].id, outcome: 'not_fitted', reason: 'wrong_hardware' },
      ],
      parts: [{ ...part, name: 'Contactor' }],
    },
  })
}

beforeAll(async () => {
  playFrom(first)
  server = await startTestServer()
  scene = await buildPlanningScene(server, { sites: 4 })
  manager = scene.manager
  crew = await server.signIn('crew', { crewId: scene.crewIds[0] })
  const { rows } = await manager.orders.list.query({})
  orders = rows.map(({ id }) => id)
  siteIds = rows.map(({ siteId }) => siteId)

  await play(days[0], async () => {
    await importList([])
    await generateOrders(manager, scene.programId)
    await assignOrders(manager, scene.crewIds[0], days[1], orders.slice(0, 2))
  })
  await play(days[1], async () => {
    await closeWithPart(orders[0])
    const listed = await manager.orders.list.query({ filter: { search: 'Listed 100' } })
    await assignOrders(manager, scene.crewIds[0], days[1], [listed.rows[0].id])
    await closeOrder(crew, listed.rows[0].id)
    await startWork(crew, { orderId: orders[1] })
    await crew.orders.answer.mutate({
      commandId: newId(),
      data: { orderId: orders[1], step: 'station', value: 'CT-1' },
    })
    await add('absences', { crew: 'Crew 1', from: '2026-11-11', to: '2026-11-12', reason: 'away' })
    await add('permits', { siteId: siteIds[3], leadDays: '30', applied: '2026-11-02' })
    await add('blackouts', {
      region: 'US-WA',
      from: '2026-11-16',
      to: '2026-11-16',
      reason: 'fair',
    })
    await change('travel', { area: 'urban' }, { speed: '31' })
    await change('costs', { cost: 'crew day' }, { price: '900', currency: 'USD' })
  })
  await play(days[2], async () => {
    const planId = await proposePlan(server, manager, scene.programId)
    await manager.planning.accept.mutate({ commandId: newId(), data: { planId } })
    await crew.orders.answer.mutate({
      commandId: newId(),
      data: { orderId: orders[1], step: 'station', value: 'CT-2' },
    })
    await importList(['101'])
  })
  await play(days[3], async () => {
    await manager.orders.reopen.mutate({
      commandId: newId(),
      data: { orderId: orders[0], reason: 'one port is left' },
    })
    await rename('Site 01', 'Harbour')
    await fund('Site 02')
    await importList(['101', '102'], ['100', '101', '102'])
    await change('crews', { crew: 'Crew 2' }, { crew: 'Night crew', Mon: '09:00-15:00' })
    await change('absences', { crew: 'Crew 1', from: '2026-11-11' }, null)
    await change('territories', { territory: 'Puget Sound' }, { depot: 'Renton' })
    await change('permits', { leadDays: '30' }, { granted: '2026-11-05' })
    await add('priorities', { order: await numberOf(orders[2]), priority: '1', crew: 'Crew 1' })
  })
  await play(days[4], async () => {
    await undoLastImport()
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: orders[3], reason: 'the site closes' },
    })
    await add('access', { siteId: siteIds[2], opens: '08:00', closes: '15:00' })
    await add('holidays', { region: 'US-WA', day: '2026-11-20', name: 'Fair', dayOff: 'yes' })
    await change('depots', { depot: 'Renton' }, { depot: 'Renton North' })
    const { kits } = await manager.inputs.references.query()
    await add('deliveries', {
      depot: 'Renton North',
      kit: kits[0],
      quantity: '9',
      due: '2026-12-01',
    })
    await change('stock', {}, { onHand: '7' })
    await change('costs', { cost: 'crew day' }, { price: '950' })
    await change('milestones', {}, { target: '2034-01-31' })
    const again = await proposePlan(server, manager, scene.programId)
    await manager.planning.drop.mutate({ commandId: newId(), data: { planId: again } })
  })
  vi.setSystemTime(at(addDays(days[4], 1)))
})
afterAll(async () => {
  await server.close()
  vi.useRealTimers()
})

async function rename(search: string, name: string): Promise<void> {
  await manager.network.editSites.mutate({
    commandId: newId(),
    data: {
      selection: { filter: { search }, excludedIds: [] },
      changes: [{ field: 'name', value: name }],
    },
  })
}

async function fund(search: string): Promise<void> {
  await manager.network.editSites.mutate({
    commandId: newId(),
    data: {
      selection: { filter: { search }, excludedIds: [] },
      changes: [{ field: 'isFunded', value: true }],
    },
  })
}

async function numberOf(orderId: Id<'WorkOrder'>): Promise<string> {
  return String((await manager.orders.get.query({ orderId })).number)
}

describe('every page of a past day', () => {
  it.each(days)('shows what it showed then: %s', async (day) => {
    expect(await show(day)).toEqual(shown.get(day))
  })

  it('tells of a plan what had been decided by then', async () => {
    const { programId } = scene
    const states = async (asOf: Day) =>
      (await manager.planning.listPlans.query({ programId, asOf })).map(({ state }) => state)
    expect(await Promise.all(days.slice(1).map(states))).toEqual([
      [],
      ['accepted'],
      ['accepted'],
      ['dropped', 'accepted'],
    ])
  })

  it('differs from day to day in each of them, so that this says something', () => {
    const pages = [...shown.values()]
    for (const name of keysOf(pages[0])) {
      const answers = new Set(pages.map((page) => JSON.stringify(page[name])))
      expect([name, answers.size]).not.toEqual([name, 1])
    }
    for (const list of inputListNames) {
      const answers = new Set(pages.map(({ inputs }) => JSON.stringify(inputs[list])))
      expect([list, answers.size]).not.toEqual([list, 1])
    }
  })

  it('is not there before what it is about was made', async () => {
    const asOf = addDays(first, -1)
    expect(await refusalOf(manager.orders.get.query({ orderId: orders[0], asOf }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    expect(
      (await manager.planning.listPlans.query({ programId: scene.programId, asOf })).length,
    ).toBe(0)
  })

  it('is shown to nobody outside their regions', async () => {
    const elsewhere = await server.signIn('dispatcher', { regions: ['US-OR'] })
    const asOf = days[2]
    expect(await refusalOf(elsewhere.orders.get.query({ orderId: orders[0], asOf }))).toMatchObject(
      { code: 'NOT_FOUND' },
    )
    expect(
      await refusalOf(elsewhere.network.getSite.query({ siteId: siteIds[0], asOf })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    expect((await elsewhere.inputs.list.query({ list: 'crews', asOf })).rows).toEqual([])
    expect((await elsewhere.orders.returns.query({ asOf })).rows).toEqual([])
  })
})
