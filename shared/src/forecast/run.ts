/**
 * One run of the simulation: one possible future of the whole program, week by week.
 *
 * A cell's cumulative count c follows
 *   c(w+1) = c(w) + min(crew-days given × yield, limit(w) − c(w)),
 *   limit(w) = min(scope, released(w), done + share × free kits(w) ∕ kits per connector)
 * A territory's crew-days are given to its cells by their claims (what each was given lately); what one
 * cannot use goes to the others, the earliest target first. With yield = perCrewDay × territory effect × exp(drift(w)) × ramp × share of visits that succeed.
 *
 * Invariants: every draw is looked up by what it belongs to, so scenarios share it; c rises with
 * crew-days and with its own kits and releases in every week, so more crews never make a run later.
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
  /** Connectors done in each week, by cell (cell × weeks + week). */
  readonly added: Float64Array
  /** Connectors done, by milestone and week's end (milestone × weeks + week). */
  readonly cumulative: Float64Array
  /** Room for what is released of each cell by each week's end. */
  readonly released: readonly Float64Array[]
}

export function emptyResult(model: ForecastModel): RunResult {
  return {
    finish: new Float64Array(model.cells.length),
    added: new Float64Array(model.cells.length * model.weeks),
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
  result.added.fill(0)
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
        claim: cell.claim,
        rate: 0,
        wanted: 0,
        offered: 0,
        taken: 0,
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
  readonly claim: number
  /** Of the week in play: connectors a crew-day, and crew-days it could use, was offered and took. */
  rate: number
  wanted: number
  offered: number
  taken: number
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
  { finish, cumulative, added: addedTo }: RunResult,
): void {
  let open = cells.filter(({ index }) => finish[index] === Infinity)
  for (let week = 0; week < model.weeks && open.length > 0; week++) {
    const crewDays = territory.crewDays[week]
    if (crewDays <= 0) continue
    const available = crewDays * drawWeek(territory, seed, run, week)
    share(model, open, drift, week, available)
    for (const cell of open) {
      if (cell.taken <= 0) continue
      const added = cell.taken * cell.rate
      cell.count += added
      addedTo[cell.index * model.weeks + week] = added
      cumulative[cell.milestone * model.weeks + week] += added
      if (cell.count < cell.scope - 1e-6) continue
      const milestone = model.milestones[cell.milestone]
      finish[cell.index] = finishOffset(milestone, week, cell.taken / cell.offered)
    }
    if (open.some(({ index }) => finish[index] !== Infinity))
      open = open.filter(({ index }) => finish[index] === Infinity)
  }
}

/**
 * Gives a week's crew-days to the open cells of a territory and leaves in each what it was offered and what
 * it took. First each is offered its part by claim, then what is left goes round in the order of targets.
 */
function share(
  model: ForecastModel,
  open: readonly PlayedCell[],
  drift: Float64Array,
  week: number,
  available: number,
): void {
  let claims = 0
  for (const cell of open) claims += cell.claim * model.milestones[cell.milestone].openShare[week]
  let left = available
  for (const cell of open) {
    const { openShare, ramp } = model.milestones[cell.milestone]
    cell.rate = cell.yield * drift[week] * ramp[week]
    cell.wanted = cell.rate > 0 ? Math.max(0, limitOf(cell, week) - cell.count) / cell.rate : 0
    cell.offered =
      claims > 0
        ? available * Math.min(openShare[week], (cell.claim * openShare[week]) / claims)
        : 0
    cell.taken = Math.min(cell.offered, cell.wanted)
    left -= cell.taken
  }
  for (const cell of open) {
    const most = available * model.milestones[cell.milestone].openShare[week]
    const more = Math.max(0, Math.min(left, most - cell.taken))
    const extra = Math.min(more, cell.wanted - cell.taken)
    cell.offered = Math.max(cell.offered, cell.taken + more)
    cell.taken += extra
    left -= extra
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
