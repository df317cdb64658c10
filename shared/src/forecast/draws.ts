/**
 * What is drawn in a run: drift, luck of territories and weeks, success of visits, delays. Each draw is
 * looked up by what it belongs to and by the run, so that every scenario meets the same.
 * Invariant: a draw never depends on the amounts that a scenario changes, except that more work of a
 * week scatters relatively less.
 */
import { quantileOfSorted } from '../progress/index.ts'
import type {
  ForecastModel,
  ModelCell,
  ModelMilestone,
  ModelPart,
  ModelTerritory,
} from './model.ts'
import { normalAt, streamOf, uniformAt } from './random.ts'

const LEVEL = streamOf('drift level')
const WALK = streamOf('drift walk')
/** Draws of one stream that mean different things. */
const STEP = { effect: 1, access: 2, assumed: 3, delay: 4, pace: 5 } as const

/**
 * Weeks' scatter is cut at 2.8 standard deviations: up to √8 more crew-days always mean more work
 * done, although more work also scatters relatively less.
 */
const LARGEST_SCATTER = 2.8

/** No reference class looks further ahead than a year; after it the rate stays where it is. */
const WALK_WEEKS = 52

/** exp(log rate) by week: a level, a random walk, and the trend while it is carried. */
export function drawDrift(model: ForecastModel, seed: number, run: number): Float64Array {
  const { levelVariance, stepVariance, trend, trendPeriods } = model.drift
  const level = model.recalibration * Math.sqrt(levelVariance) * normalAt(seed, LEVEL, run, 0)
  const step = model.recalibration * Math.sqrt(stepVariance)
  const rates = new Float64Array(model.weeks)
  let walk = 0
  for (let week = 0; week < model.weeks; week++) {
    if (week < WALK_WEEKS) walk += step * normalAt(seed, WALK, run, week)
    rates[week] = Math.exp(level + walk + trend * Math.min(week + 1, trendPeriods))
  }
  return rates
}

/** How much faster than the whole a territory turns out: lognormal of mean 1. */
export function drawTerritory(
  { drift, recalibration }: ForecastModel,
  territory: ModelTerritory,
  seed: number,
  run: number,
): number {
  const spread = recalibration * Math.sqrt(drift.territoryVariance)
  // Its weeks take the steps from 0 on.
  return Math.exp(spread * normalAt(seed, territory.stream, run, -1) - spread ** 2 / 2)
}

/** Visits before any were counted: one in eight fails, weighing like twenty. A choice. */
const PRIOR_VISITS = 20
const PRIOR_FAILED = 2.5

/** Share of attempts that succeed × error of an assumed yield. */
export function drawMilestone(milestone: ModelMilestone, seed: number, run: number): number {
  const failed = milestone.failedVisits + PRIOR_FAILED
  const succeeded = Math.max(1, milestone.visits + PRIOR_VISITS - failed)
  // The logarithm of the odds of a beta variable is nearly normal with this variance.
  const spread = Math.sqrt(1 / failed + 1 / succeeded)
  const odds =
    (succeeded / failed) * Math.exp(spread * normalAt(seed, milestone.stream, run, STEP.access))
  const assumed = Math.exp(
    Math.sqrt(milestone.yield.assumedVariance) *
      normalAt(seed, milestone.stream, run, STEP.assumed),
  )
  return (odds / (1 + odds)) * assumed
}

/** Kits received by each week and not used before as-of. An overdue promise is one for today. */
export function drawKits(
  model: ForecastModel,
  type: number,
  seed: number,
  run: number,
): Float64Array {
  const { onHand, receipts } = model.kitTypes[type]
  const free = new Float64Array(model.weeks).fill(onHand)
  for (const { offset, kits, stream } of receipts) {
    const delay = quantileOfSorted(model.receiptDelays, uniformAt(seed, stream, run, STEP.delay))
    for (let week = weekOfArrival(Math.max(0, offset) + delay); week < model.weeks; week++)
      free[week] += kits
  }
  return free
}

/** A week's luck of a territory: lognormal of mean 1 and the spread that its amount of work has. */
export function drawWeek(
  { stream, scatter }: ModelTerritory,
  seed: number,
  run: number,
  week: number,
): number {
  const z = normalAt(seed, stream, run, week)
  const cut = Math.min(LARGEST_SCATTER, Math.max(-LARGEST_SCATTER, z))
  const spread = scatter[week]
  return Math.exp(cut * spread - (spread * spread) / 2)
}

/** What comes in the first half of a week counts in it, the rest in the next. */
function weekOfArrival(offset: number): number {
  return Math.max(0, Math.round((offset - 1) / 7))
}

/** Writes what is released of a cell with release days by each week's end into `released`. */
export function drawReleased(
  model: ForecastModel,
  cell: ModelCell,
  seed: number,
  run: number,
  released: Float64Array,
): void {
  const delay = quantileOfSorted(model.accessDelays, uniformAt(seed, cell.stream, run, STEP.delay))
  released.fill(0)
  for (const { offset, connectors } of cell.releases ?? []) {
    const from = offset <= 0 ? 0 : weekOfArrival(offset + delay)
    for (let week = from; week < released.length; week++) released[week] += connectors
  }
}

/** How much faster than its territory's others a cell turns out: lognormal of mean 1. */
export function drawEffect({ effectSpread, stream }: ModelCell, seed: number, run: number): number {
  const z = normalAt(seed, stream, run, STEP.effect)
  return Math.exp(effectSpread * z - effectSpread ** 2 / 2)
}

/** A region's claim on the crews of its cell: lognormal around its pace. */
export function drawPace({ pace, paceSpread, stream }: ModelPart, seed: number, run: number) {
  return pace * Math.exp(paceSpread * normalAt(seed, stream, run, STEP.pace))
}
