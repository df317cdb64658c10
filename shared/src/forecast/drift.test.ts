import { describe, expect, it } from 'vitest'
import { PRIOR, priorVariance, sizeClass, spreadOf } from './drift.ts'
import { normalAt } from './random.ts'
import { LEVELS } from './quantile.ts'
import { pastRatios, ratesByOrigin, type PastRatio } from './reference-class.ts'

const scope = { horizon: 4, memory: 1000, seriesCount: 1, grain: 1 }

/** Ratios with a drift of standard deviation 0.3 and a noise of 5 units. */
const manyRatios: PastRatio[] = Array.from({ length: 4000 }, (_unused, index) => {
  const expected = index % 2 === 0 ? 10 : 1000
  return { expected, age: 0, logRatio: normalAt(9, 1, index, 0) * Math.sqrt(0.09 + 5 / expected) }
})

describe('a rate', () => {
  it('is what was done for each unit put in, recent periods first', () => {
    const rates = ratesByOrigin({ done: [10, 40], exposure: [5, 10] }, 1)
    // After one period 10 ∕ 5; after two (10 ∕ 2 + 40) ∕ (5 ∕ 2 + 10).
    expect([...rates]).toEqual([0, 2, 45 / 12.5])
  })
})

describe('past ratios', () => {
  it('compare each outcome with what its own past gave to expect', () => {
    const done = [4, 4, 4, 4, 4, 4, 8, 8]
    const ratios = pastRatios([{ done }], 2, 1000)
    expect(ratios).toHaveLength(1)
    // Expected 8, came 16, grain 4: (16 + 2) ∕ (8 + 2).
    expect(ratios[0].logRatio).toBeCloseTo(Math.log(18 / 10), 6)
    expect(ratios[0].age).toBe(0)
  })

  it('are none for a series that has not begun or has begun just now', () => {
    expect(pastRatios([{ done: [0, 0, 0] }, { done: [1, 2, 3] }], 1, 6)).toEqual([])
  })
})

describe('the size of the drift', () => {
  it('is the prior where there is no history', () => {
    const sized = sizeClass([], scope)
    expect(sized.variance).toBe(priorVariance(4))
    expect(sized.noise).toBe(PRIOR.noise)
    expect(sized.shape[LEVELS.indexOf(0.5)]).toBeCloseTo(0)
  })

  it('is what the ratios show where there are many', () => {
    const sized = sizeClass(manyRatios, scope)
    expect(sized.variance).toBeGreaterThan(0.08)
    expect(sized.variance).toBeLessThan(0.1)
    expect(sized.noise).toBeGreaterThan(4)
    expect(sized.noise).toBeLessThan(6)
    expect(spreadOf(sized, 10)).toBeGreaterThan(spreadOf(sized, 1000))
  })

  it('lies between prior and ratios where there are few', () => {
    const calm = Array.from({ length: 12 }, () => ({ logRatio: 0, expected: 1000, age: 0 }))
    const sized = sizeClass(calm, scope)
    expect(sized.evidence).toBe(3)
    expect(sized.variance).toBeCloseTo(priorVariance(4) / 2, 3)
  })

  it('keeps the habit of being wrong in one direction', () => {
    const optimistic = Array.from({ length: 400 }, (_unused, index) => ({
      logRatio: -0.5 + 0.1 * normalAt(3, 1, index, 0),
      expected: 1000,
      age: 0,
    }))
    const sized = sizeClass(optimistic, scope)
    const middle = sized.shape[LEVELS.indexOf(0.5)] * spreadOf(sized, 1000)
    expect(middle).toBeCloseTo(-0.5, 1)
  })
})
