import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addWeeks, daysBetween, parseDay, type Day } from '../time/index.ts'
import type { ForecastInputs } from './inputs.ts'
import { sampleInputs, withBothMeasured } from './sample-inputs.ts'
import { simulate, type MilestoneForecast } from './simulate.ts'

const options = { seed: 1, runs: 200, weeks: 80 }

function forecastOf(inputs: ForecastInputs, milestone: string, runs = options.runs) {
  const found = simulate(inputs, { ...options, runs }).milestones.find(
    (one) => one.milestone === milestone,
  )
  if (found?.kind !== 'forecast') throw new Error(`No forecast of ${milestone}`)
  return found
}

function orderOf(day: Day | null): string {
  return day ?? '9999-12-31'
}

describe('a forecast of a program', () => {
  it('is near the arithmetic where nothing is uncertain but the rates', () => {
    const forecast = forecastOf(sampleInputs({ milestones: ['AC'] }), 'AC', 1000)
    // 500 left in each territory, 20 crew-days × 3 connectors × 9 in 10 visits = 54 a week: 9.3 weeks.
    const weeks =
      daysBetween(parseDay('2026-10-04'), forecast.finish.p50 ?? parseDay('2099-01-01')) / 7
    expect(weeks).toBeGreaterThan(8)
    // The last of three territories ends later than a single one.
    expect(weeks).toBeLessThan(13)
    expect(forecast).toMatchObject({
      scope: 3000,
      done: 1500,
      basis: { kind: 'measured', weeks: 26 },
    })
  })

  it('goes on with the pace of late where two milestones share their crews', () => {
    const inputs = withBothMeasured(sampleInputs())
    const [ac, dc] = ['AC', 'DC'].map((name) => forecastOf(inputs, name, 1000))
    // 60 crew-days a week × 3 connectors × 9 in 10 visits, shared as in the past weeks: 3 to 1.
    const added = ({ done, fan }: typeof ac) => (fan[7].p50 - done) / 8
    expect(added(ac)).toBeGreaterThan(90)
    expect(added(ac)).toBeLessThan(150)
    expect(added(dc)).toBeGreaterThan(25)
    expect(added(dc)).toBeLessThan(55)
  })

  it('takes the share of the weeks since a gate opened, not of those in which it was shut', () => {
    const inputs = withBothMeasured(sampleInputs())
    const late = (weeks: number) => ({
      ...inputs,
      throughput: {
        ...inputs.throughput,
        history: inputs.throughput.history.map((cell) =>
          cell.milestone === 'DC'
            ? {
                ...cell,
                attempted: cell.attempted.map((count, week, all) =>
                  week < all.length - weeks ? 0 : count,
                ),
                crewDays: cell.crewDays.map((days, week, all) =>
                  week < all.length - weeks ? 0 : days,
                ),
              }
            : cell,
        ),
      },
    })
    const pace = (weeks: number) => {
      const { fan, done } = forecastOf(late(weeks), 'DC', 1000)
      return fan[7].p50 - done
    }
    // Seven measured weeks: of the eight that the share is taken from, one was shut.
    expect(pace(7)).toBeGreaterThan(0.97 * pace(8))
  })

  it('gives all crews to what is left when the other milestone is done', () => {
    const inputs = withBothMeasured(sampleInputs())
    const done = inputs.scope.map(({ milestone, territory, connectors }) => ({
      milestone,
      territory,
      connectors: milestone === 'AC' ? connectors : 0,
    }))
    const alone = forecastOf({ ...inputs, throughput: { ...inputs.throughput, done } }, 'DC', 1000)
    expect((alone.fan[7].p50 - alone.done) / 8).toBeGreaterThan(130)
  })

  it('gives the same bytes for the same seed, and others for another', () => {
    const bytes = (seed: number) => JSON.stringify(simulate(sampleInputs(), { ...options, seed }))
    expect(bytes(7)).toBe(bytes(7))
    expect(bytes(7)).not.toBe(bytes(8))
  })

  it('orders its days, and agrees with its own chance', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer({ min: -40, max: 200 }), (seed, shift) => {
        const inputs = sampleInputs()
        const target = addDays(parseDay('2026-12-31'), shift)
        const moved = { ...inputs, gate: inputs.gate.map((dates) => ({ ...dates, target })) }
        for (const one of simulate(moved, { seed, runs: 60, weeks: 60 }).milestones) {
          if (one.kind === 'refused') continue
          const { p10, p50, p80, p90 } = one.finish
          const days = [p10, p50, p80, p90].map(orderOf)
          expect(days).toEqual(days.toSorted())
          expect(orderOf(p80) <= target).toBe(one.hitProbability >= 0.8 - 1e-9)
        }
      }),
      { numRuns: 25 },
    )
  })

  it('fans out from what is done, never falls and ends at the scope', () => {
    const { fan, scope, done } = forecastOf(sampleInputs(), 'AC')
    let before = { p10: done, p50: done, p80: done, p90: done }
    for (const point of fan) {
      expect(point.p10).toBeLessThanOrEqual(point.p50)
      expect(point.p50).toBeLessThanOrEqual(point.p90)
      expect(point.p10).toBeGreaterThanOrEqual(before.p10)
      expect(point.p90).toBeGreaterThanOrEqual(before.p90)
      expect(point.p90).toBeLessThanOrEqual(scope + 1e-6)
      before = point
    }
    expect(fan.at(-1)?.p90).toBeCloseTo(scope)
  })

  it('has regions that sum to the whole and are never surer than it', () => {
    const { regions, scope, done, hitProbability } = forecastOf(sampleInputs(), 'AC')
    expect(regions.map(({ region }) => region).toSorted()).toEqual(['OR', 'WA'])
    expect(regions.reduce((sum, region) => sum + region.scope, 0)).toBe(scope)
    expect(regions.reduce((sum, region) => sum + region.done, 0)).toBe(done)
    for (const region of regions)
      expect(region.hitProbability).toBeGreaterThanOrEqual(hitProbability)
  })

  it('finishes nothing before its gate', () => {
    const { finish, fan } = forecastOf(sampleInputs(), 'DC')
    expect(orderOf(finish.p10) > '2026-11-02').toBe(true)
    const before = fan.filter(({ on }) => on < '2026-11-02')
    expect(before.map(({ p90 }) => p90)).toEqual([0, 0, 0, 0])
  })

  it('never installs more than there are kits and permits', () => {
    const inputs = sampleInputs()
    const withoutReceipts = { ...inputs, kits: { ...inputs.kits, receipts: [] } }
    const kitBound = forecastOf(withoutReceipts, 'AC')
    expect(kitBound.fan.at(-1)?.p90).toBeLessThanOrEqual(2400 + 1e-6)
    expect(kitBound).toMatchObject({ finish: { p10: null }, hitProbability: 0 })
    const shut = inputs.access.releases.filter(({ connectors }) => connectors !== 100)
    const accessBound = forecastOf(
      { ...inputs, access: { ...inputs.access, releases: shut } },
      'AC',
    )
    expect(accessBound.fan.at(-1)?.p90).toBeLessThanOrEqual(2900 + 1e-6)
  })

  it('says what is finished already as finished today', () => {
    const inputs = sampleInputs()
    const done = inputs.scope.map((cell) => ({ ...cell }))
    const forecast = forecastOf({ ...inputs, throughput: { ...inputs.throughput, done } }, 'AC')
    expect(forecast).toMatchObject({ hitProbability: 1, finish: { p90: '2026-10-04' } })
  })
})

describe('a forecast with little history', () => {
  it('says under six weeks that it rests on an assumption', () => {
    expect(forecastOf(sampleInputs({ historyWeeks: 5 }), 'AC').basis).toEqual({
      kind: 'assumed',
      weeks: 5,
    })
    expect(forecastOf(sampleInputs({ historyWeeks: 6 }), 'AC').basis).toEqual({
      kind: 'measured',
      weeks: 6,
    })
    expect(forecastOf(sampleInputs(), 'DC').basis).toEqual({ kind: 'assumed', weeks: 0 })
  })

  it('is less sure than one with much', () => {
    const width = ({ finish }: Extract<MilestoneForecast, { kind: 'forecast' }>) =>
      daysBetween(finish.p10 ?? parseDay('2099-01-01'), finish.p90 ?? parseDay('2099-01-01'))
    const few = forecastOf(sampleInputs({ historyWeeks: 2 }), 'AC', 1000)
    expect(width(few)).toBeGreaterThan(width(forecastOf(sampleInputs(), 'AC', 1000)))
  })

  it('refuses where nothing is measured and nothing assumed', () => {
    const inputs = sampleInputs()
    const bare = { ...inputs, throughput: { ...inputs.throughput, assumed: [] } }
    expect(simulate(bare, options).milestones).toContainEqual({
      kind: 'refused',
      milestone: 'DC',
      reason: 'NO_RATE',
    })
  })
})

describe('an overdue receipt of kits', () => {
  it('is taken for one that is promised today', () => {
    const inputs = sampleInputs()
    const due = (days: number) => ({
      ...inputs,
      kits: {
        ...inputs.kits,
        receipts: inputs.kits.receipts.map((receipt) => ({
          ...receipt,
          on: addDays(inputs.throughput.asOf, -days),
        })),
      },
    })
    expect(forecastOf(due(40), 'AC')).toEqual(forecastOf(due(0), 'AC'))
  })
})

describe('crew-days', () => {
  it('are taken from calendar weeks, also when as-of is in mid-week', () => {
    const inputs = sampleInputs({ territories: 1, milestones: ['AC'] })
    // As of Wednesday: two of five days of the week listed with work remain.
    const asOf = parseDay('2026-10-07')
    const week = parseDay('2026-10-05')
    const crews = [{ territory: 'T0', weeks: [{ week, crewDays: 1000 }], afterwards: 0 }]
    const kits = { ...inputs.kits, types: [{ kitType: 'kit AC', received: 9999 }] }
    const throughput = { ...inputs.throughput, asOf }
    const access = { ...inputs.access, releases: [] }
    const worked = forecastOf({ ...inputs, crews, throughput, kits, access }, 'AC')
    expect(worked.hitProbability).toBeGreaterThan(0.99)
    const over = { ...throughput, asOf: addWeeks(asOf, 1) }
    expect(
      forecastOf({ ...inputs, crews, throughput: over, kits, access }, 'AC').hitProbability,
    ).toBe(0)
  })
})
