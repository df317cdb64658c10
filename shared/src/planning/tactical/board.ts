import type { TacticalModel } from './model.ts'

/**
 * What a unit costs where it is, per weight. A miss outweighs any lateness within the horizon, a week
 * of lateness outweighs a move, a move outweighs being done some weeks sooner.
 */
export const MISS_COST = 1000
export const LATE_WEEK_COST = 10
export const EARLIER_WEEK_COST = 0.01
/** A changed week costs this much, five times as much in the nearest weeks. */
const MOVE_COST = 1
const NEARNESS = 4
/** A crew from another territory is the second choice. */
const GUEST_COST = 0.001

/**
 * Which unit is in which class and week (−1 and −1: nowhere), with the minutes and kits left.
 * Invariant: no stock of kits is below zero, no unit is where its release, pin, crews or site do not
 * allow it, and no pool of minutes is below zero but by visits that had their day already.
 */
export class Board {
  readonly model: TacticalModel
  readonly weeks: number
  readonly week: Int32Array
  readonly crewClass: Int32Array
  readonly free: Float64Array

  constructor(model: TacticalModel) {
    this.model = model
    this.weeks = model.calendar.weeks
    this.week = new Int32Array(model.units.length).fill(-1)
    this.crewClass = new Int32Array(model.units.length).fill(-1)
    this.free = Float64Array.from(model.workforce.capacity)
  }

  /** Cost of a unit in a week, for the bound too: misses, lateness, and doing it sooner. */
  weekCost(unit: number, week: number): number {
    const late = week - this.model.due[unit]
    const lateness = late > 0 ? MISS_COST + late * LATE_WEEK_COST : 0
    return this.model.weight[unit] * (lateness + week * EARLIER_WEEK_COST)
  }

  /** Leaving a unit out is worse than the worst week. */
  absentCost(unit: number): number {
    const late = Math.max(1, this.weeks + 4 - this.model.due[unit])
    return (
      this.model.weight[unit] * (MISS_COST + late * LATE_WEEK_COST + this.weeks * EARLIER_WEEK_COST)
    )
  }

  /** What it costs to have the unit elsewhere than in the current plan. */
  moveCost(unit: number, week: number): number {
    const current = this.model.currentWeek[unit]
    if (current < 0 || current === week) return 0
    return this.model.weight[unit] * MOVE_COST * (1 + NEARNESS / (1 + current))
  }

  /** Cost of a unit in its `choice`-th able class and a week. */
  cost(unit: number, choice: number, week: number): number {
    return (
      this.weekCost(unit, week) +
      this.moveCost(unit, week) +
      (this.isGuest(unit, choice) ? GUEST_COST * this.model.weight[unit] : 0)
    )
  }

  private isGuest(unit: number, choice: number): boolean {
    const { able, units, workforce } = this.model
    return workforce.classes[able[unit][choice]].territoryId !== units[unit].site.territoryId
  }

  costNow(unit: number): number {
    const week = this.week[unit]
    if (week < 0) return this.absentCost(unit)
    return this.cost(unit, this.model.able[unit].indexOf(this.crewClass[unit]), week)
  }

  /** Whether the rules, apart from room and kits, allow the week. */
  isAllowed(unit: number, week: number): boolean {
    const { release, pinWeek, isOpen } = this.model
    if (week < release[unit] || week >= this.weeks) return false
    return (pinWeek[unit] < 0 || pinWeek[unit] === week) && isOpen(unit, week)
  }

  hasKits(unit: number, week: number): boolean {
    const { supply, supplyRow, kits } = this.model
    const row = supplyRow[unit]
    return row < 0 || supply.least[row * this.weeks + week] >= kits[unit]
  }

  hasRoom(unit: number, crewClass: number, week: number): boolean {
    return this.free[crewClass * this.weeks + week] >= this.model.load[unit]
  }

  place(unit: number, crewClass: number, week: number): void {
    this.shift(unit, crewClass, week, 1)
    this.week[unit] = week
    this.crewClass[unit] = crewClass
  }

  remove(unit: number): void {
    if (this.week[unit] < 0) return
    this.shift(unit, this.crewClass[unit], this.week[unit], -1)
    this.week[unit] = -1
    this.crewClass[unit] = -1
  }

  private shift(unit: number, crewClass: number, week: number, sign: 1 | -1): void {
    const { load, kits, supply, supplyRow } = this.model
    this.free[crewClass * this.weeks + week] -= sign * load[unit]
    if (supplyRow[unit] >= 0) supply.take(supplyRow[unit], week, sign * kits[unit])
  }
}
