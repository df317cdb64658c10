import type { Board } from './board.ts'
import { shiftOn } from './calendar.ts'

/**
 * Fills the board. First what is pinned, then what the current plan has, where it still fits; then
 * by regret: of the units that can be on time those with the fewest such weeks first, each into its
 * cheapest week; last the others, the heaviest first.
 */
export function fill(board: Board): void {
  const { model } = board
  const units = model.units.map((_unit, unit) => unit)
  const isPinned = (unit: number) => model.units[unit].bundle.pin !== undefined
  for (const unit of units.filter(isPinned)) placeCheapest(board, unit, board.weeks - 1)
  const slack = Int32Array.from(units, (unit) => weeksOnTime(board, unit))
  const { weight, load, currentWeek } = model
  const byRegret = (a: number, b: number) =>
    slack[a] - slack[b] || weight[b] / load[b] - weight[a] / load[a] || a - b
  const waiting = units.filter((unit) => !isPinned(unit)).toSorted(byRegret)
  for (const unit of waiting) {
    if (currentWeek[unit] >= 0) placeIn(board, unit, currentWeek[unit])
  }
  const late: number[] = []
  for (const unit of waiting) {
    if (board.week[unit] >= 0) continue
    const lastOnTime = Math.min(model.due[unit], board.weeks - 1)
    if (slack[unit] === 0 || !placeCheapest(board, unit, lastOnTime)) late.push(unit)
  }
  late.sort((a, b) => weight[b] / load[b] - weight[a] / load[a] || a - b)
  for (const unit of late) placeCheapest(board, unit, board.weeks - 1)
}

/** Puts a unit into its cheapest feasible week up to `last`. @returns whether there was one. */
export function placeCheapest(board: Board, unit: number, last: number): boolean {
  const { release, currentWeek } = board.model
  const able = board.model.able[unit]
  let best = Infinity
  let bestClass = -1
  let bestWeek = -1
  for (let week = release[unit]; week <= last; week++) {
    if (board.weekCost(unit, week) >= best) break
    if (!board.hasKits(unit, week) || !board.isAllowed(unit, week)) continue
    for (let choice = 0; choice < able.length; choice++) {
      if (!board.hasRoom(unit, able[choice], week)) continue
      const cost = board.cost(unit, choice, week)
      if (cost >= best) continue
      best = cost
      bestClass = able[choice]
      bestWeek = week
    }
    if (bestWeek >= 0 && currentWeek[unit] < 0) break
  }
  if (bestWeek < 0) return false
  board.place(unit, bestClass, bestWeek)
  return true
}

/** Puts a unit where the current plan has it. What already has its day there needs no proof of room. */
function placeIn(board: Board, unit: number, week: number): void {
  if (!board.isAllowed(unit, week) || !board.hasKits(unit, week)) return
  const { model } = board
  const proven = crewClassOfDay(board, unit)
  const crewClass = proven ?? model.able[unit].find((index) => board.hasRoom(unit, index, week))
  if (crewClass !== undefined) board.place(unit, crewClass, week)
}

/** The class of the crew that has the unit on a day of its own, if that crew still works then. */
function crewClassOfDay({ model }: Board, unit: number): number | undefined {
  const { current } = model.units[unit]
  if (current?.crewId === undefined || current.dayOn === undefined) return undefined
  const days = model.workforce.daysOf.get(current.crewId)
  if (!days || !shiftOn(days, model.calendar.indexOf(current.dayOn))) return undefined
  return model.able[unit].find((index) =>
    model.workforce.classes[index].crews.some(({ id }) => id === current.crewId),
  )
}

/** In how many weeks the unit could be done on time, if it were alone. */
function weeksOnTime(board: Board, unit: number): number {
  const { release, due } = board.model
  const last = Math.min(due[unit], board.weeks - 1)
  let first = release[unit]
  while (first <= last && !board.hasKits(unit, first)) first++
  return board.model.able[unit].length === 0 ? 0 : Math.max(0, last - first + 1)
}
