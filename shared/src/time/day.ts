import { dayOf, numberOf } from './day-number.ts'

declare const dayBrand: unique symbol

/** A calendar date without a time zone, `YYYY-MM-DD`. Sorts as text. */
export type Day = string & { readonly [dayBrand]: true }

const written = /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])$/

/** Whether `text` is a date that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): text is Day {
  if (!written.test(text)) return false
  // Every month has 28 days. A day that its month has not is counted into the next one. The cast: it reads so.
  return text.slice(8) <= '28' || dayOf(numberOf(text as Day)) === text
}

/** Reads a day that must be one, such as a constant. @throws RangeError when it is no date. */
export function parseDay(text: string): Day {
  if (isDay(text)) return text
  throw new RangeError(`Not a day: ${text}`)
}

/** The day of a `Temporal.PlainDate`. */
export function toDay(date: Temporal.PlainDate): Day {
  return parseDay(date.toString())
}

/**
 * The day `days` later (earlier when negative).
 *
 * @throws RangeError when that is no day of the years 0 to 9999, or `days` is not whole.
 */
export function addDays(day: Day, days: number): Day {
  return dayOf(numberOf(day) + days)
}

/** The day `weeks` later (earlier when negative). */
export function addWeeks(day: Day, weeks: number): Day {
  return addDays(day, weeks * 7)
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return numberOf(to) - numberOf(from)
}

/** Whole weeks from `from` to `to`, towards zero. */
export function weeksBetween(from: Day, to: Day): number {
  return Math.trunc(daysBetween(from, to) / 7)
}

/** 1 (Monday) to 7 (Sunday), as in ISO 8601. */
export function weekdayOf(day: Day): number {
  const sinceSomeMonday = (numberOf(day) - 4) % 7
  return sinceSomeMonday < 0 ? sinceSomeMonday + 8 : sinceSomeMonday + 1
}

/** The Monday of the ISO week that `day` falls in: the name of that week everywhere. */
export function weekOf(day: Day): Day {
  return addDays(day, 1 - weekdayOf(day))
}

/** The first day of the month of `day`. */
export function firstDayOfMonth(day: Day): Day {
  return parseDay(`${day.slice(0, 7)}-01`)
}

/** `count` consecutive days from `first` on. */
export function daysFrom(first: Day, count: number): Day[] {
  return Array.from({ length: count }, (_unused, index) => addDays(first, index))
}
