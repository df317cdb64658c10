import { execute } from '@changeover/server/commands'
import { fillDemo } from '@changeover/server/demo/index'
import { verifyCondensed, foldDeltas } from '@changeover/server/progress/index'
import { systemActor } from '@changeover/server/accounts/index'
import { newId } from '@changeover/shared/commands'
import { parseDay, type Day } from '@changeover/shared/time'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let executive: Client
beforeAll(async () => {
  server = await startTestServer()
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  executive = await server.signIn('executive')
})
afterAll(() => server.close())

const cells = `
  select milestone_id, measure, occurred_on, recorded_on, region, level, family, sum(quantity)::int as quantity
  from rollup group by 1, 2, 3, 4, 5, 6, 7 having sum(quantity) <> 0 order by 1, 2, 3, 4, 5, 6, 7`

async function readCells() {
  return (await server.opened.services.pool.query(cells)).rows
}

/** A command as any slice would write it, that only counts. */
function count(occurredOn: Day, quantity: number, milestoneId: string | null = null) {
  return execute(
    server.opened.services,
    systemActor,
    {
      name: 'accounts.createPerson',
      data: z.any(),
      result: z.any(),
      handle: async (work) => {
        work.count({
          occurredOn,
          milestoneId: milestoneId as never, // read from the database in these tests
          region: 'US-WA',
          level: 'L2',
          family: 'CT4000',
          measure: milestoneId ? 'done' : 'ports',
          quantity,
        })
        return {}
      },
    },
    { commandId: newId() },
    { occurredOn, quantity },
  )
}

describe('the overview', () => {
  it('holds what is done against scope and plan, a row for each milestone', async () => {
    const { milestones, asOf } = await executive.progress.overview.query({})
    expect(asOf).toBe(today)
    expect(milestones.map(({ charge }) => charge)).toEqual(['AC', 'DC', 'HOME'])
    const [ac] = milestones
    expect(ac.remaining).toBe(ac.scope - ac.done)
    expect(ac.planned).toBeGreaterThan(ac.done)
    expect(ac.daysLate).toBeGreaterThan(0)
    expect(ac.change.done).toBeGreaterThan(0)
  })

  it('adds up over the regions', async () => {
    const { regions } = await executive.progress.coverage.query({})
    const whole = await executive.progress.overview.query({})
    const parts = await Promise.all(
      regions.map(({ region }) => executive.progress.overview.query({ regions: [region] })),
    )
    const done = parts.reduce((sum, part) => sum + part.milestones[0].done, 0)
    expect(done).toBe(whole.milestones[0].done)
  })

  it('shows a person no region outside their own', async () => {
    const western = await server.signIn('executive', { regions: ['US-WA'] })
    const { milestones } = await executive.progress.overview.query({ regions: ['US-WA'] })
    expect((await western.progress.overview.query({})).milestones).toEqual(milestones)
    const foreign = await western.progress.overview.query({ regions: ['US-CA'] })
    expect(foreign.milestones[0].scope).toBe(0)
    const { regions } = await western.progress.coverage.query({})
    expect(regions.map(({ region }) => region)).toEqual(['US-WA'])
  })
})

describe('the burn-up', () => {
  it('ends with the figures of the overview, AC and DC apart', async () => {
    const { milestones } = await executive.progress.overview.query({})
    for (const step of ['day', 'week'] as const) {
      const { series } = await executive.progress.burnUp.query({ step })
      expect(series.map(({ charge }) => charge)).toEqual(['AC', 'DC', 'HOME'])
      for (const [index, { on, done, scope, planned }] of series.entries()) {
        const last = done.findLastIndex((value) => value !== null)
        expect(on[last]).toBe(today)
        expect(done[last]).toBe(milestones[index].done)
        expect(scope[last]).toBe(milestones[index].scope)
        expect(planned?.[last] ?? null).toBe(milestones[index].planned)
        expect(on).toEqual([...new Set(on)].sort())
      }
    }
  })
})

describe('a question about a past day', () => {
  it('is answered as it was answered then, whatever is reported later', async () => {
    const { milestones } = await executive.progress.overview.query({})
    const asked = { asOf: parseDay(today) }
    const yesterday = {
      asOf: parseDay(new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)),
    }
    const before = await Promise.all([
      executive.progress.overview.query(yesterday),
      executive.progress.burnUp.query(yesterday),
      executive.progress.coverage.query(yesterday),
    ])
    await count(yesterday.asOf, 3, milestones[0].id)
    const after = await Promise.all([
      executive.progress.overview.query(yesterday),
      executive.progress.burnUp.query(yesterday),
      executive.progress.coverage.query(yesterday),
    ])
    expect(after).toEqual(before)
    const now = await executive.progress.overview.query(asked)
    expect(now.milestones[0].done).toBe(milestones[0].done + 3)
  })
})

describe('folding', () => {
  it('changes no sum, whatever was counted', async () => {
    const day = fc
      .integer({ min: 1, max: 28 })
      .map((n) => parseDay(`2026-02-${String(n).padStart(2, '0')}`))
    const deltas = fc.array(fc.tuple(day, fc.integer({ min: -5, max: 5 })), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(deltas, fc.integer({ min: 1, max: 20 }), async (list, atOnce) => {
        for (const [occurredOn, quantity] of list) await count(occurredOn, quantity)
        const open = await readCells()
        while ((await foldDeltas(server.opened.services.db, atOnce)) > 0);
        expect(await readCells()).toEqual(open)
        const { rows } = await server.opened.services.pool.query(
          'select count(*)::int as n from rollup_delta',
        )
        expect(rows[0].n).toBe(0)
        expect(await verifyCondensed(server.opened.services.db)).toEqual([])
      }),
      { numRuns: 15 },
    )
  })

  it('loses nothing that is counted while several processes fold, or that commits out of order', async () => {
    const { pool, db } = server.opened.services
    const insert = `insert into rollup_delta (occurred_on, recorded_on, region, level, family, measure, quantity)
      values ('2026-03-01', '2026-03-01', 'US-WA', 'L2', 'CT4000', 'ports_test', 1)`
    const slow = await pool.connect()
    await slow.query('begin')
    await slow.query(insert)
    await Promise.all([
      ...Array.from({ length: 60 }, () => pool.query(insert)),
      ...Array.from({ length: 6 }, async () => {
        for (let times = 0; times < 10; times++) await foldDeltas(db, 7)
      }),
    ])
    while ((await foldDeltas(db)) > 0);
    await slow.query('commit')
    slow.release()
    while ((await foldDeltas(db)) > 0);
    const { rows } = await pool.query(
      `select sum(quantity)::int as folded from rollup_day where measure = 'ports_test'`,
    )
    expect(rows[0].folded).toBe(61)
  })
})
