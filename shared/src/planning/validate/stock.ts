import { addWeeks, weekdayOf, weekOf, type Day } from '../../time/index.ts'
import type { Visit } from '../problem.ts'
import { isFrozen } from './frozen.ts'
import type { Lookup } from './schedule.ts'
import type { Violation } from './violation.ts'

/** Kits of a week: of what was planned now, and of frozen visits, which nobody can take back. */
interface WeekUse {
  planned: number
  frozen: number
}

/**
 * Kits used by the end of each week never exceed what had arrived by its Monday. Where frozen visits
 * alone use more than that, nothing else may use any.
 */
export function checkKits(lookup: Lookup, visits: readonly Visit[]): Violation[] {
  const uses = new Map<string, Map<Day, WeekUse>>()
  for (const visit of visits) {
    const { bundleId, weekOn, orderCount } = visit
    const bundle = lookup.bundles.get(bundleId)
    if (bundle?.kitId === undefined) continue
    const depotId = lookup.sites.get(bundle.siteId)?.depotId ?? ''
    const key = `${depotId}\n${bundle.kitId}`
    const weeks = uses.get(key) ?? new Map<Day, WeekUse>()
    const use = weeks.get(weekOn) ?? { planned: 0, frozen: 0 }
    use[isFrozen(lookup.problem, visit) ? 'frozen' : 'planned'] +=
      orderCount * (bundle.kitsPerOrder ?? 1)
    weeks.set(weekOn, use)
    uses.set(key, weeks)
  }
  return [...uses.entries()].flatMap(([key, weeks]) => {
    const [depotId, kitId] = key.split('\n')
    return checkStock(lookup, depotId, kitId, weeks)
  })
}

function checkStock({ problem }: Lookup, depotId: string, kitId: string, uses: Map<Day, WeekUse>) {
  const receipts = problem.depots
    .filter(({ id }) => id === depotId)
    .flatMap((depot) => depot.receipts.filter((receipt) => receipt.kitId === kitId))
  const firstWeek = weekOf(problem.startOn)
  const found: Violation[] = []
  let planned = 0
  let frozen = 0
  for (const weekOn of [...uses.keys()].toSorted()) {
    planned += uses.get(weekOn)?.planned ?? 0
    frozen += uses.get(weekOn)?.frozen ?? 0
    const counted = weekOn <= firstWeek ? problem.startOn : weekOn
    const arrived = receipts.reduce(
      (sum, { on, quantity }) => (on <= counted || on <= weekOn ? sum + quantity : sum),
      0,
    )
    const by = Math.min(planned, planned + frozen - arrived)
    if (by > 0) found.push({ rule: 'KIT_SHORT', depotId, kitId, on: weekOn, by })
  }
  return found
}

/** The work of a week fits into the minutes of the crews that serve the territory at all. */
export function checkLoads(lookup: Lookup, visits: readonly Visit[]): Violation[] {
  const { problem } = lookup
  const loads = new Map<string, number>()
  const touched = new Map<string, { territoryId: string; weekOn: Day }>()
  for (const { territoryId, weekOn, minutes, dayOn } of visits) {
    const key = `${territoryId}\n${weekOn}`
    loads.set(key, (loads.get(key) ?? 0) + minutes)
    if (dayOn === undefined) touched.set(key, { territoryId, weekOn })
  }
  const found: Violation[] = []
  for (const [key, { territoryId, weekOn }] of touched) {
    const nextWeek = addWeeks(weekOn, 1)
    let minutes = 0
    for (const crew of problem.crews) {
      if (crew.territoryId !== territoryId && !crew.alsoTerritoryIds?.includes(territoryId))
        continue
      const off = (crew.daysOff ?? []).filter((day) => day >= weekOn && day < nextWeek)
      const offWeekdays = new Set(off.map((day) => weekdayOf(day)))
      for (const { weekday, startMinute, endMinute } of crew.shifts) {
        if (!offWeekdays.has(weekday)) minutes += Math.max(0, endMinute - startMinute)
      }
    }
    const by = (loads.get(key) ?? 0) - minutes
    if (by > 0.01) found.push({ rule: 'WEEK_OVERLOADED', territoryId, on: weekOn, by })
  }
  return found
}
