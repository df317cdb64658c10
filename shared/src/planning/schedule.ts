import { detailedWeeksOf, type TerritoryRoutes } from './daily/territory.ts'
import { visitBase } from './daily/week-problem.ts'
import type { LoadCell, Objective, Schedule, Unscheduled, Visit } from './problem.ts'
import type { Board } from './tactical/board.ts'
import { fridayOf } from './tactical/calendar.ts'
import { compare } from './tactical/crews.ts'
import { issuesOf } from './tactical/issues.ts'
import { Reasons } from './tactical/reasons.ts'

/**
 * Puts the tactical plan and the routes of all territories together. What no day could take goes to
 * the first later week with room; every late or absent unit gets its reason.
 */
export function assemble(board: Board, routed: readonly TerritoryRoutes[]): Schedule {
  const { model } = board
  const daily = new Map<number, Visit>()
  const leftOver = new Set<number>()
  for (const { visits, leftOver: units } of routed) {
    for (const [unit, visit] of visits) daily.set(unit, visit)
    for (const unit of units) leftOver.add(unit)
  }
  for (const unit of [...leftOver].toSorted((a, b) => a - b)) postpone(board, unit)
  const reasons = new Reasons(board)
  const visits: Visit[] = [...model.frozen]
  const unscheduled: Unscheduled[] = []
  for (let unit = 0; unit < model.units.length; unit++) {
    const { bundle, part, orderCount } = model.units[unit]
    const visit = daily.get(unit) ?? weekVisit(board, unit)
    if (!visit)
      unscheduled.push({ bundleId: bundle.id, part, orderCount, reason: reasons.of(unit) })
    else if (isLate(board, unit, visit)) visits.push({ ...visit, late: reasons.of(unit) })
    else visits.push(visit)
  }
  visits.sort((a, b) => compare(a.bundleId, b.bundleId) || a.part - b.part)
  const issues = issuesOf(board, unscheduled)
  return {
    visits,
    unscheduled,
    issues,
    objective: objectiveOf(board, daily, visits, unscheduled),
    loads: loadsOf(board),
  }
}

/** Moves a unit behind the detailed weeks, or off the board. */
function postpone(board: Board, unit: number): void {
  const { model, weeks } = board
  board.remove(unit)
  for (let week = detailedWeeksOf(board); week < weeks; week++) {
    if (!board.isAllowed(unit, week) || !board.hasKits(unit, week)) continue
    const crewClass = model.able[unit].find((index) => board.hasRoom(unit, index, week))
    if (crewClass === undefined) continue
    board.place(unit, crewClass, week)
    return
  }
}

function weekVisit(board: Board, unit: number): Visit | undefined {
  const week = board.week[unit]
  if (week < 0) return undefined
  return { ...visitBase(board.model.units[unit]), weekOn: board.model.calendar.days[week * 7] }
}

function isLate({ model }: Board, unit: number, { dayOn, weekOn }: Visit): boolean {
  const milestone = model.milestones.get(model.units[unit].bundle.milestoneId)
  return milestone !== undefined && (dayOn ?? fridayOf(weekOn)) > milestone.targetOn
}

function objectiveOf(
  board: Board,
  daily: ReadonlyMap<number, Visit>,
  visits: readonly Visit[],
  unscheduled: readonly Unscheduled[],
): Objective {
  const { model, weeks } = board
  let weightedMisses = 0
  let weightedLatenessWeeks = 0
  let moves = 0
  for (const [unit, { current }] of model.units.entries()) {
    const visit = daily.get(unit) ?? weekVisit(board, unit)
    const weight = model.weight[unit]
    if (!visit || isLate(board, unit, visit)) {
      const week = visit ? Math.trunc(model.calendar.indexOf(visit.weekOn) / 7) : weeks
      weightedMisses += weight
      weightedLatenessWeeks += weight * Math.max(0, week - model.due[unit])
    }
    if (current && !isSamePlace(current, visit)) moves++
  }
  return {
    weightedMisses,
    weightedLatenessWeeks,
    unscheduledOrders: unscheduled.reduce((sum, { orderCount }) => sum + orderCount, 0),
    siteVisits: visits.length,
    travelMinutes: Math.round(visits.reduce((sum, visit) => sum + (visit.travelMinutes ?? 0), 0)),
    moves,
  }
}

function isSamePlace(before: Visit, after: Visit | undefined): boolean {
  if (!after || before.weekOn !== after.weekOn) return false
  if (before.dayOn === undefined || after.dayOn === undefined) return true
  return before.dayOn === after.dayOn && before.crewId === after.crewId
}

/** Load against capacity by home territory of the crews and week. */
function loadsOf({ model, weeks, free }: Board): LoadCell[] {
  const territories = [...new Set(model.workforce.classes.map(({ territoryId }) => territoryId))]
  return territories.toSorted().flatMap((territoryId) =>
    Array.from({ length: weeks }, (_unused, week): LoadCell => {
      let capacityMinutes = 0
      let freeMinutes = 0
      for (const [index, entry] of model.workforce.classes.entries()) {
        if (entry.territoryId !== territoryId) continue
        capacityMinutes += model.workforce.capacity[index * weeks + week]
        freeMinutes += free[index * weeks + week]
      }
      return {
        territoryId,
        weekOn: model.calendar.days[week * 7],
        loadMinutes: Math.round(capacityMinutes - freeMinutes),
        capacityMinutes: Math.round(capacityMinutes),
      }
    }),
  )
}
