import { fillDemo } from '@changeover/server/demo/index'
import { newId } from '@changeover/shared/commands'
import type { Figure } from '@changeover/shared/progress'
import { addDays, parseDay, type Day } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

/** Whatever a chart says, the rows that it opens add up to it: today, on a past day, and in one region. */
const today = parseDay(new Date().toISOString().slice(0, 10))
const longAgo = addDays(today, -45)

let server: TestServer
let executive: Client
beforeAll(async () => {
  server = await startTestServer()
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  executive = await server.signIn('executive')
})
afterAll(() => server.close())

interface Filter {
  asOf?: Day
  regions?: string[]
}
const questions: [string, Filter][] = [
  ['today', {}],
  ['on a past day', { asOf: longAgo }],
  ['in one region', { regions: ['US-CA'] }],
  ['in one region on a past day', { asOf: longAgo, regions: ['US-CA', 'US-NY'] }],
]

async function sumOf(figure: Figure, filter: Filter): Promise<number> {
  const [{ sum, count, hasMore }, { rows, next }] = await Promise.all([
    executive.progress.sum.query({ figure, filter }),
    executive.progress.rows.query({ figure, filter, limit: 1000 }),
  ])
  expect(next).toBeNull()
  expect(rows.reduce((total, { quantity }) => total + quantity, 0)).toBe(sum)
  expect({ count: count ?? rows.length, hasMore }).toEqual({ count: rows.length, hasMore: false })
  return sum
}

describe.each(questions)('the rows behind a figure, %s', (_name, filter) => {
  it('are what is done and in scope', async () => {
    const { milestones } = await executive.progress.overview.query(filter)
    for (const { charge, done, scope } of milestones) {
      expect(await sumOf({ figure: 'done', charge }, filter)).toBe(done)
      expect(await sumOf({ figure: 'scope', charge }, filter)).toBe(scope)
    }
  })

  it('are what the map of a region’s sites adds up to', async () => {
    const { regions } = await executive.progress.byRegion.query({ ...filter, regions: null })
    const { region, charge } =
      regions.find((row) => row.done > 0 && row.charge === 'AC') ?? regions[0]
    const { sites } = await executive.progress.bySite.query({ ...filter, region, charge })
    const own = { ...filter, regions: [region] }
    const total = (of: 'scope' | 'done') => sites.reduce((sum, site) => sum + site[of], 0)
    expect(total('scope')).toBe(await sumOf({ figure: 'scope', charge }, own))
    expect(total('done')).toBe(await sumOf({ figure: 'done', charge }, own))
    expect(total('scope')).toBeGreaterThan(0)
  })

  it('are what a week brought', async () => {
    const { series } = await executive.progress.throughput.query(filter)
    for (const { charge, weeks } of series)
      for (const { week, done } of weeks.slice(-6))
        expect(
          await sumOf({ figure: 'done', charge, from: week, to: addDays(week, 6) }, filter),
        ).toBe(done)
  })

  it('are the orders of each layer of the flow, at its end and before', async () => {
    const { days, layers } = await executive.progress.flow.query({ ...filter, charge: 'AC' })
    for (const index of [days.length - 1, days.length - 5])
      for (const { name, counts } of layers) {
        const figure = { figure: 'orders', charge: 'AC', state: name, on: days[index] } as Figure
        expect(await sumOf(figure, filter)).toBe(counts[index])
      }
  })

  it('are the orders of each age in a state', async () => {
    for (const charge of ['AC', 'DC'] as const) {
      const { states, oldest } = await executive.progress.ageing.query({ ...filter, charge })
      for (const { state, open, bands } of states) {
        expect(bands.reduce((sum, { orders }) => sum + orders, 0)).toBe(open)
        for (const { fromDays, toDays, orders } of bands) {
          const figure = { figure: 'ageing', charge, state, fromDays } as Figure
          expect(
            await sumOf({ ...figure, ...(toDays === null ? {} : { toDays }) } as Figure, filter),
          ).toBe(orders)
        }
      }
      expect(oldest.length).toBe(
        Math.min(
          10,
          states.reduce((sum, { open }) => sum + open, 0),
        ),
      )
      expect(oldest.map(({ day }) => day)).toEqual(oldest.map(({ day }) => day).toSorted())
    }
  })

  it('are the port-days of each reason, and the ports that are blocked', async () => {
    const { bars, from, asOf } = await executive.progress.blocked.query(filter)
    for (const { reason, connectorDays, openConnectors } of bars) {
      expect(await sumOf({ figure: 'blockedDays', reason, from, to: asOf }, filter)).toBe(
        connectorDays,
      )
      expect(await sumOf({ figure: 'blockedPorts', reason }, filter)).toBe(openConnectors)
    }
  })

  it('are the first visits by how they ended', async () => {
    const chart = await executive.progress.firstVisits.query({ ...filter, charge: 'AC' })
    const own = { figure: 'firstVisits', charge: 'AC', from: chart.from } as const
    expect(await sumOf(own, filter)).toBe(chart.visits)
    expect(await sumOf({ ...own, outcome: 'done' }, filter)).toBe(chart.done)
    for (const { failure, visits } of chart.failures)
      expect(await sumOf({ ...own, outcome: failure }, filter)).toBe(visits)
    expect(chart.weeks.reduce((sum, { visits }) => sum + visits, 0)).toBe(chart.visits)
  })

  it('are the connectors that are not live, by age', async () => {
    for (const rung of ['energised', 'first_session', 'publicly_listed'] as const) {
      const { groups, notLive } = await executive.progress.notLive.query({ ...filter, rung })
      expect(await sumOf({ figure: 'notLive', rung }, filter)).toBe(notLive)
      for (const { fromDays, toDays, connectors } of groups)
        expect(
          await sumOf(
            { figure: 'notLive', rung, fromDays, ...(toDays === null ? {} : { toDays }) },
            filter,
          ),
        ).toBe(connectors)
    }
  })

  it('are the connectors of each standard, and those that were lost', async () => {
    const { days, layers } = await executive.progress.mix.query(filter)
    for (const index of [days.length - 1, days.length - 5])
      for (const { name, counts } of layers)
        expect(await sumOf({ figure: 'connectors', standard: name, on: days[index] }, filter)).toBe(
          counts[index],
        )
  })

  it('are the ports and sites of the coverage', async () => {
    const coverage = await executive.progress.coverage.query(filter)
    for (const [charge, own] of [
      ['AC', coverage.ac],
      ['DC', coverage.dc],
    ] as const)
      for (const what of ['ports', 'portsWithNacs', 'sites', 'sitesWithNacs'] as const)
        expect(await sumOf({ figure: 'coverage', charge, what }, filter)).toBe(own[what])
  })

  it('are the home kits of each week', async () => {
    const { weeks } = await executive.progress.homeKits.query(filter)
    for (const week of weeks.slice(-4))
      for (const step of ['ordered', 'shipped', 'installed'] as const)
        expect(
          await sumOf(
            { figure: 'homeKits', step, from: week.week, to: addDays(week.week, 6) },
            filter,
          ),
        ).toBe(week[step])
  })

  it('are what makes a kit’s balance', async () => {
    const { types } = await executive.progress.kits.query(filter)
    for (const { name, points } of types)
      for (const { on, balance } of [points[0], points[20], points[points.length - 1]])
        expect(await sumOf({ figure: 'kits', kitType: name, on }, filter)).toBe(balance)
  })

  it('are the orders that changed', async () => {
    const since = addDays(filter.asOf ?? today, -30)
    const { milestones } = await executive.progress.changes.query({ ...filter, since })
    for (const { milestoneId, ...own } of milestones)
      for (const change of ['added', 'moved', 'dropped', 'done'] as const)
        expect(await sumOf({ figure: 'changes', milestoneId, change, since }, filter)).toBe(
          own[change].orders,
        )
  })
})

describe('the summary of the network', () => {
  it('is what a straight count of ports and connectors says', async () => {
    const { pool } = server.opened.services
    await pool.query(`
      insert into connector (id, port_id, standard, installed_command_id)
      select gen_random_uuid(), id, 'NEMA1450', gen_random_uuid() from port order by id limit 3`)
    const { ports, connectors } = await executive.network.summary.query()
    const standing = `from port p join station s on s.id = p.station_id join site on site.id = s.site_id`
    const { rows: levels } = await pool.query<{ level: keyof typeof ports; count: number }>(
      `select coalesce(p.level, 'unknown') as level, count(*)::integer as count ${standing} group by 1`,
    )
    for (const { level, count } of levels) expect(ports[level]).toBe(count)
    const { rows: standards } = await pool.query<{ standard: string; count: number }>(
      `select c.standard, count(*)::integer as count ${standing} join connector c on c.port_id = p.id
       where c.removed_on is null group by 1`,
    )
    expect(connectors).toEqual(
      Object.fromEntries(standards.map(({ standard, count }) => [standard, count])),
    )
    expect(connectors['NEMA1450']).toBe(3)
  })

  it('finds as many sites of a level as have such a port', async () => {
    for (const level of ['L1', 'L2', 'DC'] as const) {
      const { rows } = await server.opened.services.pool.query<{ sites: number }>(
        `select count(distinct s.site_id)::integer as sites from port p join station s on s.id = p.station_id where p.level = $1`,
        [level],
      )
      expect(await executive.network.countSites.query({ level })).toEqual({ total: rows[0].sites })
    }
  })
})

describe('the list of rows', () => {
  it.each<Figure>([
    { figure: 'done', charge: 'AC' },
    { figure: 'scope', charge: 'AC' },
    { figure: 'orders', charge: 'AC', state: 'done' },
    { figure: 'orders', charge: 'AC', state: 'planned', on: addDays(today, -30) },
    { figure: 'ageing', charge: 'AC' },
    { figure: 'firstVisits', charge: 'AC' },
    { figure: 'blockedDays' },
    { figure: 'notLive', rung: 'publicly_listed' },
    { figure: 'coverage', charge: 'AC', what: 'ports' },
    { figure: 'kits', kitType: 'CT4000 swap' },
    { figure: 'changes', change: 'moved', since: addDays(today, -60) },
    { figure: 'causes', group: 'throughput' },
  ])('is paged without a gap or a double: $figure', async (figure) => {
    const whole = await executive.progress.rows.query({ figure, limit: 1000 })
    const paged: string[] = []
    let after: typeof whole.next = null
    do {
      const page = await executive.progress.rows.query({ figure, after, limit: 7 })
      paged.push(...page.rows.map(({ key }) => key))
      after = page.next
    } while (after)
    expect(paged).toEqual(whole.rows.map(({ key }) => key))
    expect(new Set(paged).size).toBe(paged.length)
  })

  it('refuses a place in it that no page gave', async () => {
    for (const after of [
      { at: '2026-99-99', id: newId() },
      { at: today, id: 'no id' },
      { at: null, id: newId() },
    ])
      expect(
        await refusalOf(
          executive.progress.rows.query({ figure: { figure: 'done', charge: 'AC' }, after }),
        ),
      ).toMatchObject({ code: 'INVALID' })
  })

  it('shows nobody a row of another region', async () => {
    const western = await server.signIn('executive', { regions: ['US-WA'] })
    const figures: Figure[] = [
      { figure: 'done', charge: 'AC' },
      { figure: 'orders' },
      { figure: 'blockedDays' },
      { figure: 'connectors', standard: 'CCS1' },
      { figure: 'homeKits', step: 'ordered' },
      { figure: 'causes', group: 'access' },
    ]
    for (const figure of figures) {
      const { rows } = await western.progress.rows.query({ figure, filter: { regions: ['US-CA'] } })
      expect(rows).toEqual([])
      const own = await western.progress.rows.query({ figure })
      expect(new Set(own.rows.map(({ region }) => region))).toEqual(
        new Set(own.rows.length > 0 ? ['US-WA'] : []),
      )
    }
  })

  it('is not for crews', async () => {
    const crew = await server.signIn('crew')
    const figure: Figure = { figure: 'done', charge: 'AC' }
    for (const ask of [crew.progress.rows, crew.progress.sum])
      expect(await refusalOf(ask.query({ figure }))).toMatchObject({ code: 'FORBIDDEN' })
  })
})
