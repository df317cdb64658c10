import { parseDay, type Day } from '@changeover/shared/time'
import Holidays from 'date-holidays'

/** A public holiday of a state or province. */
export interface PublicHoliday {
  on: Day
  name: string
}

const known = new Map<string, readonly PublicHoliday[]>()

/**
 * The public holidays of `region` (ISO 3166-2) between two days, both included, in order. From
 * date-holidays, whose data are by its contributors and Wikipedia's (CC BY 3.0). A holiday that falls on a
 * weekend is listed with the day that stands in for it. Empty for regions that it does not know.
 */
export function publicHolidays(region: string, from: Day, to: Day): PublicHoliday[] {
  const holidays: PublicHoliday[] = []
  for (let year = Number(from.slice(0, 4)); year <= Number(to.slice(0, 4)); year++)
    holidays.push(...holidaysOf(region, year).filter(({ on }) => on >= from && on <= to))
  return holidays
}

function holidaysOf(region: string, year: number): readonly PublicHoliday[] {
  const key = `${region} ${year}`
  let holidays = known.get(key)
  if (!holidays) {
    const [country, state] = region.split('-')
    const calendar = new Holidays(country, state, { types: ['public'], languages: ['en'] })
    const byDay = new Map<Day, string>()
    for (const { date, name } of calendar.getHolidays(year) ?? []) {
      const on = parseDay(date.slice(0, 10))
      if (!byDay.has(on)) byDay.set(on, name)
    }
    holidays = [...byDay]
      .map(([on, name]) => ({ on, name }))
      .toSorted((a, b) => (a.on < b.on ? -1 : 1))
    known.set(key, holidays)
  }
  return holidays
}
