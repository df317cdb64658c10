/**
 * What the forecaster learns from its own forecasts on record: by how much its bands have to be
 * widened or narrowed so that the 80 % band holds 80 % of the time.
 * Invariant: few forecasts on record move the factor little; none leave it at 1.
 */
import { weightedQuantiles } from './quantile.ts'

/** A forecast whose outcome is known. All numbers in the same unit: connectors, or days. */
export interface SettledForecast {
  readonly p10: number
  readonly p50: number
  readonly p90: number
  readonly outcome: number
  /** Weight, such as less for an older one; 1 if not given. */
  readonly weight?: number
}

/** The nominal share of outcomes between P10 and P90. */
export const BAND = 0.8

/** A record of this many separate origins moves the factor half of the way. */
const HALF_TRUST_ORIGINS = 15
const SMALLEST_FACTOR = 0.5
const LARGEST_FACTOR = 3

/**
 * The factor for the distance of every quantile from the median, 0.5 to 3; 1 = leave as it is.
 *
 * For each forecast: how many times its half band the outcome lay from the median. The share `BAND`
 * quantile of that is the factor that would have been right (split conformal prediction, Vovk et
 * al. 2005), taken on the log scale with trust n ∕ (n + 15) for n origins.
 *
 * @param origins number of different days on which the forecasts were made: forecasts of one day
 *   share their luck and count as one.
 */
export function recalibrationFactor(settled: readonly SettledForecast[], origins: number): number {
  if (settled.length === 0) return 1
  const needed = settled.map(halfBandsOff)
  const weights = settled.map((forecast) => forecast.weight ?? 1)
  const [factor] = weightedQuantiles(needed, weights, [BAND])
  const trust = origins / (origins + HALF_TRUST_ORIGINS)
  const bounded = Math.min(LARGEST_FACTOR, Math.max(SMALLEST_FACTOR, factor))
  return Math.exp(trust * Math.log(bounded))
}

/** Distance of the outcome from the median in half bands of its side; 1 = on the edge. */
export function halfBandsOff({ p10, p50, p90, outcome }: SettledForecast): number {
  if (outcome === p50) return 0
  const half = outcome > p50 ? p90 - p50 : p50 - p10
  return half > 0 ? Math.abs(outcome - p50) / half : LARGEST_FACTOR
}

/** Moves a quantile away from (or towards) the median by the factor; never below zero. */
export function recalibrated(quantile: number, median: number, factor: number): number {
  return Math.max(0, median + (quantile - median) * factor)
}
