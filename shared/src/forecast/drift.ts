/**
 * The size of the drift: how far the rate of a roll-out wanders from what it was, learnt from a
 * reference class and shrunk to a prior where the class is small. The univariate forecaster and the
 * simulation of the program both draw from it.
 * Invariants: variances are never negative; without history the prior alone speaks.
 */
import { normalQuantile } from './random.ts'
import { LEVELS, weightedQuantiles } from './quantile.ts'
import type { PastRatio } from './reference-class.ts'

/** How forecasts over one horizon went: log ratio ~ shape × √(variance + noise ∕ expected). */
export interface SizedClass {
  /** Periods ahead. */
  readonly horizon: number
  /** Variance of the log ratio that no amount of work averages out: the drift. */
  readonly variance: number
  /** The part of it that is scatter about the median; the rest is bias that is not believed yet. */
  readonly scatter: number
  /** Median log ratio as seen: how far forecasts were off as a rule. */
  readonly median: number
  /** Scatter of single work orders, in units of the series: divided by the expected amount. */
  readonly noise: number
  /** Standardised log ratios at `LEVELS`; the middle one carries the bias as far as it is believed. */
  readonly shape: readonly number[]
  /** Number of ratios that do not overlap, roughly; 0 = the prior. */
  readonly evidence: number
}

/**
 * The prior, for rates a week: 20 % wrong from the start, wandering 7 % a week, work orders that
 * scatter like a Poisson count of twos. A year ahead that is a variance of 0.13, what the sum of a national
 * roll-out of charge points showed over twelve months.
 */
export const PRIOR = { levelVariance: 0.04, stepVariance: 0.005, noise: 2 } as const

/** What a class is taken over. */
export interface ClassScope {
  /** Periods ahead. */
  readonly horizon: number
  /** Periods after which a ratio counts half. */
  readonly memory: number
  readonly seriesCount: number
  /** The smallest amount of the unit, `grainOf`. */
  readonly grain: number
}

/** The prior weighs as much as this many ratios that do not overlap. */
const PRIOR_EVIDENCE = 3

/** The prior's variance over a horizon. The mean of a random walk over h steps has a third of h. */
export function priorVariance(horizon: number): number {
  return PRIOR.levelVariance + (PRIOR.stepVariance * horizon) / 3
}

/**
 * Sizes the drift over `horizon` by past ratios whose weight halves every `memory` periods.
 *
 * Ratios of neighbouring origins share most of their periods, and series that run at the same time
 * share their luck, so the evidence is Σ weights ∕ (horizon × √series). Scatter, noise and shape are
 * averaged with the prior by it. The part of a bias that is not believed widens the drift instead.
 */
export function sizeClass(
  ratios: readonly PastRatio[],
  { horizon, memory, seriesCount, grain }: ClassScope,
): SizedClass {
  const weights = ratios.map((ratio) => 0.5 ** (ratio.age / memory))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const evidence = total / (horizon * Math.sqrt(Math.max(1, seriesCount)))
  const trust = evidence / (evidence + PRIOR_EVIDENCE)
  const fitted = ratios.length > 0 ? fitVariance(ratios, weights) : NOTHING_SEEN
  const median = fitted.median
  const scatter = trust * fitted.variance + (1 - trust) * priorVariance(horizon)
  const variance = scatter + ((1 - trust) * median) ** 2
  const noise = trust * fitted.noise + (1 - trust) * PRIOR.noise * grain
  const sizes = { horizon, variance, scatter, median, noise, evidence }
  const normal = LEVELS.map((level) => normalQuantile(level))
  if (ratios.length === 0) return { ...sizes, shape: normal }
  const standardised = ratios.map(
    (ratio) => ratio.logRatio / Math.sqrt(variance + noise / ratio.expected),
  )
  const seen = weightedQuantiles(standardised, weights, LEVELS)
  const shape = seen.map((value, index) => trust * value + (1 - trust) * normal[index])
  return { ...sizes, shape }
}

/** Spread of the log ratio of a forecast of `expected` units. */
export function spreadOf(sized: SizedClass, expected: number): number {
  return Math.sqrt(sized.variance + sized.noise / expected)
}

const NOTHING_SEEN = { variance: 0, noise: 0, median: 0 }

/** Squared log ratios above this (a factor of 20) say no more than that it was far off. */
const LARGEST_SQUARE = 9
const SMALLEST_VARIANCE = 0.0004

/**
 * Least squares of (log ratio − median)² on variance + noise ∕ expected, each weighted by the
 * inverse square of what it predicts, as suits a squared normal error; six rounds settle it.
 */
function fitVariance(ratios: readonly PastRatio[], weights: readonly number[]) {
  const [median] = weightedQuantiles(
    ratios.map((ratio) => ratio.logRatio),
    weights,
    [0.5],
  )
  const squares = ratios.map((ratio) => Math.min(LARGEST_SQUARE, (ratio.logRatio - median) ** 2))
  let variance = 0.1
  let noise = 1
  for (let round = 0; round < 6; round++) {
    let [s0, s1, s2, t0, t1] = [0, 0, 0, 0, 0]
    ratios.forEach((ratio, index) => {
      const inverse = 1 / ratio.expected
      const predicted = Math.max(SMALLEST_VARIANCE, variance + noise * inverse)
      const weight = weights[index] / predicted ** 2
      s0 += weight
      s1 += weight * inverse
      s2 += weight * inverse ** 2
      t0 += weight * squares[index]
      t1 += weight * inverse * squares[index]
    })
    const determinant = s0 * s2 - s1 ** 2
    const solvable = determinant > 1e-9 * s0 * s2
    noise = solvable ? Math.max(0, (s0 * t1 - s1 * t0) / determinant) : 0
    variance = Math.max(SMALLEST_VARIANCE, (t0 - noise * s1) / s0)
  }
  return { variance, noise, median }
}
