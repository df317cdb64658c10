import type { Day } from './day.ts'

/** `short` leaves out the year, `long` spells the month. */
export type DayStyle = 'short' | 'medium' | 'long'

/** A day in a language's way of writing it; never shifted by a time zone. `locale` is a BCP 47 tag. */
export function writeDay(day: Day, locale: string, style: DayStyle): string {
  const month = style === 'long' ? 'long' : 'short'
  const parts: Intl.DateTimeFormatOptions =
    style === 'short' ? { day: 'numeric', month } : { day: 'numeric', month, year: 'numeric' }
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: 'UTC' }).format(
    new Date(`${day}T00:00:00Z`),
  )
}
