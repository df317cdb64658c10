/**
 * Days as whole numbers, so that a chart over ten years, or the days of 500 crews, are counted in
 * integers: `Temporal` reads and writes a text each time, at ten times the cost. The calendar is the same
 * (proleptic Gregorian), which a property test holds. Source: H. Hinnant, chrono-compatible low-level date
 * algorithms: years begin on 1 March, so that the leap day is the last one.
 */
import type { Day } from './day.ts'

const DAYS_OF_400_YEARS = 146_097
/** From 1 March of the year 0 to 1 January 1970. */
const EPOCH = 719_468
const ZERO = 48

/** Days since 1 January 1970, negative before. */
export function numberOf(day: Day): number {
  const month = digits(day, 5, 7)
  const year = digits(day, 0, 4) - (month <= 2 ? 1 : 0)
  const era = Math.floor(year / 400)
  const yearOfEra = year - era * 400
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + digits(day, 8, 10) - 1
  const leapDays = Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100)
  return era * DAYS_OF_400_YEARS + yearOfEra * 365 + leapDays + dayOfYear - EPOCH
}

/** The day of a number. @throws RangeError when it is not whole, or outside the years 0 to 9999. */
export function dayOf(number: number): Day {
  const shifted = number + EPOCH
  const era = Math.floor(shifted / DAYS_OF_400_YEARS)
  const dayOfEra = shifted - era * DAYS_OF_400_YEARS
  const leapDays =
    Math.floor(dayOfEra / 1460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096)
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365)
  const dayOfYear =
    dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100))
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153)
  const month = ((monthFromMarch + 2) % 12) + 1
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0)
  if (!Number.isInteger(number) || year < 0 || year > 9999)
    throw new RangeError(`No day is ${number} days after 1970-01-01`)
  const dayOfMonth = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1
  // Written as the type says, by its own parts.
  return `${String(year).padStart(4, '0')}-${two[month]}-${two[dayOfMonth]}` as Day
}

const two = Array.from({ length: 32 }, (_unused, number) => String(number).padStart(2, '0'))

function digits(text: string, from: number, to: number): number {
  let value = 0
  for (let at = from; at < to; at++) value = value * 10 + text.charCodeAt(at) - ZERO
  return value
}
