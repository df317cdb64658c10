import { fillDemo } from '@changeover/server/demo/index'
import { verifyRollup } from '@changeover/server/progress/index'
import { parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

const inNovember = { seed: 11, today: parseDay('2026-11-22'), stations: 500, orders: 450 }
const inSeptember = { seed: 11, today: parseDay('2026-09-15'), stations: 200, orders: 150 }

let server: TestServer
let twin: TestServer
let autumn: TestServer
beforeAll(async () => {
  ;[server, twin, autumn] = await Promise.all([
    startTestServer({ isDemo: true }),
    startTestServer({ isDemo: true }),
    startTestServer({ isDemo: true }),
  ])
  await Promise.all([
    fillDemo(server.opened.services.pool, inNovember),
    fillDemo(twin.opened.services.pool, inNovember),
    fillDemo(autumn.opened.services.pool, inSeptember),
  ])
})
afterAll(() => Promise.all([server.close(), twin.close(), autumn.close()]))

async function rowsOf<Row>(text: string, from = server): Promise<Row[]> {
  return (await from.opened.services.pool.query(text)).rows
}

describe('the demo network', () => {
  it('has the stations and orders that were asked for', async () => {
    const [counts] = await rowsOf(
      `select (select count(*) from station) as stations, (select count(*) from work_order) as orders`,
    )
    expect(counts).toEqual({ stations: 500, orders: 450 })
  })

  it('is the same for the same seed', async () => {
    const digest = `
      select md5(string_agg(t::text, ',' order by t::text)) as digest from (
        select id::text || state || coalesce(scheduled_on::text, '') from work_order
        union all select id::text || standard || coalesce(installed_on::text, '') from connector
        union all select command_id::text || kind || recorded_at::text from event
      ) as t`
    expect(await rowsOf(digest)).toEqual(await rowsOf(digest, twin))
  })

  it('is counted in the rollup as its ledger, its orders and its home kits are', async () => {
    expect(await verifyRollup(server.opened.services.db)).toEqual([])
    expect(await verifyRollup(autumn.opened.services.db)).toEqual([])
  })

  it('has a history whose events give the same states on each day as the rollup', async () => {
    const differences = await rowsOf(`
      with by_event as (
        select w.milestone_id, w.region, coalesce(k.family, 'unknown') as family,
          'orders:' || side.state as measure, (e.occurred_at at time zone 'UTC')::date as occurred_on,
          (e.recorded_at at time zone 'UTC')::date as recorded_on, side.quantity
        from event e join work_order w on w.id = e.subject_id left join kit_type k on k.id = w.kit_type_id
        cross join lateral (values (e.payload ->> 'to', 1), (e.payload ->> 'from', -1)) as side(state, quantity)
        where side.state is not null
      ), both_sides as (
        select * from by_event
        union all
        select milestone_id, region, family, measure, occurred_on, recorded_on, -quantity
        from rollup where measure like 'orders:%'
      )
      select milestone_id, region, family, measure, occurred_on, recorded_on, sum(quantity) from both_sides
      group by 1, 2, 3, 4, 5, 6 having sum(quantity) <> 0`)
    expect(differences).toEqual([])
  })

  it('fits no port twice and takes no CCS1 away', async () => {
    const doubles = await rowsOf(
      `select port_id from connector where standard = 'NACS' group by 1 having count(*) > 1`,
    )
    const lost = await rowsOf(
      `select id from connector where standard = 'CCS1' and removed_on is not null`,
    )
    expect([doubles, lost]).toEqual([[], []])
  })

  it('keeps what stands at each site as the database counts it', async () => {
    const [stock] = await rowsOf<{ nacs: number; ports: number }>(
      `select sum(nacs)::int as nacs, sum(ac_ports + dc_ports + unknown_ports)::int as ports from site_stock`,
    )
    const [rollup] = await rowsOf(`
      select sum(quantity) filter (where measure = 'connectors:NACS')::int as nacs,
        sum(quantity) filter (where measure = 'ports')::int as ports from rollup`)
    expect(rollup).toEqual(stock)
  })

  it('knows nothing of today or later but what is planned', async () => {
    const [latest] = await rowsOf<{ recorded: string }>(
      `select max(recorded_on) as recorded from rollup`,
    )
    expect(latest.recorded < inNovember.today).toBe(true)
  })

  it('has work for the demo crew today', async () => {
    const [work] = await rowsOf<{ orders: number }>(
      `select count(*)::int as orders from work_order where scheduled_on = '2026-11-22' and state = 'scheduled'`,
    )
    expect(work.orders).toBeGreaterThan(2)
  })

  it('starts DC work at the first of November and not before', async () => {
    const dc = `select min(done_on) as first from work_order where charge = 'DC'`
    const [after] = await rowsOf<{ first: string }>(dc)
    const [before] = await rowsOf<{ first: string | null }>(dc, autumn)
    expect(after.first >= '2026-11-01').toBe(true)
    expect(before.first).toBeNull()
  })

  it('gives every closed order a checklist without open steps but photos', async () => {
    const [closed] = await rowsOf<{ closed: number; answered: number }>(`
      select count(*)::int as closed, count(*) filter (where answers >= 4)::int as answered from (
        select (select count(*) from checklist_answer a where a.order_id = w.id) as answers
        from work_order w where done_on is not null
      ) as orders`)
    expect(closed.closed).toBeGreaterThan(50)
    expect(closed.answered).toBe(closed.closed)
  })
})
