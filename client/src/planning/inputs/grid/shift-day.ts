import { addDays, isDay } from '@changeover/shared/time'

/**
 * What somebody means who writes `+14` into a cell with a day: fourteen days later than it says.
 * Anything else is returned as it is.
 */
export function shiftDay(written: string, before: string): string {
  const days = /^([+-]\d{1,3})\s*d?$/.exec(written.trim())?.[1]
  return days !== undefined && isDay(before) ? addDays(before, Number(days)) : written
}
