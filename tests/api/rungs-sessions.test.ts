import { newId } from '@changeover/shared/commands'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildClosingScene, closedOrder, type ClosingScene } from '../support/closed-order.ts'
import type { SiteSketch } from '../support/network.ts'
import { refusalOf, startTestServer, type TestServer } from '../support/server.ts'

const day = parseDay('2026-11-18')
const later = parseDay('2026-11-19')

let server: TestServer
let scene: ClosingScene
beforeAll(async () => {
  server = await startTestServer()
  scene = await buildClosingScene(server, { day, occurredAt: '2026-11-18T20:00:00Z' })
})
afterAll(() => server.close())

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
    const order = await closedOrder(scene, sketch)
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
    const { result } = await scene.manager.rungs.importSessions.mutate(command)
    expect(result).toEqual({
      reached: 1,
      already: 0,
      withoutCharge: 2,
      unknownLocations: ['US*CHG*LOC3'],
      ambiguousLocations: ['US*CHG*LOC2'],
    })
    const order = await scene.manager.orders.get.query({ orderId: certain.orderId })
    expect(order.ports[0].rungs).toMatchObject({ energised: later, first_session: later })
    const other = await scene.manager.orders.get.query({ orderId: unsure.orderId })
    expect(other.ports.map(({ rungs }) => rungs.first_session)).toEqual([null, null])
    // The same file once more changes nothing.
    const again = await scene.manager.rungs.importSessions.mutate({
      ...command,
      commandId: newId(),
    })
    expect(again.result).toMatchObject({ reached: 0, already: 2 })
  })

  it('are taken from managers only', async () => {
    expect(
      await refusalOf(
        scene.crew.rungs.importSessions.mutate({
          commandId: newId(),
          data: { sessions: [session('LOC1')] },
        }),
      ),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})
