import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseDay } from '../time/index.ts'
import { headlineOf, roundedParts } from './headline.ts'

const forecast = {
  milestone: 'NACS DC',
  target: parseDay('2026-11-30'),
  hitProbability: 0.62,
  basis: { kind: 'measured', weeks: 12 } as const,
}

function total(parts: readonly number[]): number {
  return parts.reduce((sum, part) => sum + part, 0)
}

describe('the headline', () => {
  it('says the chance, the change and its causes in whole numbers that agree', () => {
    const shift = {
      milestone: 'NACS DC',
      days: 5,
      points: -9.2,
      parts: [
        { group: 'kits', days: 4, points: -6.1 },
        { group: 'access', days: 1, points: -3.4 },
        { group: 'crews', days: 0, points: 0.3 },
      ],
    } as const
    expect(headlineOf(forecast, shift)).toEqual({
      milestone: 'NACS DC',
      target: '2026-11-30',
      percent: 62,
      basis: { kind: 'measured', weeks: 12 },
      change: {
        points: -9,
        causes: [
          { group: 'kits', points: -6 },
          { group: 'access', points: -3 },
        ],
      },
    })
  })

  it('compares with nothing on the first day', () => {
    expect(headlineOf({ ...forecast, hitProbability: 0.617 }, null)).toMatchObject({
      percent: 62,
      change: null,
    })
  })

  it('shows a change that is the difference of the two chances shown', () => {
    const chance = fc.integer({ min: 0, max: 2000 }).map((hits) => hits / 2000)
    fc.assert(
      fc.property(chance, chance, (before, after) => {
        const points = 100 * (after - before)
        const parts = [{ group: 'kits', days: 0, points } as const]
        const { change } = headlineOf(
          { ...forecast, hitProbability: after },
          { milestone: 'NACS DC', days: 0, points, parts },
        )
        expect(change?.points).toBe(Math.round(100 * after) - Math.round(100 * after - points))
        expect(total((change?.causes ?? []).map((cause) => cause.points))).toBe(change?.points)
      }),
    )
  })
})

describe('rounded parts', () => {
  it('are the nearest whole numbers that still add up', () => {
    expect(roundedParts([-5.6, -2.9, -0.3], -8.8)).toEqual([-6, -3, 0])
    expect(roundedParts([0.4, 0.4, 0.4], 1.2)).toEqual([1, 0, 0])
    expect(roundedParts([], 0)).toEqual([])
  })

  it('add up whatever they are, and stay within one of their values', () => {
    const part = fc.integer({ min: -5000, max: 5000 }).map((hundredths) => hundredths / 100)
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 6 }), (parts) => {
        const rounded = roundedParts(parts, total(parts))
        expect(total(rounded)).toBeCloseTo(Math.round(total(parts)), 9)
        rounded.forEach((one, index) => expect(Math.abs(one - parts[index])).toBeLessThan(1.01))
      }),
    )
  })
})
