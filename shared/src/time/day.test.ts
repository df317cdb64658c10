import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  addDays,
  dayAt,
  daysBetween,
  DaySchema,
  isDay,
  parseDay,
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
    expect(DaySchema.safeParse('11/01/2026').success).toBe(false)
  })

  it('comes back after adding and subtracting days', () => {
    fc.assert(
      fc.property(anyDay, fc.integer({ min: -4000, max: 4000 }), (day, days) => {
        expect(daysBetween(day, addDays(day, days))).toBe(days)
      }),
    )
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
