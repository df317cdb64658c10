/**
 * One run of the simulation: one possible future of the whole programme, week by week.
 *
 * A cell's cumulative count c follows
 *   c(w+1) = c(w) + min(crew-days left × yield, limit(w) − c(w)),
 *   limit(w) = min(scope, released(w), done + share × free kits(w) ∕ kits per connector)
 * with yield = perCrewDay × territory effect × exp(drift(w)) × ramp × share of visits that succeed.
 *
 * Invariants: every draw is looked up by what it belongs to, so scenarios share it; c rises with
 * crew-days, kits and releases in every week, so more of them never makes a run later.
 */
import { quantileOfSorted } from '../progress/index.ts'
import type { ForecastModel, ModelCell, ModelMilestone } from './model.ts'
import { normalAt, streamOf, uniformAt } from './random.ts'

/** What a run leaves behind; reused from run to run. */
export interface RunResult {
  /** Days after as-of on which each cell is finished; Infinity = not within the weeks. */
  readonly finish: Float64Array
  /** Connectors done, by milestone and week's end (milestone × weeks + week). */
  readonly cumulative: Float64Array
  /** Room for what is released of each cell by each week's end. */
  readonly released: readonly Float64Array[]
}

export function emptyResult(model: ForecastModel): RunResult {
  return {
    finish: new Float64Array(model.cells.length),
    cumulative: new Float64Array(model.milestones.length * model.weeks),
    released: model.cells.map(({ scope }) => new Float64Array(model.weeks).fill(scope)),
  }
}

const LEVEL = streamOf('drift level')
const WALK = streamOf('drift walk')
/** Draws of one stream that mean different things. */
const STEP = { effect: 1, access: 2, assumed: 3, delay: 4 } as const

/**
 * Weeks' scatter is cut at 2.8 standard deviations: up to √8 more crew-days always mean more work
 * done, although more work also scatters relatively less.
 */
const LARGEST_SCATTER = 2.8

/** Plays run number `run` and writes what came of it into `result`. */
export function playRun(model: ForecastModel, seed: number, run: number, result: RunResult): void {
  const drift = drawDrift(model, seed, run)
  const rates = model.milestones.map((milestone) => drawMilestone(milestone, seed, run))
  const freeKits = model.kitTypes.map((_unused, index) => drawKits(model, index, seed, run))
  const accessDelay = (cell: ModelCell) =>
    quantileOfSorted(model.accessDelays, uniformAt(seed, cell.stream, run, STEP.delay))
  result.cumulative.fill(0)
  for (const territory of model.territories) {
    const cells = territory.cells.map((index) => {
      const cell = model.cells[index]
      const released = result.released[index]
      if (cell.releases) setReleased(cell.releases, accessDelay(cell), released)
      const effect = Math.exp(
        cell.effectSpread * normalAt(seed, cell.stream, run, STEP.effect) -
          cell.effectSpread ** 2 / 2,
      )
      return {
        index,
        milestone: cell.milestone,
        count: cell.done,
        yield: cell.perCrewDay * effect * rates[cell.milestone],
        scope: cell.scope,
        released,
        done: cell.done,
        kits: cell.kitType < 0 ? null : freeKits[cell.kitType],
        connectorsPerKit: cell.kitShare / cell.kitsPerConnector,
      }
    })
    for (const cell of cells) result.finish[cell.index] = cell.count >= cell.scope ? 0 : Infinity
    playTerritory(model, territory, cells, drift, seed, run, result)
  }
  accumulate(model, result.cumulative)
}

interface PlayedCell {
  readonly index: number
  readonly milestone: number
  count: number
  readonly yield: number
  readonly scope: number
  readonly done: number
  readonly released: Float64Array
  readonly kits: Float64Array | null
  readonly connectorsPerKit: number
}

/** The most that can be done in a cell by the week's end. */
function limitOf(cell: PlayedCell, week: number): number {
  const limit = Math.min(cell.scope, cell.released[week])
  return cell.kits ? Math.min(limit, cell.done + cell.connectorsPerKit * cell.kits[week]) : limit
}

function playTerritory(
  model: ForecastModel,
  territory: ForecastModel['territories'][number],
  cells: readonly PlayedCell[],
  drift: Float64Array,
  seed: number,
  run: number,
  { finish, cumulative }: RunResult,
): void {
  let unfinished = cells.filter(({ index }) => finish[index] === Infinity).length
  for (let week = 0; week < model.weeks && unfinished > 0; week++) {
    const crewDays = territory.crewDays[week]
    if (crewDays <= 0) continue
    const available = crewDays * scatter(model, territory, crewDays, seed, run, week)
    let left = available
    for (const cell of cells) {
      if (left <= 0 || finish[cell.index] !== Infinity) continue
      const milestone = model.milestones[cell.milestone]
      const rate = cell.yield * drift[week] * milestone.ramp[week]
      const capacity = Math.min(left, available * milestone.openShare[week]) * rate
      const added = Math.min(capacity, limitOf(cell, week) - cell.count)
      if (added <= 0) continue
      cell.count += added
      cumulative[cell.milestone * model.weeks + week] += added
      left -= added / rate
      if (cell.count < cell.scope - 1e-6) continue
      finish[cell.index] = finishOffset(milestone, week, added / capacity)
      unfinished--
    }
  }
}

/** Turns what was added each week into what is done by its end. */
function accumulate(model: ForecastModel, cumulative: Float64Array): void {
  model.milestones.forEach(({ done }, milestone) => {
    let total = done
    for (let week = 0; week < model.weeks; week++) {
      total += cumulative[milestone * model.weeks + week]
      cumulative[milestone * model.weeks + week] = total
    }
  })
}

/** The day within the week on which `share` of its open part is over; never before the gate. */
function finishOffset(milestone: ModelMilestone, week: number, share: number): number {
  const open = Math.round(7 * milestone.openShare[week])
  return 7 * (week + 1) - open + Math.max(1, Math.ceil(share * open - 1e-9))
}

/** No reference class looks further ahead than a year; after it the rate stays where it is. */
const WALK_WEEKS = 52

/** exp(log rate) by week: a level, a random walk, and the trend while it is carried. */
function drawDrift(model: ForecastModel, seed: number, run: number): Float64Array {
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

/** Visits before any were counted: one in eight fails, weighing like twenty. A choice. */
const PRIOR_VISITS = 20
const PRIOR_FAILED = 2.5

/** Share of attempts that succeed × error of an assumed yield. */
function drawMilestone(milestone: ModelMilestone, seed: number, run: number): number {
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

/** Kits received by each week and not used before as-of. A promise whose day has passed comes soon. */
function drawKits(model: ForecastModel, type: number, seed: number, run: number): Float64Array {
  const { onHand, receipts } = model.kitTypes[type]
  const free = new Float64Array(model.weeks).fill(onHand)
  for (const { offset, kits, stream } of receipts) {
    const delay = quantileOfSorted(model.receiptDelays, uniformAt(seed, stream, run, STEP.delay))
    for (let week = weekOfArrival(offset + delay); week < model.weeks; week++) free[week] += kits
  }
  return free
}

/** What comes in the first half of a week counts in it, the rest in the next. */
function weekOfArrival(offset: number): number {
  return Math.max(0, Math.round((offset - 1) / 7))
}

/** Writes what is released of a cell by each week's end into `released`. */
function setReleased(
  releases: NonNullable<ModelCell['releases']>,
  delay: number,
  released: Float64Array,
): void {
  released.fill(0)
  for (const { offset, connectors } of releases) {
    const from = offset <= 0 ? 0 : weekOfArrival(offset + delay)
    for (let week = from; week < released.length; week++) released[week] += connectors
  }
}

/** A week's luck of a territory: lognormal of mean 1, relatively smaller for more work. */
function scatter(
  model: ForecastModel,
  territory: ForecastModel['territories'][number],
  crewDays: number,
  seed: number,
  run: number,
  week: number,
): number {
  const variance = model.drift.noise / Math.max(1e-9, crewDays * territory.usualYield)
  const z = normalAt(seed, territory.stream, run, week)
  const cut = Math.min(LARGEST_SCATTER, Math.max(-LARGEST_SCATTER, z))
  return Math.exp(cut * Math.sqrt(variance) - variance / 2)
}
