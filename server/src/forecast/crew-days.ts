import { addDays, addWeeks, weekdayOf, weekOf, type Day } from '@changeover/shared/time'
import type { CrewRow, TerritoryRow } from './inputs-repository.ts'

/** Where crews and work meet: a territory with crews, or all the rest together. */
export interface Pool {
  /** Stays the same from day to day. */
  readonly key: string
  readonly name: string
  readonly crews: readonly CrewRow[]
  /** Null is the rest: regions that no territory with crews covers. */
  readonly regions: readonly string[] | null
}

/** Of crews whose calendar was not entered. */
const USUAL_WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5]
export const REST = 'rest'

/** Shares the crews out over territories. A territory without crews belongs to the rest. */
export function poolsOf(territories: readonly TerritoryRow[], crews: readonly CrewRow[]): Pool[] {
  const homeOf = (crew: CrewRow) =>
    crew.territoryId ?? territories.find(({ regions }) => regions.includes(crew.region))?.id ?? REST
  const byHome = Map.groupBy(crews, homeOf)
  const pools = territories.flatMap(({ id, name, regions }) => {
    const own = byHome.get(id)
    return own ? [{ key: id, name, regions, crews: own }] : []
  })
  return [...pools, { key: REST, name: REST, regions: null, crews: byHome.get(REST) ?? [] }]
}

/** The pool that works in `region`. */
export function poolOf(pools: readonly Pool[], region: string): Pool {
  // The rest comes last and takes everything, so there always is one.
  return pools.find(({ regions }) => regions === null || regions.includes(region))!
}

/** Crew-days in the week that begins on `monday`: shifts less absences. */
export function crewDaysIn({ crews }: Pool, monday: Day): number {
  return crews.reduce((sum, crew) => sum + daysOf(crew, monday), 0)
}

function daysOf({ weekdays, absences }: CrewRow, monday: Day): number {
  const working = weekdays.length > 0 ? weekdays : USUAL_WEEKDAYS
  return working.filter((weekday) => {
    const day = addDays(monday, weekday - 1)
    return !absences.some(({ fromOn, toOn }) => fromOn <= day && day <= toOn)
  }).length
}

/**
 * What a pool can give from `asOf` on. Weeks are listed only while somebody is absent, so that a
 * calendar in which nothing changed is the same a week later.
 */
export function capacityOf(pool: Pool, asOf: Day) {
  const absences = pool.crews.flatMap((crew) => crew.absences).filter(({ toOn }) => toOn > asOf)
  const afterwards = pool.crews.reduce(
    (sum, { weekdays }) => sum + (weekdays.length || USUAL_WEEKDAYS.length),
    0,
  )
  const weeks: { week: Day; crewDays: number }[] = []
  const last = absences.map(({ toOn }) => toOn).reduce((a, b) => (a > b ? a : b), asOf)
  if (last > asOf)
    for (let week = weekOf(asOf); week <= last; week = addWeeks(week, 1))
      weeks.push({ week, crewDays: crewDaysIn(pool, week) })
  return { territory: pool.key, weeks, afterwards }
}

/** The last day of the last whole week by `asOf`, as its Monday. */
export function lastWholeWeek(asOf: Day): Day {
  return weekdayOf(asOf) === 7 ? weekOf(asOf) : addWeeks(weekOf(asOf), -1)
}
