import { Random, seedOf } from '../random.ts'
import type { Board } from './board.ts'
import { placeCheapest } from './greedy.ts'

/** Units that one exact step takes up at once, and how many branches it may look at. */
const NEIGHBOURHOOD = 8
const MOST_BRANCHES = 100_000
/** Units of a full cell that are asked to make room before the next cell is tried. */
const MOST_ASKED = 6
/** And how many are asked for one unit in all. */
const MOST_ASKED_IN_ALL = 60

export interface ImproveOptions {
  readonly seed: number
  readonly iterations: number
  readonly shouldStop?: () => boolean
}

/**
 * Ejection and swaps. Each unit that is late or absent, the heaviest first, asks lighter units in
 * weeks that would be on time for it to make room. Then steps of a large neighbourhood: a few units
 * are taken up and laid down again in the best way there is (branch and bound), so that small
 * problems are solved exactly.
 */
export function improve(board: Board, options: ImproveOptions): void {
  eject(board, options)
  const { units } = board.model
  if (units.length === 0) return
  const cells = new Cells(board)
  const random = new Random(seedOf(options.seed, 'tactical'))
  const seeds = units.map((_unit, unit) => unit).filter((unit) => isWorthwhile(board, unit))
  for (let step = 0; step < options.iterations && seeds.length > 0; step++) {
    if (step % 16 === 0 && options.shouldStop?.() === true) return
    const chosen = neighbours(board, cells, seeds[random.below(seeds.length)], random)
    layDownBest(board, cells, chosen)
  }
}

/** A unit that stands as well as it can is no place to look for improvements. */
function isWorthwhile(board: Board, unit: number): boolean {
  const { bundle } = board.model.units[unit]
  if (bundle.pin !== undefined || board.model.able[unit].length === 0) return false
  return board.week[unit] !== board.model.release[unit]
}

/** The units in each class and week. */
class Cells {
  private readonly members = new Map<number, number[]>()
  private readonly board: Board

  constructor(board: Board) {
    this.board = board
    for (let unit = 0; unit < board.week.length; unit++) this.add(unit)
  }

  at(crewClass: number, week: number): readonly number[] {
    return this.members.get(crewClass * this.board.weeks + week) ?? []
  }

  add(unit: number): void {
    if (this.board.week[unit] < 0) return
    const key = this.board.crewClass[unit] * this.board.weeks + this.board.week[unit]
    const list = this.members.get(key)
    if (list) list.push(unit)
    else this.members.set(key, [unit])
  }

  drop(unit: number): void {
    if (this.board.week[unit] < 0) return
    const list = this.members.get(
      this.board.crewClass[unit] * this.board.weeks + this.board.week[unit],
    )
    const index = list?.indexOf(unit) ?? -1
    if (list && index >= 0) list.splice(index, 1)
  }
}

/** One pass of ejections over the late and absent units. */
function eject(board: Board, { shouldStop }: ImproveOptions): void {
  const { units, due, weight, able } = board.model
  const late = units
    .map((_unit, unit) => unit)
    .filter((unit) => board.week[unit] < 0 || board.week[unit] > due[unit])
    .filter((unit) => units[unit].bundle.pin === undefined && able[unit].length > 0)
    .toSorted((a, b) => weight[b] - weight[a] || a - b)
  if (late.length === 0) return
  const cells = new Cells(board)
  for (const [index, unit] of late.entries()) {
    if (index % 64 === 0 && shouldStop?.() === true) return
    ejectFor(board, cells, unit)
  }
}

function ejectFor(board: Board, cells: Cells, unit: number): void {
  const { release, due, able } = board.model
  const before = board.costNow(unit)
  let left = MOST_ASKED_IN_ALL
  for (let week = release[unit]; week <= Math.min(due[unit], board.weeks - 1); week++) {
    if (!board.isAllowed(unit, week)) continue
    for (const [choice, crewClass] of able[unit].entries()) {
      const gain = before - board.cost(unit, choice, week)
      if (gain <= 0) continue
      const asked = cells.at(crewClass, week).slice(-MOST_ASKED)
      for (const other of asked) {
        if (left-- <= 0) return
        if (replace(board, cells, unit, other, crewClass, week, gain)) return
      }
    }
  }
}

/** Puts `unit` in the place of `other` if what `other` loses is less than `gain`. */
function replace(
  board: Board,
  cells: Cells,
  unit: number,
  other: number,
  crewClass: number,
  week: number,
  gain: number,
): boolean {
  const { model } = board
  if (model.units[other].bundle.pin !== undefined) return false
  if (board.free[crewClass * board.weeks + week] + model.load[other] < model.load[unit])
    return false
  const sharesKits = model.supplyRow[other] === model.supplyRow[unit]
  if (!sharesKits && !board.hasKits(unit, week)) return false
  const old = { week: board.week[unit], crewClass: board.crewClass[unit] }
  const otherBefore = board.costNow(other)
  cells.drop(unit)
  cells.drop(other)
  board.remove(unit)
  board.remove(other)
  if (board.hasKits(unit, week) && board.hasRoom(unit, crewClass, week)) {
    board.place(unit, crewClass, week)
    placeCheapest(board, other, board.weeks - 1)
    if (board.costNow(other) - otherBefore < gain - 1e-9) {
      cells.add(unit)
      cells.add(other)
      return true
    }
    board.remove(other)
    board.remove(unit)
  }
  board.place(other, crewClass, week)
  if (old.week >= 0) board.place(unit, old.crewClass, old.week)
  cells.add(unit)
  cells.add(other)
  return false
}

/** The unit and some that stand in weeks where it would rather be. */
function neighbours(board: Board, cells: Cells, unit: number, random: Random): number[] {
  const { release, able, units } = board.model
  const chosen = new Set([unit])
  const last = board.week[unit] < 0 ? board.weeks : board.week[unit]
  for (let attempt = 0; attempt < 3 * NEIGHBOURHOOD && chosen.size < NEIGHBOURHOOD; attempt++) {
    const span = Math.max(1, last - release[unit])
    const week = Math.min(board.weeks - 1, release[unit] + random.below(span))
    const crewClass = able[unit][random.below(able[unit].length)]
    const members = cells.at(crewClass, week)
    if (members.length === 0) continue
    const other = members[random.below(members.length)]
    if (units[other].bundle.pin === undefined) chosen.add(other)
  }
  if (units.length <= NEIGHBOURHOOD) {
    for (const [other, { bundle }] of units.entries())
      if (bundle.pin === undefined) chosen.add(other)
  }
  return [...chosen].toSorted((a, b) => board.model.weight[b] - board.model.weight[a] || a - b)
}

interface Option {
  readonly crewClass: number
  readonly week: number
  readonly cost: number
}

/** Takes the units up and lays them down in the cheapest feasible way, by branch and bound. */
function layDownBest(board: Board, cells: Cells, chosen: readonly number[]): void {
  const before = chosen.map((unit) => ({
    crewClass: board.crewClass[unit],
    week: board.week[unit],
    cost: board.costNow(unit),
  }))
  for (const unit of chosen) {
    cells.drop(unit)
    board.remove(unit)
  }
  const options = chosen.map((unit) => optionsOf(board, unit))
  const least = options.map((list) => list[0].cost)
  const leastAfter = least.map((_cost, index) =>
    least.slice(index).reduce((sum, cost) => sum + cost, 0),
  )
  let best = before.reduce((sum, { cost }) => sum + cost, 0) - 1e-9
  let answer: Option[] = before
  let branches = 0
  const path: Option[] = []

  function descend(depth: number, cost: number): void {
    if (depth === chosen.length) {
      best = cost - 1e-9
      answer = [...path]
      return
    }
    const unit = chosen[depth]
    for (const option of options[depth]) {
      const bound = cost + option.cost + (leastAfter[depth + 1] ?? 0)
      if (bound >= best || ++branches > MOST_BRANCHES) return
      if (!fits(board, unit, option)) continue
      path.push(option)
      if (option.week >= 0) board.place(unit, option.crewClass, option.week)
      descend(depth + 1, cost + option.cost)
      board.remove(unit)
      path.pop()
    }
  }
  descend(0, 0)
  for (const [index, unit] of chosen.entries()) {
    const { crewClass, week } = answer[index]
    if (week >= 0) board.place(unit, crewClass, week)
    cells.add(unit)
  }
}

function fits(board: Board, unit: number, { crewClass, week }: Option): boolean {
  if (week < 0) return true
  return board.hasRoom(unit, crewClass, week) && board.hasKits(unit, week)
}

/** Every place that the unit could have now, and being left out, cheapest first. */
function optionsOf(board: Board, unit: number): Option[] {
  const { able, release } = board.model
  const options: Option[] = [{ crewClass: -1, week: -1, cost: board.absentCost(unit) }]
  for (let week = release[unit]; week < board.weeks; week++) {
    if (!board.isAllowed(unit, week) || !board.hasKits(unit, week)) continue
    for (const [choice, crewClass] of able[unit].entries()) {
      if (board.hasRoom(unit, crewClass, week))
        options.push({ crewClass, week, cost: board.cost(unit, choice, week) })
    }
  }
  return options.toSorted((a, b) => a.cost - b.cost || a.week - b.week || a.crewClass - b.crewClass)
}
