import type { Crew, PlanningProblem, PlanningSite } from '../problem.ts'
import { crewDaysOf, shiftOn, type Calendar, type CrewDays } from './calendar.ts'

/** The share of a shift that the tactical plan fills; the rest is what days cannot be packed with. */
const FILL = 0.92

/** Crews of one home territory with the same skills and guest territories: one pool of minutes. */
export interface CrewClass {
  readonly territoryId: string
  readonly territories: ReadonlySet<string>
  readonly skills: ReadonlySet<string>
  readonly crews: readonly Crew[]
}

type Window = NonNullable<PlanningSite['accessWindow']>

export interface Workforce {
  readonly classes: readonly CrewClass[]
  readonly daysOf: ReadonlyMap<string, CrewDays>
  /** Minutes by class and week: `capacity[class * weeks + week]`. */
  readonly capacity: Float64Array
  /** Classes that may do a skill in a territory, home crews and the least versatile first. */
  readonly ableIn: (territoryId: string, skill: string | undefined) => readonly number[]
  readonly longestShift: (classIndex: number) => number
  /** Whether a crew of the class works on the numbered day, at an hour within the window. */
  readonly worksOn: (classIndex: number, day: number, window: Window | undefined) => boolean
}

/** Sorts the crews into classes and adds up their minutes. The order of the rows does not matter. */
export function workforceOf(problem: PlanningProblem, calendar: Calendar): Workforce {
  const crews = problem.crews.toSorted((a, b) => compare(a.id, b.id))
  const daysOf = new Map(crews.map((crew) => [crew.id, crewDaysOf(crew, calendar)]))
  const classes = classify(crews)
  const { weeks } = calendar
  const capacity = new Float64Array(classes.length * weeks)
  const longest = new Float64Array(classes.length)
  for (const [index, { crews: members }] of classes.entries()) {
    for (const crew of members) addMinutes(crew, index)
  }

  function addMinutes(crew: Crew, index: number): void {
    const days = daysOf.get(crew.id)
    if (!days) return
    for (let day = calendar.openFrom; day < calendar.dayCount; day++) {
      const shift = shiftOn(days, day)
      if (!shift) continue
      const minutes = shift.endMinute - shift.startMinute
      capacity[index * weeks + Math.trunc(day / 7)] += minutes * FILL
      longest[index] = Math.max(longest[index], minutes)
    }
  }

  const known = new Map<string, readonly number[]>()
  const ableIn = (territoryId: string, skill: string | undefined): readonly number[] => {
    const key = `${territoryId}\n${skill ?? ''}`
    const list = known.get(key) ?? findAble(classes, territoryId, skill)
    known.set(key, list)
    return list
  }
  const worksOn = (index: number, day: number, window: Window | undefined): boolean =>
    classes[index].crews.some((crew) => {
      const days = daysOf.get(crew.id)
      const shift = days && shiftOn(days, day)
      if (!shift) return false
      if (!window) return true
      return window.openMinute < shift.endMinute && window.closeMinute >= shift.startMinute
    })
  return { classes, daysOf, capacity, ableIn, longestShift: (index) => longest[index], worksOn }
}

function classify(crews: readonly Crew[]): CrewClass[] {
  const byKey = new Map<string, Crew[]>()
  for (const crew of crews) {
    const guests = [...new Set(crew.alsoTerritoryIds ?? [])].toSorted()
    const key = [crew.territoryId, guests.join(','), [...new Set(crew.skills)].toSorted().join(',')]
    const name = key.join('\n')
    byKey.set(name, [...(byKey.get(name) ?? []), crew])
  }
  return [...byKey.entries()]
    .toSorted(([a], [b]) => compare(a, b))
    .map(([, members]) => ({
      territoryId: members[0].territoryId,
      territories: new Set([members[0].territoryId, ...(members[0].alsoTerritoryIds ?? [])]),
      skills: new Set(members[0].skills),
      crews: members,
    }))
}

function findAble(classes: readonly CrewClass[], territoryId: string, skill: string | undefined) {
  return classes
    .map((entry, index) => ({ entry, index }))
    .filter(
      ({ entry }) =>
        entry.territories.has(territoryId) && (skill === undefined || entry.skills.has(skill)),
    )
    .toSorted(
      (a, b) =>
        Number(b.entry.territoryId === territoryId) - Number(a.entry.territoryId === territoryId) ||
        a.entry.skills.size - b.entry.skills.size ||
        a.index - b.index,
    )
    .map(({ index }) => index)
}

/** Order of texts by code unit, the same on every machine. */
export function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
