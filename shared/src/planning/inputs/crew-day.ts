/** What a crew does on a day, as its calendar says: the rule behind the calendar on screen. */
import { weekdayOf, type Day } from '../../time/index.ts'
import type { Cells } from './lists/column.ts'
import { WEEKDAYS } from './lists/parse-cell.ts'

/** A holiday or an absence on a day off changes nothing: the crew is off. */
export type CrewDay =
  | { readonly kind: 'works'; readonly shift: string }
  | { readonly kind: 'off' }
  | { readonly kind: 'holiday'; readonly name: string }
  | { readonly kind: 'absent'; readonly reason: string; readonly absenceId: string }

interface Row {
  readonly id: string
  readonly cells: Cells
}

/** Finds days quickly in the lists of absences and holidays, which are read once. */
export function crewCalendar(
  absences: readonly Row[],
  holidays: readonly Row[],
): (crew: Cells, day: Day) => CrewDay {
  const absencesOf = Map.groupBy(absences, ({ cells }) => cells.crew ?? '')
  const holidayOf = new Map(
    holidays
      .filter(({ cells }) => cells.dayOff === 'yes')
      .map(({ cells }) => [`${cells.region} ${cells.day}`, cells.name ?? '']),
  )
  return (crew, day) => {
    const shift = crew[WEEKDAYS[weekdayOf(day) - 1]]
    if (!shift) return { kind: 'off' }
    const absence = absencesOf
      .get(crew.crew ?? '')
      ?.find(({ cells: { from = '', to = '' } }) => from <= day && day <= to)
    if (absence)
      return { kind: 'absent', reason: absence.cells.reason ?? '', absenceId: absence.id }
    const name = holidayOf.get(`${crew.holidaysOf || crew.region} ${day}`)
    return name === undefined ? { kind: 'works', shift } : { kind: 'holiday', name }
  }
}
