import { addDays, daysFrom, weekOf, type Day } from '../../time/index.ts'
import type { Crew, PlanningProblem, Shift } from '../problem.ts'

/**
 * The days of the horizon, numbered from the Monday of the first week. Days before the horizon are 0,
 * days after it `dayCount`: enough to compare, and no date arithmetic inside the planner.
 */
export interface Calendar {
  readonly weeks: number
  readonly dayCount: number
  readonly days: readonly Day[]
  /** The first day on which something new may be planned: after the start and the frozen zone. */
  readonly openFrom: number
  readonly indexOf: (day: Day) => number
}

/** Ten years; longer horizons are cut. */
const LONGEST_HORIZON_WEEKS = 520

export function calendarOf(problem: PlanningProblem): Calendar {
  const weeks = Math.min(LONGEST_HORIZON_WEEKS, Math.max(1, Math.trunc(problem.horizonWeeks) || 1))
  const days = daysFrom(weekOf(problem.startOn), weeks * 7)
  const known = new Map<string, number>(days.map((day, index) => [day, index]))
  const indexOf = (day: Day): number => known.get(day) ?? (day < days[0] ? 0 : days.length)
  const { frozenUntil, startOn } = problem
  const openFrom = Math.max(indexOf(startOn), frozenUntil ? indexOf(frozenUntil) : 0)
  return { weeks, dayCount: days.length, days, openFrom, indexOf }
}

/** The Friday of a week: what happens in the week counts as done by then. */
export function fridayOf(weekOn: Day): Day {
  return addDays(weekOn, 4)
}

/** The shift of a crew on a numbered day, if it works. */
export function shiftOn(crew: CrewDays, day: number): Shift | undefined {
  return crew.off.has(day) ? undefined : crew.byWeekday[day % 7]
}

/** A crew's regular shifts by weekday (0 Monday) and its numbered days off. */
export interface CrewDays {
  readonly byWeekday: readonly (Shift | undefined)[]
  readonly off: ReadonlySet<number>
}

export function crewDaysOf(crew: Crew, calendar: Calendar): CrewDays {
  const byWeekday = Array.from({ length: 7 }, (_unused, index) =>
    crew.shifts.find(
      ({ weekday, startMinute, endMinute }) => weekday === index + 1 && endMinute > startMinute,
    ),
  )
  const off = new Set((crew.daysOff ?? []).map((day) => calendar.indexOf(day)))
  return { byWeekday, off }
}

/** Whether a site lets anybody work on a numbered day; without weekdays of its own, every day. */
export function isOpenOn(
  site: { readonly accessWeekdays?: readonly number[]; readonly blackoutDays?: readonly Day[] },
  day: number,
  date: Day,
): boolean {
  const { accessWeekdays, blackoutDays } = site
  if (accessWeekdays && !accessWeekdays.includes((day % 7) + 1)) return false
  return !blackoutDays?.includes(date)
}
