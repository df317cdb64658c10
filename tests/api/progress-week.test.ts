import { foldDeltas, verifyRollup } from '@changeover/server/progress/index'
import { newId, type Id } from '@changeover/shared/commands'
import { addDays, parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** What the last seven days brought, on the overview: the same before and after a folding. */
const today = parseDay(new Date().toISOString().slice(0, 10))
const monday = addDays(today, 20)
const tuesday = addDays(today, 21)

let server: TestServer
let manager: Client & { cookie: string }
let crewId: Id<'Crew'>
let orders: Id<'WorkOrder'>[]
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  const stations = [1, 2, 3, 4].map((number) => ({
    ID: String(number),
    'Station Name': `STATION ${number}`,
    'Street Address': `${number} Main St`,
    'EV Level2 EVSE Num': '2',
    Latitude: (46 + number / 50).toFixed(4),
    Longitude: '-120.1',
  }))
  const uploadId = await upload(server, manager, stationCsv(...stations))
  const data = { uploadId, network: 'ChargePoint Network', acceptGoodRows: true }
  await manager.network.import.mutate({ commandId: newId(), data })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  crewId = await createCrew(manager)
  orders = (await manager.orders.list.query({ limit: 10 })).rows.map(({ id }) => id)
})
afterAll(() => server.close())

async function week() {
  const { milestones } = await manager.progress.overview.query({})
  return milestones[0].change
}

/** Asks, folds and asks again: a folding changes nothing that is shown. */
async function weekTwice() {
  const open = await week()
  await foldDeltas(server.opened.services.db)
  expect(await week()).toEqual(open)
  expect(await verifyRollup(server.opened.services.db)).toEqual([])
  return open
}

describe('what the week brought', () => {
  it('is the scope that came into being', async () => {
    expect(orders).toHaveLength(4)
    expect(await weekTwice()).toEqual({ done: 0, moved: 0, scope: 8 })
  })

  it('does not call it a move that an order gets its first day', async () => {
    await assignOrders(manager, crewId, monday, orders.slice(0, 2))
    await assignOrders(manager, crewId, tuesday, orders.slice(2))
    expect(await weekTwice()).toMatchObject({ moved: 0 })
  })

  it('counts each order that changes its day, also where two days change places', async () => {
    const toTuesday = await assignOrders(manager, crewId, tuesday, orders.slice(0, 2))
    await assignOrders(manager, crewId, monday, orders.slice(2, 3))
    expect(await weekTwice()).toMatchObject({ moved: 3 })

    const undone = await manager.orders.undo.mutate({
      commandId: newId(),
      data: { commandId: toTuesday.commandId },
    })
    expect(await weekTwice()).toMatchObject({ moved: 1 })
    await manager.orders.undo.mutate({
      commandId: newId(),
      data: { commandId: undone.commandId },
    })
    expect(await weekTwice()).toMatchObject({ moved: 3 })
  })

  it('takes what is let go out of the scope', async () => {
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: orders[3], reason: 'the site closes' },
    })
    expect(await weekTwice()).toEqual({ done: 0, moved: 3, scope: 6 })
  })
})
