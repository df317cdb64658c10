import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { forecastPanel, pinballLoss, type PanelForecast } from './panel.ts'
import { LEVELS, interpolate } from './quantile.ts'
import { normalAt, uniformAt } from './random.ts'
import type { SeriesHistory } from './reference-class.ts'

/** Twelve series of counts whose common rate wanders 15 % a period. */
function wanderingPanel(periods: number): number[][] {
  return Array.from({ length: 12 }, (_unused, series) => {
    let rate = Math.log(10 + 5 * series)
    return Array.from({ length: periods }, (_unused, period) => {
      rate += 0.08 * normalAt(1, 0, 0, period) + 0.12 * normalAt(1, 1, series, period)
      return Math.round(Math.exp(rate + 0.3 * normalAt(1, 2, series, period)))
    })
  })
}

const cut = (panel: number[][], origin: number): SeriesHistory[] =>
  panel.map((done) => ({ done: done.slice(0, origin) }))

/** Forecasts at each origin from the 12th on, as they would have been made. */
function rolledForecasts(panel: number[][], horizon: number): PanelForecast[] {
  const record: PanelForecast[] = []
  for (let origin = 12; origin + horizon <= panel[0].length; origin++)
    record.push(...forecastPanel(cut(panel, origin), horizon, record))
  return record
}

describe('a forecast of a panel', () => {
  it('holds its 80 % band about 80 % of the time on rates that wander', () => {
    const panel = wanderingPanel(90)
    const scored = rolledForecasts(panel, 4).filter(({ origin }) => origin >= 40)
    const held = scored.filter(({ series, origin, quantiles }) => {
      const outcome = panel[series].slice(origin, origin + 4).reduce((sum, done) => sum + done, 0)
      const [p10, p90] = [0.1, 0.9].map((level) => interpolate(LEVELS, quantiles, level))
      return p10 <= outcome && outcome <= p90
    })
    expect(held.length / scored.length).toBeGreaterThan(0.72)
    expect(held.length / scored.length).toBeLessThan(0.88)
  })

  it('does not know what comes after its origin', () => {
    const panel = wanderingPanel(40)
    const other = panel.map((done) => done.map((count, period) => (period < 28 ? count : 999)))
    const made = rolledForecasts(panel, 4).filter(({ origin }) => origin <= 28)
    const madeOther = rolledForecasts(other, 4).filter(({ origin }) => origin <= 28)
    expect(madeOther).toEqual(made)
  })

  it('leaves out series that have hardly begun', () => {
    const begun = Array.from({ length: 20 }, () => 5)
    const late = begun.map((count, period) => (period < 16 ? 0 : count))
    const forecasts = forecastPanel([{ done: begun }, { done: late }], 4, [])
    expect(forecasts.map(({ series }) => series)).toEqual([0])
  })

  it('gives rising quantiles that are never negative', () => {
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 20, maxLength: 20 })
    fc.assert(
      fc.property(fc.array(counts, { minLength: 1, maxLength: 4 }), (panel) => {
        for (const { quantiles } of forecastPanel(cut(panel, 20), 4, [])) {
          expect(quantiles[0]).toBeGreaterThanOrEqual(0)
          for (let level = 1; level < quantiles.length; level++)
            expect(quantiles[level]).toBeGreaterThanOrEqual(quantiles[level - 1] - 1e-9)
        }
      }),
      { numRuns: 40 },
    )
  })
})

describe('the pinball loss', () => {
  it('weighs a miss above by the level and below by its rest', () => {
    expect(pinballLoss([10], 20, [0.9])).toBeCloseTo(9)
    expect(pinballLoss([30], 20, [0.9])).toBeCloseTo(1)
    expect(pinballLoss([10, 30], 20, [0.1, 0.9])).toBeCloseTo(1)
  })

  it('is lowest for the true quantile', () => {
    const outcomes = Array.from({ length: 5000 }, (_unused, run) => uniformAt(1, 1, run, 1))
    const mean = (quantile: number) =>
      outcomes.reduce((sum, outcome) => sum + pinballLoss([quantile], outcome, [0.8]), 0)
    expect(mean(0.8)).toBeLessThan(mean(0.7))
    expect(mean(0.8)).toBeLessThan(mean(0.9))
  })
})
