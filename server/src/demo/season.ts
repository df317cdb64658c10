import {
  addDays,
  addWeeks,
  daysBetween,
  parseDay,
  weekdayOf,
  weekOf,
  type Day,
} from '@changeover/shared/time'

/** The days that everything in the demo hangs on. */
export interface Season {
  today: Day
  /** The first day of history: a Monday 26 weeks ago. */
  startedOn: Day
  ac: { gateOn: Day; targetOn: Day }
  dc: { gateOn: Day; targetOn: Day }
  home: { gateOn: Day; targetOn: Day }
}

export const WEEKS_OF_HISTORY = 26

/**
 * The season around `today`: AC is half way; the DC gate is the 1 November of the current season
 * (May to April), so before November it lies ahead, and after it DC work has begun.
 */
export function seasonOf(today: Day): Season {
  const startedOn = addWeeks(weekOf(today), -WEEKS_OF_HISTORY)
  const year = Number(today.slice(0, 4)) - (Number(today.slice(5, 7)) < 5 ? 1 : 0)
  return {
    today,
    startedOn,
    ac: { gateOn: startedOn, targetOn: addWeeks(startedOn, 42) },
    dc: { gateOn: parseDay(`${year}-11-01`), targetOn: parseDay(`${year + 1}-04-30`) },
    home: { gateOn: startedOn, targetOn: addWeeks(startedOn, 52) },
  }
}

/** The share of the scope that the plan wants done after the share `passed` of gate to target. */
export function plannedShare(passed: number): number {
  return Math.min(1, Math.max(0, passed)) ** 1.2
}

/** The day on which the plan reaches the share `done`; a weekday on or after the gate. */
export function plannedDay(window: { gateOn: Day; targetOn: Day }, done: number): Day {
  const span = daysBetween(window.gateOn, window.targetOn)
  return workday(addDays(window.gateOn, Math.floor(span * done ** (1 / 1.2))))
}

/** `day`, or the Monday after it when it falls on a weekend. */
export function workday(day: Day): Day {
  const weekday = weekdayOf(day)
  return weekday > 5 ? addDays(day, 8 - weekday) : day
}
