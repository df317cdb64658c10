import { verifyRollup } from '@changeover/server/progress/index'
import type { Id } from '@changeover/shared/commands'
import type pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { meet } from '../support/meeting.ts'
import { buildSite, type BuiltSite } from '../support/network.ts'
import { createRollout } from '../support/rollout.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/**
 * Somebody edits the levels of ports, or moves a station to another site, while orders are made of just these.
 * Each time one of the two is held in the midst of its work, and the other begins and has to wait.
 */
let server: TestServer
let manager: Client
let programId: Id<'Program'>
let site: BuiltSite
/** A connection of the test's own, whose locks hold a command where the test wants it. */
let holder: pg.PoolClient
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  programId = (await createRollout(manager)).programId
  holder = await server.opened.services.pool.connect()
})
afterAll(async () => {
  holder.release(true)
  await server.close()
})
beforeEach(async () => {
  site = await buildSite(server.opened.services.db, { ports: [{}, {}] })
})

const settled = (asked: Promise<unknown>) =>
  asked.then(
    () => 'done',
    (error: { data?: { error?: string } }) => error.data?.error,
  )
const generate = () =>
  settled(manager.orders.generate.mutate(command({ programId, milestoneId: null })))
const editLevels = () =>
  settled(
    manager.network.editSites.mutate(
      command({
        selection: { siteIds: [site.siteId] },
        changes: [{ field: 'level', value: 'L1' }],
      }),
    ),
  )
const moveStation = (siteId: Id<'Site'>) =>
  settled(manager.network.moveStation.mutate(command({ stationId: site.stationId, siteId })))

const meetAt = (table: string, first: () => Promise<unknown>, second: () => Promise<unknown>) =>
  meet(server.opened.services.pool, holder, { table, first, second })

const levelsOf = async (ids: readonly string[]) => {
  const { rows } = await holder.query<{ level: string }>(
    'select distinct level from port where id = any($1::uuid[])',
    [ids],
  )
  return rows.map(({ level }) => level)
}
const ordersAt = async (siteId: Id<'Site'>) =>
  (await manager.orders.list.query({ filter: { siteId } })).rows.length
/** What the orders' progress counts otherwise than they are; what stands at sites was never imported here. */
const miscounted = async () =>
  (await verifyRollup(server.opened.services.db)).filter(({ milestoneId }) => milestoneId !== null)

describe('while orders are made', () => {
  it('an edit of their ports waits, and is then refused as for any port with an order', async () => {
    expect(await meetAt('work_order', generate, editLevels)).toEqual([
      'done',
      'NOTHING_TO_DO',
      'waited',
    ])
    expect(await levelsOf(site.portIds)).toEqual(['L2'])
    expect(await ordersAt(site.siteId)).toBe(1)
    expect(await miscounted()).toEqual([])
  })

  it('a correction of their site waits, and takes the new order along', async () => {
    const other = await buildSite(server.opened.services.db)
    const [generated, moved, how] = await meetAt('work_order', generate, () =>
      moveStation(other.siteId),
    )
    expect([generated, how]).toEqual(['done', 'waited'])
    const { rows } = await holder.query<{ wrong: number }>(
      `select count(*)::integer as wrong from work_order w join work_order_port x on x.order_id = w.id
       join port p on p.id = x.port_id join station s on s.id = p.station_id where s.site_id <> w.site_id`,
    )
    expect({ moved, wrong: rows[0].wrong }).toMatchObject({ wrong: 0 })
    expect(await miscounted()).toEqual([])
  })
})

describe('while ports are edited', () => {
  it('the making of orders waits, and makes them of what stands there then', async () => {
    expect(await meetAt('network_edit', editLevels, generate)).toEqual(['done', 'done', 'waited'])
    expect(await levelsOf(site.portIds)).toEqual(['L1'])
    // There is no kit for L1: the port is on the list of exceptions, and no order stands for an L2 that is gone.
    expect(await ordersAt(site.siteId)).toBe(0)
    expect(await miscounted()).toEqual([])
  })
})
