import { createPool } from '@changeover/server/db/database'
import {
  foldDeltas,
  mendRollup,
  verifyFirstVisits,
  verifyRollup,
} from '@changeover/server/progress/index'
import { newId, type Id } from '@changeover/shared/commands'
import { addDays, parseDay, type Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { closeWork, startWork } from '../support/field-work.ts'
import { assignOrders, createCrew, createRollout, generateOrders } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv, type StationCells } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** The rollup against the tables at any moment, while several people import, plan and work at once. */
const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let manager: Client & { cookie: string }
let programId: Id<'Program'>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  await importStations(0, 40)
  programId = (await createRollout(manager)).programId
  await generateOrders(manager, programId)
})
afterAll(() => server.close())

function stationAt(number: number): StationCells {
  return {
    ID: String(number),
    'Station Name': `STATION ${number}`,
    'Street Address': `${number} Main St`,
    'EV Level2 EVSE Num': String(1 + (number % 3)),
    Latitude: (46 + number / 50).toFixed(4),
    Longitude: (-120 - (number % 7) / 10).toFixed(4),
  }
}

async function importStations(from: number, count: number): Promise<void> {
  const stations = Array.from({ length: count }, (_unused, index) => stationAt(from + index))
  const uploadId = await upload(server, manager, stationCsv(...stations))
  const data = { uploadId, network: 'ChargePoint Network', acceptGoodRows: true }
  await manager.network.import.mutate({ commandId: newId(), data })
}

const verify = () => verifyRollup(server.opened.services.db)

/** What one crew does with its orders, one after the other; every third meets trouble. */
async function workOff(crew: Client, crewId: Id<'Crew'>, orders: Id<'WorkOrder'>[]): Promise<void> {
  for (const [index, orderId] of orders.entries()) {
    await assignOrders(manager, crewId, addDays(today, index), [orderId])
    // Phones tell some of it days later.
    const occurredAt =
      index % 2 === 0 ? undefined : new Date(Date.now() - 86_400_000 * (index % 4)).toISOString()
    await startWork(crew, { orderId, occurredAt })
    if (index % 3 === 1) {
      await crew.orders.block.mutate({
        commandId: newId(),
        data: { orderId, reason: 'no_access' },
      })
      await assignOrders(manager, crewId, addDays(today, 9), [orderId])
      await startWork(crew, { orderId })
    }
    await closeWork(crew, { orderId, occurredAt }, index % 3 === 2 ? 1 : 0)
    if (index % 3 === 2) {
      await manager.orders.reopen.mutate({
        commandId: newId(),
        data: { orderId, reason: 'not yet done' },
      })
      await assignOrders(manager, crewId, addDays(today, 12), [orderId])
    }
  }
}

describe('the rollup', () => {
  it('agrees with the tables, row for row, at every moment of much work at once', async () => {
    const { rows } = await manager.orders.list.query({ limit: 100 })
    const ids = rows.map(({ id }) => id)
    const crews = await Promise.all(
      [0, 1, 2].map(async (number) => {
        const crewId = await createCrew(manager)
        const crew = await server.signIn('crew', { crewId })
        return { crewId, crew, orders: ids.slice(8 * number, 8 * number + 8) }
      }),
    )
    const over = new AbortController()
    const moments: number[] = []
    const auditor = async () => {
      while (!over.signal.aborted) {
        expect(await verify()).toEqual([])
        expect(await verifyFirstVisits(server.opened.services.db)).toEqual([])
        moments.push(await foldDeltas(server.opened.services.db, 40))
      }
    }
    const planner = async () => {
      for (const orderId of ids.slice(30, 36))
        await manager.orders.cancel.mutate({
          commandId: newId(),
          data: { orderId, reason: 'the site closes' },
        })
      const { commandId } = await assignOrders(
        manager,
        crews[0].crewId,
        addDays(today, 3),
        ids.slice(26, 30),
      )
      await manager.orders.undo.mutate({ commandId: newId(), data: { commandId } })
    }
    const importer = async () => {
      await importStations(20, 40)
      await generateOrders(manager, programId)
      // The same stations with other numbers of ports.
      await importStations(0, 20)
    }
    const work = Promise.all([
      ...crews.map(({ crew, crewId, orders }) => workOff(crew, crewId, orders)),
      planner(),
      importer(),
    ]).finally(() => over.abort())
    await Promise.all([work, auditor()])
    expect(await verify()).toEqual([])
    const { rows: visits } = await sql<{ reason: string | null; isReopened: boolean }>`
      select distinct reason, reopened_at is not null as is_reopened from first_visit
    `.execute(server.opened.services.db)
    expect(visits).toEqual(
      expect.arrayContaining([
        { reason: null, isReopened: false },
        { reason: 'no_access', isReopened: false },
        expect.objectContaining({ isReopened: true }),
      ]),
    )
    // It was asked many times, while deltas were open and while they were folded.
    expect(moments.length).toBeGreaterThan(5)
    expect(moments.some((folded) => folded > 0)).toBe(true)
  }, 120_000)

  it('keeps a port once in scope that a later order took, also when that one is given up', async () => {
    const crewId = await createCrew(manager)
    const crew = await server.signIn('crew', { crewId })
    await importStations(200, 1)
    await generateOrders(manager, programId)
    const { rows } = await manager.orders.list.query({
      sort: { by: 'number', isDescending: true },
      limit: 1,
    })
    const scope = async () => {
      const { milestones } = await manager.progress.overview.query({})
      return milestones[0].scope
    }
    const before = await scope()
    await assignOrders(manager, crewId, today, [rows[0].id])
    await startWork(crew, { orderId: rows[0].id })
    await closeWork(crew, { orderId: rows[0].id }, 1)
    await generateOrders(manager, programId)
    const { rows: later } = await manager.orders.list.query({
      sort: { by: 'number', isDescending: true },
      limit: 1,
    })
    expect(later[0].number).toBeGreaterThan(rows[0].number)
    expect(await scope()).toBe(before)
    expect(await verify()).toEqual([])
    await manager.orders.cancel.mutate({
      commandId: newId(),
      data: { orderId: later[0].id, reason: 'the kit is not made' },
    })
    expect(await verify()).toEqual([])
    await generateOrders(manager, programId)
    expect(await verify()).toEqual([])
    expect(await scope()).toBe(before)
  })

  it('says where it does not agree, and is brought to what the tables say', async () => {
    const pool = createPool(server.connection, { max: 1 })
    await pool.query(
      `update first_visit set reason = 'weather' where order_id = (select min(order_id::text)::uuid from first_visit)`,
    )
    expect(await verifyFirstVisits(server.opened.services.db)).toEqual([
      expect.objectContaining({ kept: expect.stringContaining('weather') }),
    ])
    await pool.query(
      `insert into rollup_delta (occurred_on, recorded_on, region, level, family, measure, quantity)
       values ('2026-05-01', '2026-05-01', 'US-WA', 'L2', 'CT4000', 'ports', 1)`,
    )
    await pool.end()
    const difference = { measure: 'ports', region: 'US-WA', expected: 0, counted: 1 }
    expect(await verify()).toEqual([expect.objectContaining(difference)])
    const portsOn = async (asOf: Day) => (await manager.progress.coverage.query({ asOf })).ac.ports
    const yesterday = addDays(today, -1)
    const [then, now] = [await portsOn(yesterday), await portsOn(today)]
    expect(await mendRollup(server.opened.services.db, today)).toEqual([
      expect.objectContaining(difference),
    ])
    expect(await verify()).toEqual([])
    expect([await portsOn(yesterday), await portsOn(today)]).toEqual([then, now - 1])
  })
})
