/**
 * How honest the forecasts on record were: how often the 80 % range held, and what is done about it.
 * Two things settle a forecast: the milestone is finished (its days), or some weeks have passed
 * (the connectors that the fan foresaw for that week), so that there is a record long before the
 * first milestone ends. Reads stored forecasts, never recomputed ones.
 */
import { daysBetween, type Day } from '../time/index.ts'
import { recalibrationFactor, type SettledForecast } from './recalibration.ts'

/** A forecast of a finish as it was stored on the day it was shown. */
export interface StoredFinish {
  readonly milestone: string
  readonly madeOn: Day
  /** Null = later than could be told. */
  readonly p10: Day | null
  readonly p50: Day | null
  readonly p90: Day | null
  /** Chance of the target as shown, 0 to 1, and the target it was for. */
  readonly hitProbability: number
  readonly target: Day
}

/** A point of a fan as it was stored, with what came. All in connectors done, cumulative. */
export interface StoredProgress {
  readonly milestone: string
  readonly madeOn: Day
  /** The day foreseen. */
  readonly on: Day
  readonly p10: number
  readonly p50: number
  readonly p90: number
  readonly outcome: number
}

/** A settled forecast with what says which others share its luck. */
export interface ScoredForecast extends SettledForecast {
  /** Forecasts of one luck count once when it is asked how much the record is worth. */
  readonly luck: string
}

export interface Scorecard {
  readonly settled: number
  /** Share with an outcome from P10 to P90, and shares below and above; null while there are none. */
  readonly coverage80: number | null
  readonly below: number | null
  readonly above: number | null
  /** What the drift of the next forecast is multiplied by; 1 = nothing learnt yet. */
  readonly recalibration: number
}

/** Days that stand for "later than could be told". */
const OPEN_DAYS = 100_000

/** Scores settled forecasts; finishes and progress may be mixed. */
export function scoreForecasts(settled: readonly ScoredForecast[]): Scorecard {
  const share = (holds: (one: ScoredForecast) => boolean) =>
    settled.length > 0 ? settled.filter(holds).length / settled.length : null
  return {
    settled: settled.length,
    coverage80: share(({ p10, p90, outcome }) => p10 <= outcome && outcome <= p90),
    below: share(({ p10, outcome }) => outcome < p10),
    above: share(({ p90, outcome }) => outcome > p90),
    // An open end has no distance from the median that could be stretched.
    recalibration: recalibrationFactor(
      settled.filter(({ p90 }) => p90 < OPEN_DAYS),
      new Set(settled.map(({ luck }) => luck)).size,
    ),
  }
}

/**
 * Finish forecasts of milestones whose finish is known, in days after the forecast. Those made on or
 * after the finish are left out, and of each milestone and seven days only the first counts: daily
 * snapshots say one thing seven times. A milestone is one luck.
 */
export function settledFinishes(
  stored: readonly StoredFinish[],
  finishedOn: ReadonlyMap<string, Day>,
): ScoredForecast[] {
  return onePerWeek(stored).flatMap((forecast) => {
    const finish = finishedOn.get(forecast.milestone)
    if (finish === undefined || forecast.madeOn >= finish) return []
    const ahead = (day: Day | null) => (day ? daysBetween(forecast.madeOn, day) : OPEN_DAYS)
    return [
      {
        p10: ahead(forecast.p10),
        p50: ahead(forecast.p50),
        p90: ahead(forecast.p90),
        outcome: daysBetween(forecast.madeOn, finish),
        luck: forecast.milestone,
      },
    ]
  })
}

/**
 * Progress forecasts whose day has come, one a week and milestone. Those of a milestone whose spans
 * overlap share their luck: a span of four weeks begins a new one every four weeks.
 */
export function settledProgress(stored: readonly StoredProgress[]): ScoredForecast[] {
  const first = new Map<string, Day>()
  return onePerWeek(stored).map(({ milestone, madeOn, on, p10, p50, p90, outcome }) => {
    const begin = first.get(milestone) ?? madeOn
    first.set(milestone, begin)
    const span = Math.max(1, daysBetween(madeOn, on))
    const number = Math.floor(daysBetween(begin, madeOn) / span)
    return { p10, p50, p90, outcome, luck: `${milestone} ${number}` }
  })
}

/**
 * The Brier score of the chances shown: mean of (P(hit) − hit)², 0 is best, 0.25 what "50 %" always
 * gets (Brier 1950). Null while no milestone with a stored forecast is finished.
 */
export function brierScore(
  stored: readonly StoredFinish[],
  finishedOn: ReadonlyMap<string, Day>,
): number | null {
  const squares = onePerWeek(stored).flatMap((forecast) => {
    const finish = finishedOn.get(forecast.milestone)
    if (finish === undefined || forecast.madeOn >= finish) return []
    return [(forecast.hitProbability - (finish <= forecast.target ? 1 : 0)) ** 2]
  })
  if (squares.length === 0) return null
  return squares.reduce((sum, square) => sum + square, 0) / squares.length
}

function onePerWeek<Stored extends { readonly milestone: string; readonly madeOn: Day }>(
  stored: readonly Stored[],
): Stored[] {
  const last = new Map<string, Day>()
  return stored
    .toSorted((a, b) => a.madeOn.localeCompare(b.madeOn))
    .filter(({ milestone, madeOn }) => {
      const previous = last.get(milestone)
      if (previous !== undefined && daysBetween(previous, madeOn) < 7) return false
      last.set(milestone, madeOn)
      return true
    })
}
