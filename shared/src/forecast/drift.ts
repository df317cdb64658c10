/**
 * The size of the drift: how far the rate of a roll-out wanders from what it was, learnt from a
 * reference class and shrunk to a prior where the class is small. The univariate forecaster and the
 * simulation of the programme both draw from it.
 * Invariants: variances are never negative; without history the prior alone speaks.
 */
import { normalQuantile } from './random.ts'
import { interpolate, LEVELS, weightedQuantiles } from './quantile.ts'
import type { PastRatio } from './reference-class.ts'

/** How forecasts over one horizon went: log ratio ~ shape × √(variance + noise ∕ expected). */
export interface SizedClass {
  /** Periods ahead. */
  readonly horizon: number
  /** Variance of the log ratio that no amount of work averages out: the drift. */
  readonly variance: number
  /** Scatter of single jobs, in units of the series: divided by the expected amount. */
  readonly noise: number
  /** Standardised log ratios at `LEVELS`; the middle one says how far forecasts were off as a rule. */
  readonly shape: readonly number[]
  /** Number of ratios that do not overlap, roughly; 0 = the prior. */
  readonly evidence: number
}

/**
 * The prior, for rates a week: 20 % wrong from the start, wandering 7 % a week, jobs that scatter like
 * a Poisson count of twos. A year ahead that is a variance of 0.13, what the sum of a national
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
 * share their luck, so the evidence is Σ weights ∕ (horizon × √series). Variance, noise and shape
 * are averaged with the prior by it.
 */
export function sizeClass(
  ratios: readonly PastRatio[],
  { horizon, memory, seriesCount, grain }: ClassScope,
): SizedClass {
  const weights = ratios.map((ratio) => 0.5 ** (ratio.age / memory))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  const evidence = total / (horizon * Math.sqrt(Math.max(1, seriesCount)))
  const trust = evidence / (evidence + PRIOR_EVIDENCE)
  const fitted = ratios.length > 0 ? fitVariance(ratios, weights) : { variance: 0, noise: 0 }
  const variance = trust * fitted.variance + (1 - trust) * priorVariance(horizon)
  const noise = trust * fitted.noise + (1 - trust) * PRIOR.noise * grain
  const normal = LEVELS.map((level) => normalQuantile(level))
  if (ratios.length === 0) return { horizon, variance, noise, shape: normal, evidence: 0 }
  const standardised = ratios.map(
    (ratio) => ratio.logRatio / Math.sqrt(variance + noise / ratio.expected),
  )
  const seen = weightedQuantiles(standardised, weights, LEVELS)
  const shape = seen.map((value, index) => trust * value + (1 - trust) * normal[index])
  return { horizon, variance, noise, shape, evidence }
}

/** Spread of the log ratio of a forecast of `expected` units. */
export function spreadOf(sized: SizedClass, expected: number): number {
  return Math.sqrt(sized.variance + sized.noise / expected)
}

/** Squared log ratios above this (a factor of 20) say no more than that it was far off. */
const LARGEST_SQUARE = 9
const SMALLEST_VARIANCE = 0.0004

/**
 * Least squares of (log ratio − median)² on variance + noise ∕ expected, each weighted by the
 * inverse square of what it predicts, as suits a squared normal error; six rounds settle it.
 */
function fitVariance(ratios: readonly PastRatio[], weights: readonly number[]) {
  const [middle] = weightedQuantiles(
    ratios.map((ratio) => ratio.logRatio),
    weights,
    [0.5],
  )
  const squares = ratios.map((ratio) => Math.min(LARGEST_SQUARE, (ratio.logRatio - middle) ** 2))
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
  return { variance, noise }
}

/** The drift over any number of periods ahead, as the simulation draws it. */
export interface DriftModel {
  /** Variance of the log rate that is there from the first period. */
  readonly levelVariance: number
  /** Variance that the random walk of the log rate adds each period. */
  readonly stepVariance: number
  /** As in `SizedClass`. */
  readonly noise: number
  /** Change of the log rate per period that earlier forecasts missed: a learning curve, or fatigue. */
  readonly trend: number
  /** The trend is carried this many periods and no further. */
  readonly trendPeriods: number
}

/**
 * One drift for all horizons from classes at several: variance(h) = level + step × h ∕ 3 and median
 * log ratio(h) = trend × (h + 1) ∕ 2, by least squares, neither variance below zero.
 * Without classes, the prior.
 */
export function driftModel(classes: readonly SizedClass[]): DriftModel {
  if (classes.length === 0) return { ...PRIOR, trend: 0, trendPeriods: 0 }
  const xs = classes.map(({ horizon }) => horizon / 3)
  const ys = classes.map(({ variance }) => variance)
  const meanX = mean(xs)
  const meanY = mean(ys)
  const spreadX = mean(xs.map((x) => (x - meanX) ** 2))
  const slope = spreadX > 0 ? mean(xs.map((x, i) => (x - meanX) * (ys[i] - meanY))) / spreadX : 0
  const largestStep = meanX > 0 ? meanY / meanX : 0
  const stepVariance = Math.min(largestStep, Math.max(0, slope))
  const levelVariance = Math.max(0, meanY - stepVariance * meanX)
  const medians = classes.map(
    (sized) => interpolate(LEVELS, sized.shape, 0.5) * Math.sqrt(sized.variance),
  )
  const halves = classes.map(({ horizon }) => (horizon + 1) / 2)
  const trend =
    medians.reduce((sum, median, i) => sum + median * halves[i], 0) /
    halves.reduce((sum, half) => sum + half ** 2, 0)
  const trendPeriods = Math.max(...classes.map(({ horizon }) => horizon))
  return {
    levelVariance,
    stepVariance,
    noise: mean(classes.map(({ noise }) => noise)),
    trend,
    trendPeriods,
  }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
