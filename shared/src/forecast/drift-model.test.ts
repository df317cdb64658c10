import { describe, expect, it } from 'vitest'
import { PRIOR, sizeClass, type SizedClass } from './drift.ts'
import { driftModel } from './drift-model.ts'
import { LEVELS } from './quantile.ts'

/** A class as if sized from much history, with the bias fully believed. */
function classAt(horizon: number, scatter: number, median = 0): SizedClass {
  const shape = LEVELS.map((level) => (median + (level - 0.5)) / Math.sqrt(scatter))
  return { horizon, scatter, median, variance: scatter, noise: 2, shape, evidence: 100 }
}

describe('the drift of all horizons', () => {
  it('is the prior without classes', () => {
    expect(driftModel([], [])).toMatchObject({ levelVariance: PRIOR.levelVariance, trend: 0 })
  })

  it('is the prior also where classes saw nothing', () => {
    const unseen = [4, 8, 13].map((horizon) =>
      sizeClass([], { horizon, memory: 52, seriesCount: 1, grain: 1 }),
    )
    const drift = driftModel(unseen, unseen)
    expect(drift.levelVariance).toBeCloseTo(PRIOR.levelVariance)
    expect(drift.stepVariance).toBeCloseTo(PRIOR.stepVariance)
    expect(drift).toMatchObject({ territoryVariance: 0, trend: 0 })
  })

  it('separates what is there at once from what grows by the step', () => {
    // Variance 0.05 + 0.03 × h ∕ 3.
    const classes = [3, 6, 12].map((horizon) => classAt(horizon, 0.05 + 0.01 * horizon))
    const drift = driftModel(classes, classes)
    expect(drift.levelVariance).toBeCloseTo(0.05)
    expect(drift.stepVariance).toBeCloseTo(0.03)
  })

  it('never takes a variance below zero', () => {
    const shrinking = [classAt(3, 0.09), classAt(12, 0.01)]
    const flat = driftModel(shrinking, shrinking)
    expect(flat.stepVariance).toBe(0)
    expect(flat.levelVariance).toBeCloseTo(0.05)
    const steep = driftModel([classAt(3, 0.001), classAt(12, 0.2)], shrinking)
    expect(steep.levelVariance).toBeGreaterThanOrEqual(0)
  })

  it('carries a bias that grows with the horizon as a trend', () => {
    // The mean rate over h weeks is off by 0.02 × (h + 1) ∕ 2.
    const classes = [3, 7, 11].map((horizon) => classAt(horizon, 0.05, 0.01 * (horizon + 1)))
    const drift = driftModel(classes, classes)
    expect(drift.trend).toBeCloseTo(0.02)
    expect(drift.levelVariance).toBeCloseTo(0.05)
  })

  it('counts a bias that it does not carry as drift', () => {
    const whole = [classAt(4, 0.05, 0.3), classAt(8, 0.05, 0.3)]
    const unbiased = [classAt(4, 0.07), classAt(8, 0.07)]
    const drift = driftModel(whole, unbiased)
    expect(drift.levelVariance).toBeCloseTo(0.05 + 0.09)
    expect(drift.territoryVariance).toBeCloseTo(0.02)
  })
})
