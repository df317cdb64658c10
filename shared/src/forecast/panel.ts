/**
 * Forecasts the sums of several series that belong together (the states of a country, the
 * territories of a program) over a horizon, from nothing but their past.
 *
 * Several forecasters, each an average with its own half-life and a reference class with its own
 * memory, with or without the class's bias, are blended by how well each did on the panel so far; the
 * blend is recalibrated on its own record. Invariant: a forecast made at period t reads periods before
 * t only. All that is learnt (weights, drift, factor) comes from forecasts whose outcome was known.
 */
import { sizeClass, spreadOf, type SizedClass } from './drift.ts'
import { interpolate, LEVELS } from './quantile.ts'
import { recalibrated, recalibrationFactor, type SettledForecast } from './recalibration.ts'
import {
  firstActivePeriod,
  grainOf,
  MINIMUM_PERIODS,
  pastRatios,
  ratesByOrigin,
  type SeriesHistory,
} from './reference-class.ts'

/**
 * The forecasters of the blend: an average with one of the half-lives, a reference class with one of the
 * memories, which expects to be off in the direction in which it was, or not. Fixed, spanning from
 * "the last two periods" to "the last two years" of monthly data; which of them to believe is
 * learnt. Of the constants here, halving or doubling any moves the backtest's pinball loss by under
 * 4 %.
 */
const HALF_LIVES = [1.5, 3, 6, 12]
const MEMORIES = [12, 48]

/** A candidate's weight is its mean loss to the power of −16: a tenth more loss, a fifth of the weight. */
const WEIGHT_POWER = 16
/** A forecast on record weighs half after this many periods. */
const RECORD_MEMORY = 12
/** Older forecasts are not read: they would weigh a thirtieth. */
const RECORD_LENGTH = 60

/** One series' forecast as it was made, kept for learning from it later. */
export interface PanelForecast {
  /** Position of the series in the panel. */
  readonly series: number
  /** Number of periods that were known. */
  readonly origin: number
  readonly horizon: number
  /** Quantiles at `LEVELS` of each candidate. */
  readonly candidates: readonly (readonly number[])[]
  /** Blended quantiles before recalibration. */
  readonly blended: readonly number[]
  /** The forecast: quantiles of the sum over the horizon at `LEVELS`, in the unit of the series. */
  readonly quantiles: readonly number[]
}

/**
 * Quantiles of the sum over the next `horizon` periods for every series that has been under way for
 * at least `MINIMUM_PERIODS`; the others have no forecast. All histories are of the same length.
 *
 * @param record earlier results of this function for the same panel and horizon, in any order.
 */
export function forecastPanel(
  histories: readonly SeriesHistory[],
  horizon: number,
  record: readonly PanelForecast[],
): PanelForecast[] {
  const origin = histories[0]?.done.length ?? 0
  const grain = grainOf(histories)
  const learnt = learnFrom(histories, horizon, grain, record)
  const averages = HALF_LIVES.map((halfLife) => averageAt(histories, horizon, grain, halfLife))
  return histories.flatMap((history, series) => {
    const first = firstActivePeriod(history)
    if (first < 0 || origin - first < MINIMUM_PERIODS) return []
    const candidates = averages.flatMap((quantilesOf) => quantilesOf(series))
    const blended = LEVELS.map((_unused, level) =>
      candidates.reduce(
        (sum, quantiles, index) => sum + learnt.weights[index] * quantiles[level],
        0,
      ),
    )
    const median = interpolate(LEVELS, blended, 0.5)
    const quantiles = blended.map((value) => recalibrated(value, median, learnt.factor))
    return [{ series, origin, horizon, candidates, blended, quantiles }]
  })
}

/** An average with its reference classes sized; gives a series' quantiles by each class. */
function averageAt(
  histories: readonly SeriesHistory[],
  horizon: number,
  grain: number,
  halfLife: number,
): (series: number) => number[][] {
  const ratios = pastRatios(histories, horizon, halfLife)
  const classes = MEMORIES.flatMap((memory) => {
    const sized = sizeClass(ratios, { horizon, memory, seriesCount: histories.length, grain })
    return [sized, withoutBias(sized)]
  })
  return (series) => {
    const history = histories[series]
    const rate = ratesByOrigin(history, halfLife)[history.done.length]
    return classes.map((sized) => sumQuantiles(sized, rate * horizon, grain))
  }
}

/** The class as it would be if forecasts had been right in the middle. */
function withoutBias(sized: SizedClass): SizedClass {
  const median = interpolate(LEVELS, sized.shape, 0.5)
  return { ...sized, shape: sized.shape.map((shape) => shape - median) }
}

/** Quantiles at `LEVELS` of a sum that is expected to be `expected`, never below zero. */
export function sumQuantiles(sized: SizedClass, expected: number, grain: number): number[] {
  const centre = expected + grain / 2
  const spread = spreadOf(sized, centre)
  return sized.shape.map((shape) => Math.max(0, centre * Math.exp(shape * spread) - grain / 2))
}

interface Learnt {
  readonly weights: readonly number[]
  readonly factor: number
}

function learnFrom(
  histories: readonly SeriesHistory[],
  horizon: number,
  grain: number,
  record: readonly PanelForecast[],
): Learnt {
  const now = histories[0]?.done.length ?? 0
  const losses = Array.from({ length: HALF_LIVES.length * MEMORIES.length * 2 }, () => 0)
  const settled: SettledForecast[] = []
  const origins = new Set<number>()
  for (const forecast of record) {
    const age = now - horizon - forecast.origin
    if (forecast.horizon !== horizon || age < 0 || age > RECORD_LENGTH) continue
    const done = histories[forecast.series].done
    const outcome = sum(done, forecast.origin, forecast.origin + horizon)
    const from = Math.max(0, forecast.origin - 24)
    const usual = (sum(done, from, forecast.origin) * horizon) / (forecast.origin - from)
    const weight = 0.5 ** (age / RECORD_MEMORY)
    const scale = weight / Math.max(grain, usual)
    forecast.candidates.forEach((quantiles, index) => {
      losses[index] += scale * pinballLoss(quantiles, outcome)
    })
    const [p10, p50, p90] = [0.1, 0.5, 0.9].map((level) =>
      interpolate(LEVELS, forecast.blended, level),
    )
    settled.push({ p10, p50, p90, outcome, weight })
    origins.add(forecast.origin)
  }
  return { weights: weightsOf(losses), factor: recalibrationFactor(settled, origins.size) }
}

function weightsOf(losses: readonly number[]): number[] {
  const best = Math.min(...losses)
  const raw = losses.map((loss) => (best > 0 ? (loss / best) ** -WEIGHT_POWER : 1))
  const total = raw.reduce((sum, weight) => sum + weight, 0)
  return raw.map((weight) => weight / total)
}

function sum(numbers: readonly number[], from: number, to: number): number {
  let total = 0
  for (let index = from; index < to; index++) total += numbers[index]
  return total
}

/**
 * Mean pinball loss of quantiles at `levels`, in the unit of the outcome: (y − q) × level above the
 * quantile, (q − y) × (1 − level) below. Lowest in expectation for the true quantiles.
 */
export function pinballLoss(
  quantiles: readonly number[],
  outcome: number,
  levels: readonly number[] = LEVELS,
): number {
  let total = 0
  for (let index = 0; index < quantiles.length; index++) {
    const off = outcome - quantiles[index]
    total += off >= 0 ? levels[index] * off : (levels[index] - 1) * off
  }
  return total / quantiles.length
}
