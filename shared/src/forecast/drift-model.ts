/**
 * The drift over any number of weeks ahead, as the simulation draws it: one random walk for the whole
 * program, sized by the reference classes of its sums, and what the territories add to it.
 */
import { PRIOR, type SizedClass } from './drift.ts'
import { interpolate, LEVELS } from './quantile.ts'

export interface DriftModel {
  /** Variance of the log rate that is there from the first period. */
  readonly levelVariance: number
  /** Variance that the random walk of the log rate adds each period. */
  readonly stepVariance: number
  /** Variance of a territory's log rate beyond that of the whole. */
  readonly territoryVariance: number
  /** As in `SizedClass`. */
  readonly noise: number
  /** Change of the log rate per period that earlier forecasts missed: a learning curve, or fatigue. */
  readonly trend: number
  /** The trend is carried this many periods and no further. */
  readonly trendPeriods: number
}

/**
 * One drift for all horizons h, by least squares over classes at several of them:
 *
 *   believed bias(h) = trend × (h + 1) ∕ 2 · variance(h) = level + step × h ∕ 3
 *
 * where variance(h) is the scatter of the whole's ratios and the square of the bias that the trend
 * leaves out. Both variances are at least zero. Without classes, the prior.
 *
 * @param whole classes of the sums, one a horizon.
 * @param territories classes of their territories at the same horizons: more ratios, so the bias is
 *   taken from them; what their variance exceeds the whole's by is theirs alone.
 */
export function driftModel(
  whole: readonly SizedClass[],
  territories: readonly SizedClass[],
): DriftModel {
  if (whole.length === 0) return { ...PRIOR, territoryVariance: 0, trend: 0, trendPeriods: 0 }
  const trend = trendOf(territories)
  const points = whole.map(({ horizon, scatter, median }) => ({
    x: horizon / 3,
    y: scatter + (median - (trend * (horizon + 1)) / 2) ** 2,
  }))
  return {
    ...lineThrough(points),
    territoryVariance: Math.max(
      0,
      mean(territories.map((one, i) => one.scatter - whole[i].scatter)),
    ),
    noise: mean(territories.map(({ noise }) => noise)),
    trend,
    trendPeriods: Math.max(...whole.map(({ horizon }) => horizon)),
  }
}

function trendOf(classes: readonly SizedClass[]): number {
  const halves = classes.map(({ horizon }) => (horizon + 1) / 2)
  const biases = classes.map(
    ({ shape, variance }) => interpolate(LEVELS, shape, 0.5) * Math.sqrt(variance),
  )
  const products = biases.map((bias, index) => bias * halves[index])
  return mean(products) / mean(halves.map((half) => half ** 2))
}

function lineThrough(points: readonly { readonly x: number; readonly y: number }[]) {
  const meanX = mean(points.map(({ x }) => x))
  const meanY = mean(points.map(({ y }) => y))
  const spread = mean(points.map(({ x }) => (x - meanX) ** 2))
  const slope = spread > 0 ? mean(points.map(({ x, y }) => (x - meanX) * (y - meanY))) / spread : 0
  const stepVariance = Math.min(meanY / meanX, Math.max(0, slope))
  return { stepVariance, levelVariance: Math.max(0, meanY - stepVariance * meanX) }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
