import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { interpolate, weightedQuantiles } from './quantile.ts'

describe('a weighted quantile', () => {
  it('follows the weights', () => {
    // Middles of the weights: 10 at 1/8, 20 at 1/2 (2 of 4), 30 at 7/8.
    expect(weightedQuantiles([30, 10, 20], [1, 1, 2], [0.125, 0.5, 0.875])).toEqual([10, 20, 30])
    expect(weightedQuantiles([30, 10, 20], [1, 1, 2], [0.3125])).toEqual([15])
  })

  it('never falls as the level rises', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.double({ min: -1e6, max: 1e6, noNaN: true }), fc.integer({ min: 1, max: 9 })),
          { minLength: 1 },
        ),
        (pairs) => {
          const levels = [0.1, 0.5, 0.9]
          const [low, middle, high] = weightedQuantiles(
            pairs.map(([value]) => value),
            pairs.map(([, weight]) => weight),
            levels,
          )
          expect(low).toBeLessThanOrEqual(middle)
          expect(middle).toBeLessThanOrEqual(high)
        },
      ),
    )
  })
})

describe('a line through points', () => {
  it('is flat beyond its ends', () => {
    expect([0, 1, 1.5, 3, 9].map((x) => interpolate([1, 2, 3], [10, 20, 0], x))).toEqual([
      10, 10, 15, 0, 0,
    ])
  })
})
