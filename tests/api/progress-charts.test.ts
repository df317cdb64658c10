import { fillDemo } from '@changeover/server/demo/index'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let executive: Client
beforeAll(async () => {
  server = await startTestServer()
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  executive = await server.signIn('executive')
})
afterAll(() => server.close())

async function numberOf(text: string): Promise<number> {
  const { rows } = await server.opened.services.pool.query<{ n: number }>(text)
  return rows[0].n
}

describe('the charts', () => {
  it('count a week’s work as the overview counts it all', async () => {
    const { series } = await executive.progress.throughput.query({})
    const { milestones } = await executive.progress.overview.query({})
    expect(series.map(({ charge }) => charge)).toEqual(['AC', 'DC'])
    const [ac] = series
    const inWeeks = ac.weeks.reduce((sum, { done }) => sum + done, 0)
    const earlier = await numberOf(
      `select coalesce(sum(quantity), 0)::int as n from rollup r join milestone m on m.id = r.milestone_id
       where m.name = 'NACS AC' and measure = 'done' and occurred_on < '${ac.weeks[0].week}'`,
    )
    expect(inWeeks + earlier).toBe(milestones[0].done)
  })

  it('stack the orders that are not cancelled, whatever their state', async () => {
    const { layers } = await executive.progress.flow.query({ charge: 'AC' })
    const stacked = layers.reduce((sum, { counts }) => sum + (counts.at(-1) ?? 0), 0)
    const orders = await numberOf(
      `select count(*)::int as n from work_order where charge = 'AC' and state <> 'cancelled'`,
    )
    expect(stacked).toBe(orders)
  })

  it('show as many ports blocked as there are', async () => {
    const { bars } = await executive.progress.blocked.query({})
    const blocked = await numberOf(
      `select coalesce(sum(port_count), 0)::int as n from work_order where state = 'blocked'`,
    )
    expect(bars.reduce((sum, { openConnectors }) => sum + openConnectors, 0)).toBe(blocked)
  })

  it('start the kit runway with what lies in the depots', async () => {
    const { types } = await executive.progress.kits.query({})
    const onHand = await numberOf(`select coalesce(sum(quantity), 0)::int as n from kit_movement`)
    expect(types.reduce((sum, { points }) => sum + points[0].balance, 0)).toBe(onHand)
  })

  it('show the connectors that stand, and that CCS1 never fell', async () => {
    const { layers, finding } = await executive.progress.mix.query({})
    const nacs = await numberOf(
      `select count(*)::int as n from connector where standard = 'NACS' and removed_on is null`,
    )
    expect(layers.find(({ name }) => name === 'NACS')?.counts.at(-1)).toBe(nacs)
    expect(finding.kind).toBe('ccs1Kept')
  })

  it('count home kits by week and by region alike', async () => {
    const { regions } = await executive.progress.homeKits.query({})
    const kits = await numberOf(`select count(*)::int as n from home_kit_order`)
    expect(regions.reduce((sum, { ordered }) => sum + ordered, 0)).toBe(kits)
  })

  it('are not for crews', async () => {
    const crew = await server.signIn('crew')
    expect(await refusalOf(crew.progress.throughput.query({}))).toMatchObject({ code: 'FORBIDDEN' })
  })
})
