/**
 * What the forecaster is compared with: the four methods that tools for tracking roll-outs use.
 * Each is given its better window of past periods, 12 or 24, chosen afterwards on the scored
 * outcomes themselves; our own forecaster has no such help.
 */
import { LEVELS, normalQuantile, uniformAt } from '@changeover/shared/forecast'
import { quantileOfSorted } from '@changeover/shared/progress'

/** Quantiles at `LEVELS` of the sum over the horizon, for one series as known at an origin. */
export type Baseline = (past: readonly number[], horizon: number, panel: PastPanel) => number[]

/** All series as known at an origin. */
export interface PastPanel {
  readonly origin: number
  readonly histories: readonly { readonly done: readonly number[] }[]
}

export const WINDOWS = [12, 24] as const
const DRAWS = 1000
const BLOCK = 3
const SEED = 20261122

/** The methods by name, for a window of past periods. */
export function baselines(window: number): Record<string, Baseline> {
  return {
    linear: (past, horizon) => linear(past.slice(-window), horizon),
    independent: (past, horizon, { origin }) => resampled(past.slice(-window), horizon, 1, origin),
    block: (past, horizon, { origin }) => resampled(past.slice(-window), horizon, BLOCK, origin),
    reference_class: referenceClass(window),
  }
}

/** The mean rate carried on, with a normal band that grows with √horizon. */
function linear(past: readonly number[], horizon: number): number[] {
  const mean = meanOf(past)
  const squares = past.reduce((sum, value) => sum + (value - mean) ** 2, 0)
  const spread = Math.sqrt((squares / Math.max(1, past.length - 1)) * horizon)
  return LEVELS.map((level) => Math.max(0, mean * horizon + normalQuantile(level) * spread))
}

/** Sums of past periods drawn with replacement, in runs of `block` consecutive ones. */
function resampled(
  past: readonly number[],
  horizon: number,
  block: number,
  origin: number,
): number[] {
  const length = Math.min(block, past.length)
  const starts = past.length - length + 1
  const sums = Array.from({ length: DRAWS }, (_unused, draw) => {
    let sum = 0
    for (let period = 0; period < horizon; period++) {
      const step = Math.floor(period / length)
      const start = Math.floor(uniformAt(SEED, origin, draw, step) * starts)
      sum += past[start + (period % length)]
    }
    return sum
  }).sort((a, b) => a - b)
  return LEVELS.map((level) => quantileOfSorted(sums, level))
}

/** Mean rate × quantiles of actual ∕ expected over all earlier forecasts of the panel made that way. */
function referenceClass(window: number): Baseline {
  let known: { panel: PastPanel; ratios: number[] } | null = null
  return (past, horizon, panel) => {
    if (known?.panel !== panel)
      known = { panel, ratios: ratioQuantiles(panel.histories, horizon, window) }
    const expected = meanOf(past.slice(-window)) * horizon
    return known.ratios.map((ratio) => ratio * expected)
  }
}

/** Quantiles at `LEVELS` of all ratios whose outcome the panel already knows; 1 where there is none. */
function ratioQuantiles(
  histories: PastPanel['histories'],
  horizon: number,
  window: number,
): number[] {
  const ratios = histories.flatMap(({ done }) => {
    const first = done.findIndex((value) => value > 0)
    if (first < 0) return []
    const found: number[] = []
    for (let origin = first + window; origin + horizon <= done.length; origin++) {
      const expected = meanOf(done.slice(origin - window, origin)) * horizon
      const actual = meanOf(done.slice(origin, origin + horizon)) * horizon
      if (expected > 0) found.push(actual / expected)
    }
    return found
  })
  ratios.sort((a, b) => a - b)
  return LEVELS.map((level) => (ratios.length > 0 ? quantileOfSorted(ratios, level) : 1))
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length
}
