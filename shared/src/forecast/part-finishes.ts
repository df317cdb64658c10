/**
 * When each region of a cell is finished in a run that was played. The regions share the cell's work by
 * their paces; what a finished one leaves goes to the others in the same proportions. So region i is
 * finished once the cell has done
 *
 *   S(i) = Σ over regions j of min(open(j), open(i) × pace(j) ∕ pace(i))
 *
 * Invariants: nothing is finished that the cell has not done; the last region is finished on the cell's day
 * (its S is all that is open), so a milestone is finished in a run when its last region is.
 */
import { drawPace } from './draws.ts'
import type { ForecastModel, ModelCell } from './model.ts'
import type { RunResult } from './run.ts'

/** Work that is as good as all of it: counts are sums of fractions. */
const ROUNDING = 1e-6

/** What is used again for every cell and run. */
interface Room {
  readonly open: Float64Array
  readonly paces: Float64Array
  readonly wanted: Float64Array
  /** Parts, those that are finished first before the others. */
  readonly order: Int32Array
}

/**
 * Gives a function that tells of a run, once it was played, the days after as-of on which each part is
 * finished, cell after cell in the model's order; Infinity = not within the weeks. It writes them into
 * the same array each time.
 */
export function partFinisher(
  model: ForecastModel,
): (seed: number, run: number, result: RunResult) => Float64Array {
  const sizes = model.cells.map(({ parts }) => parts.length)
  const most = Math.max(0, ...sizes)
  const days = new Float64Array(sizes.reduce((sum, size) => sum + size, 0))
  const room = {
    open: new Float64Array(most),
    paces: new Float64Array(most),
    wanted: new Float64Array(most),
    order: new Int32Array(most),
  }
  return (seed, run, result) => {
    let position = 0
    for (let index = 0; index < model.cells.length; index++) {
      const own = days.subarray(position, position + sizes[index])
      position += sizes[index]
      if (sizes[index] === 1) own[0] = result.finish[index]
      else {
        findOrder(model.cells[index], seed, run, room)
        finishParts(model, index, result, room, own)
      }
    }
    return days
  }
}

/** Walks through the weeks of a cell and dates each part by the share of the week's work that it waits for. */
function finishParts(
  model: ForecastModel,
  index: number,
  { added, finish }: RunResult,
  { wanted, order }: Room,
  days: Float64Array,
): void {
  const { openShare } = model.milestones[model.cells[index].milestone]
  days.fill(Infinity)
  let [next, done] = [0, 0]
  for (; next < days.length && wanted[order[next]] <= 0; next++) days[order[next]] = 0
  for (let week = 0; week < model.weeks && next < days.length; week++) {
    const work = added[index * model.weeks + week]
    if (work <= 0) continue
    const end = Math.min(finish[index], 7 * (week + 1))
    const start = 7 * (week + 1) - Math.round(7 * openShare[week])
    for (; next < days.length && wanted[order[next]] <= done + work + ROUNDING; next++) {
      const share = Math.min(1, (wanted[order[next]] - done) / work)
      days[order[next]] = Math.min(
        end,
        start + Math.max(1, Math.ceil(share * (end - start) - 1e-9)),
      )
    }
    done += work
  }
  // Rounding must not make the last region later than the whole.
  days[order[days.length - 1]] = finish[index]
}

/** Finds S of each part (0 where nothing is open) and in which order they are reached. */
function findOrder({ parts }: ModelCell, seed: number, run: number, room: Room): void {
  const { open, paces, wanted, order } = room
  for (let i = 0; i < parts.length; i++) {
    open[i] = parts[i].scope - parts[i].done
    paces[i] = open[i] > 0 ? drawPace(parts[i], seed, run) : 0
  }
  for (let i = 0; i < parts.length; i++) {
    const level = open[i] > 0 ? open[i] / paces[i] : 0
    let sum = 0
    for (let j = 0; j < parts.length; j++) sum += Math.min(open[j], level * paces[j])
    wanted[i] = sum
    let place = i
    for (; place > 0 && wanted[order[place - 1]] > sum; place--) order[place] = order[place - 1]
    order[place] = i
  }
}
