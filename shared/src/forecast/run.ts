/**
 * One run of the simulation: one possible future of the whole program, week by week.
 *
 * A cell's cumulative count c follows
 *   c(w+1) = c(w) + min(crew-days left × yield, limit(w) − c(w)),
 *   limit(w) = min(scope, released(w), done + share × free kits(w) ∕ kits per connector)
 * with yield = perCrewDay × territory effect × exp(drift(w)) × ramp × share of visits that succeed.
 *
 * Invariants: every draw is looked up by what it belongs to, so scenarios share it; c rises with
 * crew-days, kits and releases in every week, so more of them never makes a run later.
 */
import {
  drawDrift,
  drawEffect,
  drawKits,
  drawMilestone,
  drawReleased,
  drawTerritory,
  drawWeek,
} from './draws.ts'
import type { ForecastModel, ModelMilestone, ModelTerritory } from './model.ts'

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

/** Plays run number `run` and writes what came of it into `result`. */
export function playRun(model: ForecastModel, seed: number, run: number, result: RunResult): void {
  const drift = drawDrift(model, seed, run)
  const rates = model.milestones.map((milestone) => drawMilestone(milestone, seed, run))
  const freeKits = model.kitTypes.map((_unused, index) => drawKits(model, index, seed, run))
  result.cumulative.fill(0)
  for (const territory of model.territories) {
    const own = drawTerritory(model, territory, seed, run)
    const cells = territory.cells.map((index) => {
      const cell = model.cells[index]
      const released = result.released[index]
      if (cell.releases) drawReleased(model, cell, seed, run, released)
      return {
        index,
        milestone: cell.milestone,
        count: cell.done,
        yield: cell.perCrewDay * drawEffect(cell, seed, run) * own * rates[cell.milestone],
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
  territory: ModelTerritory,
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
    const available = crewDays * drawWeek(territory, seed, run, week)
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
