/**
 * The reference class: how far earlier forecasts of the same kind were off, as log ratios of what
 * came to what was expected. The drift of every forecast is sized by it, never by the scatter
 * of single weeks: single weeks' errors cancel in a sum, a wrong rate does not (Flyvbjerg 2006 on
 * reference classes; measured on real roll-outs, bands from resampled weeks held 14 to 54 % of the
 * time where they promised 80 %).
 * Invariant: everything here reads only what lies before the end of the histories it is given.
 */

/** What was finished per period, oldest first, and how much was put in (crew-days; 1 if unknown). */
export interface SeriesHistory {
  readonly done: readonly number[]
  /** As long as `done`. */
  readonly exposure?: readonly number[]
}

/** One past forecast and its outcome. */
export interface PastRatio {
  /** ln((actual + grain ∕ 2) ∕ (expected + grain ∕ 2)), without unit. */
  readonly logRatio: number
  /** Expected amount over the horizon, in the unit of the series. */
  readonly expected: number
  /** Periods between the outcome's last period and the end of the history. */
  readonly age: number
}

/** Periods that a series must have been under way before a forecast of it counts as one. */
export const MINIMUM_PERIODS = 6

/**
 * The rate at each origin: Σ done ∕ Σ exposure, a period's weight halving every `halfLife` periods.
 * `rates[o]` knows periods before `o` only; `rates[0]` is 0.
 */
export function ratesByOrigin(history: SeriesHistory, halfLife: number): Float64Array {
  const keep = 0.5 ** (1 / halfLife)
  const rates = new Float64Array(history.done.length + 1)
  let done = 0
  let exposure = 0
  for (let period = 0; period < history.done.length; period++) {
    done = keep * done + Math.max(0, history.done[period])
    exposure = keep * exposure + exposureAt(history, period)
    rates[period + 1] = exposure > 0 ? done / exposure : 0
  }
  return rates
}

/** Exposure of a period; 1 where the series has none. */
export function exposureAt(history: SeriesHistory, period: number): number {
  return history.exposure ? history.exposure[period] : 1
}

/** The first period with anything done, or -1. A series begins there. */
export function firstActivePeriod(history: SeriesHistory): number {
  return history.done.findIndex((done) => done > 0)
}

/** The smallest positive amount seen: the grain of the unit, 1 for counts. 1 where there is none. */
export function grainOf(histories: readonly SeriesHistory[]): number {
  let grain = Infinity
  for (const history of histories)
    for (const done of history.done) if (done > 0 && done < grain) grain = done
  return Number.isFinite(grain) ? grain : 1
}

/** The log ratio of an outcome to its expectation; half a grain keeps zero finite. */
export function logRatio(actual: number, expected: number, grain: number): number {
  return Math.log((Math.max(0, actual) + grain / 2) / (expected + grain / 2))
}

/**
 * Every forecast that could have been made `horizon` periods before the end or earlier, with its
 * outcome: at each origin of each series, the rate of that day carried over the horizon's exposure.
 */
export function pastRatios(
  histories: readonly SeriesHistory[],
  horizon: number,
  halfLife: number,
): PastRatio[] {
  const grain = grainOf(histories)
  return histories.flatMap((history) => {
    const first = firstActivePeriod(history)
    if (first < 0) return []
    const rates = ratesByOrigin(history, halfLife)
    const end = history.done.length
    const ratios: PastRatio[] = []
    for (let origin = first + MINIMUM_PERIODS; origin + horizon <= end; origin++) {
      const { done, exposure } = sumsFrom(history, origin, horizon)
      const expected = rates[origin] * exposure
      if (exposure > 0)
        ratios.push({
          logRatio: logRatio(done, expected, grain),
          expected: expected + grain / 2,
          age: end - horizon - origin,
        })
    }
    return ratios
  })
}

function sumsFrom(history: SeriesHistory, origin: number, horizon: number) {
  let done = 0
  let exposure = 0
  for (let period = origin; period < origin + horizon; period++) {
    done += history.done[period]
    exposure += exposureAt(history, period)
  }
  return { done, exposure }
}
