import { foldDeltas } from '@changeover/server/progress/index'
import { totalsOn, weeksOn } from '@changeover/server/progress/folded-sums'
import { addDays, parseDay, weekOf, type Day } from '@changeover/shared/time'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

/**
 * What a process keeps of the folded rollup against the rollup itself, whoever writes and folds meanwhile.
 */
const today = parseDay(new Date().toISOString().slice(0, 10))

let server: TestServer
let pool: pg.Pool
beforeAll(async () => {
  server = await startTestServer()
  pool = server.opened.services.pool
})
afterAll(() => server.close())

const regions = ['US-WA', 'US-OR', 'CA-QC']
const measures = ['ports', 'ports_nacs', 'connectors:CCS1']
const anyDelta = fc.record({
  occurred: fc.integer({ min: -40, max: 3 }),
  recorded: fc.integer({ min: -40, max: 0 }),
  region: fc.constantFrom(...regions),
  family: fc.constantFrom('A', 'B'),
  measure: fc.constantFrom(...measures),
  quantity: fc.integer({ min: -3, max: 9 }),
})
const anyStep = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      deltas: fc.array(anyDelta, { maxLength: 8 }),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('fold' as const) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('ask' as const),
      daysAgo: fc.integer({ min: 0, max: 30 }),
    }),
  },
)

async function write(
  deltas: readonly (typeof anyDelta extends fc.Arbitrary<infer Delta> ? Delta : never)[],
) {
  for (const { occurred, recorded, region, family, measure, quantity } of deltas)
    await pool.query(
      `insert into rollup_delta (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
       values ($1, $2, null, $3, 'L2', $4, $5, $6)`,
      [addDays(today, occurred), addDays(today, recorded), region, family, measure, quantity],
    )
}

/** The same, added up from every row. */
async function counted(asOf: Day, of: 'region' | 'monday_of(occurred_on)') {
  const { rows } = await pool.query<{ key: string; sum: number }>(
    `select measure || ' ' || ${of} as key, sum(quantity)::int as sum from rollup
     where recorded_on <= $1 and occurred_on <= $1 group by 1 having sum(quantity) <> 0 order by 1`,
    [asOf],
  )
  return rows.map(({ key, sum }) => [key, sum])
}

function added(parts: readonly (readonly [string, number])[]) {
  const sums = new Map<string, number>()
  for (const [key, quantity] of parts) sums.set(key, (sums.get(key) ?? 0) + quantity)
  return [...sums]
    .filter(([, sum]) => sum !== 0)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
}

async function said(asOf: Day) {
  const { db } = server.opened.services
  const [{ now, weekAgo }, weeks] = await Promise.all([totalsOn(db, asOf), weeksOn(db, asOf, null)])
  const cells = (lines: typeof now) =>
    added(
      lines.flatMap(({ measure, parts }) =>
        parts.map(([region, , quantity]) => [`${measure} ${region}`, quantity] as const),
      ),
    )
  return {
    now: cells(now),
    weekAgo: cells(weekAgo),
    weeks: added(
      weeks.flatMap(({ measure, parts }) =>
        parts.map(([monday, quantity]) => [`${measure} ${monday}`, quantity] as const),
      ),
    ),
  }
}

describe('sums that a process keeps', () => {
  it('are those of all rows, as known on any day, in any order of writing, folding and asking', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyStep, { minLength: 4, maxLength: 14 }), async (steps) => {
        for (const step of steps) {
          if (step.kind === 'write') await write(step.deltas)
          else if (step.kind === 'fold') await foldDeltas(server.opened.services.db, 5)
          else {
            const asOf = addDays(today, -step.daysAgo)
            expect(await said(asOf)).toEqual({
              now: await counted(asOf, 'region'),
              weekAgo: await counted(addDays(asOf, -7), 'region'),
              weeks: await counted(asOf, 'monday_of(occurred_on)'),
            })
          }
        }
      }),
      { numRuns: 40 },
    )
  })

  it('are whole while deltas are folded at the same time', async () => {
    await write(
      Array.from({ length: 200 }, (_unused, index) => ({
        occurred: -(index % 30),
        recorded: 0,
        region: regions[index % 3],
        family: 'A',
        measure: 'ports',
        quantity: 1,
      })),
    )
    const whole = await said(today)
    const { db } = server.opened.services
    let rounds = 0
    for (let folded = 1; folded > 0; rounds++) {
      const [count, answer, again] = await Promise.all([
        foldDeltas(db, 3),
        said(today),
        said(today),
      ])
      expect([answer, again]).toEqual([whole, whole])
      folded = count
    }
    expect(rounds).toBeGreaterThan(60)
    expect(await said(today)).toEqual(whole)
  })

  it('are none once all of it was taken back and folded', async () => {
    const { db } = server.opened.services
    const asOf = addDays(today, -100)
    const delta = {
      occurred: -101,
      recorded: -101,
      region: 'US-WA',
      family: 'A',
      measure: 'ports',
    } as const
    await write([{ ...delta, quantity: 4 }])
    await foldDeltas(db)
    expect((await said(asOf)).now).toEqual([['ports US-WA', 4]])
    await write([{ ...delta, quantity: -4 }])
    await foldDeltas(db)
    expect((await said(asOf)).now).toEqual([])
  })

  it('keep to a region where only that is asked for', async () => {
    const { db } = server.opened.services
    const all = await weeksOn(db, today, regions)
    const one = await weeksOn(db, today, ['US-WA'])
    const sum = (lines: typeof all) =>
      lines.flatMap(({ parts }) => parts).reduce((total, [, quantity]) => total + quantity, 0)
    const { rows } = await pool.query<{ region: string; sum: number }>(
      `select region, sum(quantity)::int as sum from rollup where recorded_on <= $1 and occurred_on <= $1 group by 1`,
      [today],
    )
    expect(sum(all)).toBe(rows.reduce((total, row) => total + row.sum, 0))
    expect(sum(one)).toBe(rows.find(({ region }) => region === 'US-WA')?.sum)
    expect(one.every(({ parts }) => parts.every(([monday]) => weekOf(monday) === monday))).toBe(
      true,
    )
  })
})
