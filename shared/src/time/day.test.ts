import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dayAt,
  daysBetween,
  DaySchema,
  isDay,
  parseDay,
  toDay,
  toInstant,
  weekdayOf,
  weekOf,
} from './index.ts'

const anyDay = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2080-01-01'), noInvalidDate: true })
  .map((date) => parseDay(date.toISOString().slice(0, 10)))

describe('a day', () => {
  it('exists in the calendar', () => {
    expect(isDay('2026-02-28')).toBe(true)
    expect(isDay('2026-02-29')).toBe(false)
    expect(isDay('2026-2-8')).toBe(false)
    const part = (most: number) =>
      fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(2, '0'))
    fc.assert(
      fc.property(fc.integer({ min: 1890, max: 2110 }), part(13), part(32), (year, month, date) => {
        const text = `${year}-${month}-${date}`
        expect(isDay(text)).toBe(
          !Number.isNaN(Date.parse(text)) && new Date(text).toISOString().startsWith(text),
        )
      }),
    )
    expect(DaySchema.safeParse('11/01/2026').success).toBe(false)
  })

  it('is one before anything else is asked of it', () => {
    const mondays = DaySchema.refine((day) => day === weekOf(day))
    expect(mondays.safeParse('no day').success).toBe(false)
    expect(mondays.safeParse('2026-11-22').success).toBe(false)
    expect(mondays.safeParse('2026-11-23').success).toBe(true)
  })

  it('comes back after adding and subtracting days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days)
      }),
    )
  })

  it('is counted as the calendar of the platform counts, in every year that a day may have', () => {
    const first = Temporal.PlainDate.from('0000-01-01')
    const last = first.until('9999-12-31', { largestUnit: 'day' }).days
    const anyNumber = fc.nat(last)
    fc.assert(
      fc.property(anyNumber, anyNumber, (one, other) => {
        const [here, there] = [first.add({ days: one }), first.add({ days: other })]
        expect(addDays(toDay(here), other - one)).toBe(there.toString())
        expect(daysBetween(toDay(here), toDay(there))).toBe(other - one)
        expect(weekdayOf(toDay(here))).toBe(here.dayOfWeek)
      }),
    )
  })

  it('is refused beyond the years that a day may have, and between two days', () => {
    expect(() => addDays(parseDay('9999-12-31'), 1)).toThrow(RangeError)
    expect(() => addDays(parseDay('0000-01-01'), -1)).toThrow(RangeError)
    expect(() => addDays(parseDay('2026-01-01'), 0.5)).toThrow(RangeError)
  })

  it('belongs to the week of its Monday, also across the turn of the year', () => {
    expect(weekOf(parseDay('2026-12-31'))).toBe('2026-12-28')
    expect(weekOf(parseDay('2027-01-03'))).toBe('2026-12-28')
    fc.assert(
      fc.property(
        anyDay,
        (day) => weekdayOf(weekOf(day)) === 1 && daysBetween(weekOf(day), day) < 7,
      ),
    )
  })
})

describe('an instant', () => {
  it('falls on the day of the named time zone', () => {
    const instant = toInstant('2026-11-02T06:30:00Z')
    expect(dayAt(instant, 'America/Los_Angeles')).toBe('2026-11-01')
    expect(dayAt(instant, 'America/New_York')).toBe('2026-11-02')
  })
})
