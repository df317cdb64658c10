/**
 * What is known of each week of a simulation beforehand. Week 0 is the seven days after as-of.
 */
import { addDays, daysBetween, weekdayOf, weekOf, type Day } from '../time/index.ts'
import type { CrewCapacity } from './inputs.ts'
import { MEASURED_WEEKS, type Basis } from './yields.ts'

/** Crew-days in the seven days from each week's start: calendar weeks lend by their Mondays to Fridays. */
export function crewDaysByWeek(crew: CrewCapacity, asOf: Day, weeks: number): Float64Array {
  const first = addDays(asOf, 1)
  const monday = weekOf(first)
  const listed = new Map(
    crew.weeks.map(({ week, crewDays }) => [daysBetween(monday, week) / 7, crewDays]),
  )
  const last = Math.max(-1, ...listed.keys())
  const inWeek = (week: number) => listed.get(week) ?? (week > last ? crew.afterwards : 0)
  const passed = Math.min(5, weekdayOf(first) - 1) / 5
  return byWeek(weeks, (week) => inWeek(week) * (1 - passed) + inWeek(week + 1) * passed)
}

/** Share of each week's days on or after a gate `gateOffset` days after as-of. */
export function openShareByWeek(gateOffset: number, weeks: number): Float64Array {
  return byWeek(weeks, (week) => Math.min(1, Math.max(0, (7 * week + 8 - gateOffset) / 7)))
}

/** Share of the full yield by week: under six weeks of history it rises evenly to the sixth of work. */
export function rampByWeek(basis: Basis, gateOffset: number, weeks: number): Float64Array {
  if (basis.kind === 'measured') return new Float64Array(weeks).fill(1)
  const first = Math.max(0, Math.floor((gateOffset - 1) / 7))
  return byWeek(weeks, (week) =>
    Math.min(1, Math.max(1, basis.weeks + week - first + 1) / MEASURED_WEEKS),
  )
}

function byWeek(weeks: number, value: (week: number) => number): Float64Array {
  return Float64Array.from({ length: weeks }, (_unused, week) => value(week))
}
