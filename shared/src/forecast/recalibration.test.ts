import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { halfBandsOff, recalibrated, recalibrationFactor } from './recalibration.ts'
import { normalAt } from './random.ts'

/** Outcomes of standard deviation 10 around 100, forecast with a band right for `claimed`. */
const settled = (claimed: number) =>
  Array.from({ length: 3000 }, (_unused, index) => ({
    p10: 100 - 1.2816 * claimed,
    p50: 100,
    p90: 100 + 1.2816 * claimed,
    outcome: 100 + 10 * normalAt(4, 1, index, 0),
  }))

describe('the recalibration factor', () => {
  it('is 1 without a record', () => {
    expect(recalibrationFactor([], 0)).toBe(1)
  })

  it('stays near 1 where the bands were right, and doubles bands that were half as wide', () => {
    expect(recalibrationFactor(settled(10), 1e6)).toBeCloseTo(1, 1)
    expect(recalibrationFactor(settled(5), 1e6)).toBeCloseTo(2, 1)
    expect(recalibrationFactor(settled(20), 1e6)).toBeCloseTo(0.5, 1)
  })

  it('is believed half after forecasts of fifteen days', () => {
    const one = [{ p10: 90, p50: 100, p90: 110, outcome: 120 }]
    expect(recalibrationFactor(one, 15)).toBeCloseTo(Math.SQRT2, 9)
  })

  it('counts in half bands of the side the outcome fell on', () => {
    const band = { p10: 90, p50: 100, p90: 130 }
    expect(halfBandsOff({ ...band, outcome: 85 })).toBe(1.5)
    expect(halfBandsOff({ ...band, outcome: 115 })).toBe(0.5)
    expect(halfBandsOff({ ...band, outcome: 100 })).toBe(0)
  })

  it('never moves the median and never goes below zero', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0, max: 1e6, noNaN: true }),
        fc.double({ min: 0.5, max: 3, noNaN: true }),
        (quantile, median, factor) => {
          expect(recalibrated(median, median, factor)).toBe(median)
          expect(recalibrated(quantile, median, factor)).toBeGreaterThanOrEqual(0)
        },
      ),
    )
  })
})
