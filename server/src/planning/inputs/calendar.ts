import type { Day } from '@changeover/shared/time'
import { publicHolidays } from './holidays.ts'

/** A day of a region's calendar that is out of the ordinary. */
export interface CalendarDay {
  on: Day
  name: string
  /** False where crews work on a public holiday all the same. */
  isDayOff: boolean
  isPublicHoliday: boolean
  /** Set by a person, whether the public calendar knows the day or not. */
  isOverridden: boolean
}

interface Override {
  region: string
  fallsOn: Day
  name: string
  isDayOff: boolean
}

/** The calendars of regions: public holidays, with what the organisation does otherwise. */
export function calendarBy(
  overrides: readonly Override[],
): (region: string, from: Day, to: Day) => CalendarDay[] {
  const byRegion = Map.groupBy(overrides, ({ region }) => region)
  return (region, from, to) => {
    const days = new Map<Day, CalendarDay>()
    for (const { on, name } of publicHolidays(region, from, to))
      days.set(on, { on, name, isDayOff: true, isPublicHoliday: true, isOverridden: false })
    for (const { fallsOn, name, isDayOff } of byRegion.get(region) ?? [])
      if (fallsOn >= from && fallsOn <= to)
        days.set(fallsOn, {
          on: fallsOn,
          name,
          isDayOff,
          isPublicHoliday: days.has(fallsOn),
          isOverridden: true,
        })
    return [...days.values()].toSorted((a, b) => (a.on < b.on ? -1 : 1))
  }
}
