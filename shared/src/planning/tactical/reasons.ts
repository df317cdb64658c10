import type { Day } from '../../time/index.ts'
import type { Crew, Reason } from '../problem.ts'
import { minutesBetween } from '../daily/travel.ts'
import { isOpenOn } from './calendar.ts'
import type { Board } from './board.ts'

/**
 * Why a unit is late or nowhere, found by counterfactual: each cause is lifted in turn, from the
 * plainest to the rarest, and the first without which the unit could be on time is the reason.
 */
export class Reasons {
  private readonly board: Board
  private readonly kitNeeds = new Map<string, number>()
  private readonly occupants = new Map<number, number>()

  constructor(board: Board) {
    this.board = board
    const { model, weeks } = board
    for (let unit = 0; unit < model.units.length; unit++) {
      if (model.supplyRow[unit] >= 0) {
        const last = Math.min(weeks - 1, Math.max(model.due[unit], model.release[unit]))
        const key = `${model.supplyRow[unit]} ${last}`
        this.kitNeeds.set(key, (this.kitNeeds.get(key) ?? 0) + model.kits[unit])
      }
      if (board.week[unit] < 0) continue
      const cell = board.crewClass[unit] * weeks + board.week[unit]
      const known = this.occupants.get(cell)
      if (known === undefined || model.weight[unit] > model.weight[known])
        this.occupants.set(cell, unit)
    }
  }

  /** The reason why the unit is not on time. */
  of(unit: number): Reason {
    return (
      this.noCrew(unit) ??
      this.tooLong(unit) ??
      this.noAccess(unit) ??
      this.tooEarly(unit) ??
      this.kitShort(unit) ??
      this.displaced(unit)
    )
  }

  /** Nobody serves the territory, or nobody there has the skill, or the pinned crew is not of them. */
  private noCrew(unit: number): Reason | undefined {
    const { model } = this.board
    const { bundle, site } = model.units[unit]
    const { territoryId } = site
    const { skill, pin } = bundle
    if (model.able[unit].length > 0) return undefined
    const serving = this.crewsOf(model.workforce.ableIn(territoryId, undefined), pin?.crewId)
    if (serving.length === 0) return { code: 'OUT_OF_TERRITORY', territoryId, siteId: site.id }
    const skilled = this.crewsOf(model.workforce.ableIn(territoryId, skill), pin?.crewId)
    if (skill === undefined || skilled.length > 0) return undefined
    return { code: 'NO_SKILL', skill, territoryId }
  }

  private crewsOf(classes: readonly number[], only: string | undefined): Crew[] {
    return classes
      .flatMap((index) => this.board.model.workforce.classes[index].crews)
      .filter(({ id }) => only === undefined || id === only)
  }

  /** Crews with the skill work, but no shift of theirs is long enough for one order and the way. */
  private tooLong(unit: number): Reason | undefined {
    const { model } = this.board
    if (model.able[unit].length > 0) return undefined
    const { bundle, site } = model.units[unit]
    const classes = model.workforce.ableIn(site.territoryId, bundle.skill)
    const longest = Math.max(...classes.map((index) => model.workforce.longestShift(index)))
    if (longest <= 0) return this.noDays(unit)
    const { travel } = model.problem
    const away = this.crewsOf(classes, bundle.pin?.crewId).map((crew) =>
      minutesBetween(crew, site, site.areaType, travel),
    )
    const minutes = Math.round(bundle.minutesPerOrder + 2 * Math.min(...away))
    return { code: 'TOO_LONG_FOR_SHIFT', minutes, longestShiftMinutes: longest }
  }

  private noDays(unit: number): Reason {
    const { model } = this.board
    const { territoryId } = model.units[unit].site
    return { code: 'NO_CREW_DAYS', territoryId, fromOn: this.dayAt(model.releaseDay[unit]) }
  }

  /** Crews work in time, but never on a day and at an hour at which the site is open. */
  private noAccess(unit: number): Reason | undefined {
    const { model } = this.board
    const { site } = model.units[unit]
    const { workforce } = model
    const last = this.lastUseful(unit)
    let hasDay = false
    for (let day = model.releaseDay[unit]; day < (last + 1) * 7; day++) {
      if (!model.able[unit].some((index) => workforce.worksOn(index, day, undefined))) continue
      hasDay = true
      if (!isOpenOn(site, day, this.dayAt(day))) continue
      if (model.able[unit].some((index) => workforce.worksOn(index, day, site.accessWindow)))
        return undefined
    }
    if (hasDay) return { code: 'NO_ACCESS_WINDOW', siteId: site.id }
    return model.release[unit] > last ? undefined : this.noDays(unit)
  }

  /** The gate, the permit or the order's own first day lies too late for the target. */
  private tooEarly(unit: number): Reason | undefined {
    const { model } = this.board
    if (model.release[unit] <= this.lastUseful(unit)) return undefined
    const { bundle, site } = model.units[unit]
    const milestone = model.milestones.get(bundle.milestoneId)
    if (!milestone) return undefined
    const notBeforeOn = [milestone.gateOn, bundle.notBeforeOn ?? milestone.gateOn]
      .toSorted()
      .at(-1) as Day // two elements
    const { permitOn } = site
    const { targetOn } = milestone
    if (permitOn !== undefined && permitOn >= notBeforeOn)
      return { code: 'PERMIT_AFTER_TARGET', permitOn, targetOn }
    return { code: 'NOT_BEFORE', notBeforeOn, targetOn }
  }

  /** With kits enough for itself the unit would find crew minutes on time. */
  private kitShort(unit: number): Reason | undefined {
    const { model, weeks } = this.board
    const row = model.supplyRow[unit]
    if (row < 0) return undefined
    const last = this.lastUseful(unit)
    for (let week = model.release[unit]; week <= last; week++) {
      if (this.board.hasKits(unit, week)) return undefined
    }
    const { depotId, kitId } = model.supply.rows[row]
    let need = 0
    for (let week = 0; week <= last; week++) need += this.kitNeeds.get(`${row} ${week}`) ?? 0
    const arrived = model.supply.arrived[row * weeks + last]
    const shortBy = need > arrived ? need - arrived : model.kits[unit]
    return {
      code: 'KIT_SHORT',
      kitId,
      depotId,
      shortBy,
      untilOn: this.arrivalOf(depotId, kitId, arrived + shortBy),
    }
  }

  private arrivalOf(depotId: string, kitId: string, needed: number): Day | undefined {
    const receipts = this.board.model.problem.depots
      .filter(({ id }) => id === depotId)
      .flatMap((depot) => depot.receipts.filter((receipt) => receipt.kitId === kitId))
      .toSorted((a, b) => (a.on < b.on ? -1 : a.on > b.on ? 1 : 0))
    let sum = 0
    for (const { on, quantity } of receipts) {
      sum += quantity
      if (sum >= needed) return on
    }
    return undefined
  }

  /** All crew minutes on time are taken; names the heaviest work that took them. */
  private displaced(unit: number): Reason {
    const { model, weeks } = this.board
    const { territoryId } = model.units[unit].site
    for (let week = this.lastUseful(unit); week >= 0; week--) {
      for (const index of model.able[unit]) {
        const other = this.occupants.get(index * weeks + week)
        if (other === undefined || other === unit) continue
        const weekOn = model.calendar.days[week * 7]
        return { code: 'DISPLACED_BY', bundleId: model.units[other].bundle.id, territoryId, weekOn }
      }
    }
    return this.noDays(unit)
  }

  /** The last week that would still be on time, within the horizon; the pinned week of a pin. */
  private lastUseful(unit: number): number {
    const { model, weeks } = this.board
    const last = Math.min(model.due[unit], weeks - 1)
    return model.pinWeek[unit] >= 0 ? Math.min(model.pinWeek[unit], weeks - 1) : last
  }

  private dayAt(index: number): Day {
    const { days } = this.board.model.calendar
    return days[Math.min(index, days.length - 1)]
  }
}
