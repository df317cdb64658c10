import { verifyRollup } from '@changeover/server/progress/index'
import { newId, type Id } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import type pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { closeWork, startWork } from '../support/field-work.ts'
import { meet } from '../support/meeting.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/**
 * A crew closes an order while somebody changes what is known of its site: each of them counts what the site
 * has now, and neither may count what the other one does.
 */
const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let manager: Client & { cookie: string }
let crew: Client
let orderIds: Id<'WorkOrder'>[]
let holder: pg.PoolClient
beforeAll(async () => {
  server = await startTestServer()
  holder = await server.opened.services.pool.connect()
  manager = await server.signIn('program_manager')
  await importStations('ALDER')
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const { rows } = await manager.orders.list.query({ limit: 2 })
  orderIds = rows.map(({ id }) => id)
  const crewId = await createCrew(manager)
  crew = await server.signIn('crew', { crewId })
  await assignOrders(manager, crewId, today, orderIds)
  for (const orderId of orderIds) await startWork(crew, { orderId })
})
afterAll(async () => {
  holder.release(true)
  await server.close()
})

/** Two sites of one station each, both under this name. */
async function importStations(name: string): Promise<void> {
  const stations = [1, 2].map((id) => ({
    ID: String(id),
    'Station Name': name,
    'Street Address': `${id}00 4th Ave`,
    'EV Level2 EVSE Num': '2',
    Latitude: String(47 + id / 10),
  }))
  const uploadId = await upload(server, manager, stationCsv(...stations))
  const data = { uploadId, network: 'ChargePoint Network', acceptGoodRows: true }
  await manager.network.import.mutate({ commandId: newId(), data })
}

async function learnFamily(orderId: Id<'WorkOrder'>): Promise<void> {
  const { ports } = await crew.orders.get.query({ orderId })
  const { rows } = await server.opened.services.pool.query<{ id: Id<'Station'> }>(
    'select station_id as id from port where id = $1',
    [ports[0].id],
  )
  const data = { stationId: rows[0].id, question: 'family' as const, answer: 'CT4000' }
  await crew.network.observeHardware.mutate({ commandId: newId(), data })
}

const closedMeanwhile = (orderId: Id<'WorkOrder'>, first: () => Promise<unknown>) =>
  meet(server.opened.services.pool, holder, {
    table: 'station',
    first,
    second: () => closeWork(crew, { orderId }),
  })

it('a closing waits for the import of its site, and the first NACS there is counted once', async () => {
  const [, , how] = await closedMeanwhile(orderIds[0], () => importStations('ALDER GARAGE'))
  expect(await verifyRollup(server.opened.services.db)).toEqual([])
  const { ac } = await manager.progress.coverage.query({})
  expect(ac).toMatchObject({ sites: 2, sitesWithNacs: 1, portsWithNacs: 2 })
  expect(how).toBe('waited')
})

it('the family of hardware, once seen, is that of its orders too, and of what its connectors reached', async () => {
  const data = { orderId: orderIds[0], rung: 'energised' as const, reachedOn: today }
  await manager.rungs.reach.mutate({ commandId: newId(), data })
  await learnFamily(orderIds[0])
  expect(await verifyRollup(server.opened.services.db)).toEqual([])
})

it('a closing waits for the family of its hardware, and counts under it', async () => {
  const [, , how] = await closedMeanwhile(orderIds[1], () => learnFamily(orderIds[1]))
  expect(await verifyRollup(server.opened.services.db)).toEqual([])
  expect(how).toBe('waited')
})
