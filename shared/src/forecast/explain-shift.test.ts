import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addWeeks } from '../time/index.ts'
import { explainShift, shapleyParts } from './explain-shift.ts'
import type { ForecastInputs } from './inputs.ts'
import { sampleInputs } from './sample-inputs.ts'
import { simulate } from './simulate.ts'

const options = { seed: 3, runs: 100, weeks: 80 }
const many = { ...options, runs: 4000 }
const before = sampleInputs({ territories: 2 })

/** A week later: less done than planned, kits a month late, a permit missing, more scope, fewer crews. */
const after: ForecastInputs = {
  scope: before.scope.map((cell) => ({ ...cell, connectors: cell.connectors + 20 })),
  crews: before.crews.map((crew) => ({ ...crew, afterwards: 18 })),
  throughput: {
    ...before.throughput,
    asOf: addWeeks(before.throughput.asOf, 1),
    done: before.throughput.done.map((cell) => ({ ...cell, connectors: cell.connectors + 30 })),
    history: before.throughput.history.map((cell) => ({
      ...cell,
      attempted: [...cell.attempted, 34],
      crewDays: [...cell.crewDays, 20],
    })),
  },
  kits: {
    ...before.kits,
    receipts: before.kits.receipts.map((receipt) => ({
      ...receipt,
      on: addDays(receipt.on, 30),
      kits: receipt.kits + 100,
    })),
  },
  access: {
    ...before.access,
    releases: before.access.releases.map((release) => ({
      ...release,
      connectors: release.connectors + 10,
    })),
    visits: [{ milestone: 'AC', visits: 420, noAccess: 40, revisits: 20 }],
  },
  gate: before.gate.map((dates) => ({ ...dates, gate: dates.gate && addDays(dates.gate, 14) })),
}

function total(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0)
}

describe('the explanation of a shift', () => {
  it('has parts that add up to the shift shown, in days and in points', () => {
    const [shownBefore, shownAfter] = [simulate(before, options), simulate(after, options)]
    const explained = explainShift(before, after, options)
    expect(explained.map(({ milestone }) => milestone)).toEqual(['AC', 'DC'])
    explained.forEach(({ days, points, parts }, index) => {
      const [one, other] = [shownBefore.milestones[index], shownAfter.milestones[index]]
      if (one.kind === 'refused' || other.kind === 'refused') throw new Error('refused')
      expect(points).toBeCloseTo(100 * (other.hitProbability - one.hitProbability), 9)
      expect(total(parts.map((part) => part.points))).toBeCloseTo(points, 9)
      expect(total(parts.map((part) => part.days))).toBeCloseTo(days, 9)
      expect(addDays(one.finish.p50 ?? before.throughput.asOf, days)).toBe(other.finish.p50)
    })
  })

  it('blames the kits where only the kits moved, and leaves the rest out', () => {
    const [ac] = explainShift(before, { ...before, kits: after.kits }, options)
    expect(ac.parts).toEqual([{ group: 'kits', days: ac.days, points: ac.points }])
    expect(ac.days).toBeGreaterThan(0)
  })

  it('has next to nothing to explain after a week that went as expected', () => {
    const plenty = {
      ...before,
      kits: {
        ...before.kits,
        types: before.kits.types.map((type) => ({ ...type, received: 9999 })),
      },
    }
    // 20 crew-days × 3 connectors every week, 9 in 10 visits succeed: 54 a week and territory.
    const steady = (weeks: number) => ({
      ...plenty.throughput,
      asOf: addWeeks(plenty.throughput.asOf, weeks),
      done: plenty.throughput.done.map((cell) => ({
        ...cell,
        connectors: cell.connectors + 54 * weeks,
      })),
      history: plenty.throughput.history.map((cell) => ({
        ...cell,
        attempted: Array.from({ length: 26 + weeks }, () => 60),
        crewDays: Array.from({ length: 26 + weeks }, () => 20),
      })),
    })
    // Targets where the chance is even: there a forecast that only grows surer keeps its chance.
    const even = simulate({ ...plenty, throughput: steady(0) }, many).milestones
    const gate = plenty.gate.map((dates) => {
      const found = even.find(({ milestone }) => milestone === dates.milestone)
      return { ...dates, target: (found?.kind === 'forecast' && found.finish.p50) || dates.target }
    })
    const [monday, nextMonday] = [0, 1].map((weeks) => ({
      ...plenty,
      gate,
      throughput: steady(weeks),
    }))
    const shifts = explainShift(monday, nextMonday, many)
    for (const { days, points } of shifts) {
      expect(Math.abs(days)).toBeLessThanOrEqual(3)
      expect(Math.abs(points)).toBeLessThanOrEqual(3)
    }
  })

  it('passes a delay on in full where kits are what everything waits for', () => {
    const short = (days: number) => ({
      ...before,
      kits: {
        ...before.kits,
        types: before.kits.types.map((type) => ({ ...type, received: 1050 })),
        receipts: before.kits.receipts.map((receipt) => ({
          ...receipt,
          kits: 1000,
          on: addDays(receipt.on, days),
        })),
      },
    })
    const [ac] = explainShift(short(0), short(14), many)
    expect(ac.days).toBeGreaterThanOrEqual(12)
    expect(ac.days).toBeLessThanOrEqual(16)
  })

  it('is empty where nothing changed', () => {
    expect(explainShift(before, { ...before, crews: [...before.crews] }, options)[0]).toEqual({
      milestone: 'AC',
      days: 0,
      points: 0,
      parts: [],
    })
  })
})

describe('Shapley parts', () => {
  it('are the hand-computed ones of the glove game', () => {
    // Player 0 has a left glove, 1 and 2 a right one each; a pair is worth 6.
    const values = [0, 0, 0, 6, 0, 6, 0, 6]
    expect(shapleyParts(values, 3)).toEqual([4, 1, 1])
  })

  it('add up to the whole, give nothing to the idle and the same to equals', () => {
    const whole = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 32, maxLength: 32 })
    fc.assert(
      fc.property(whole, (values) => {
        expect(total(shapleyParts(values, 5))).toBeCloseTo(values[31] - values[0], 9)
        const idle = values.map((_unused, mix) => values[mix & ~1])
        expect(shapleyParts(idle, 5)[0]).toBe(0)
        const bySize = values.map(
          (_unused, mix) => values[[...mix.toString(2)].filter((bit) => bit === '1').length],
        )
        const equal = shapleyParts(bySize, 5)
        for (const part of equal) expect(part).toBeCloseTo(equal[0], 9)
      }),
    )
  })
})
