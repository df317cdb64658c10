import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../time/index.ts'
import { runningTotals, totalBy, totalsByDay } from './series.ts'

const day = (number: number) => addDays(parseDay('2026-11-01'), number)
const anyAmounts = fc.array(
  fc.record({
    on: fc.integer({ min: 0, max: 40 }).map(day),
    amount: fc.integer({ min: -5, max: 9 }),
  }),
  { maxLength: 30 },
)

describe('amounts by day', () => {
  it('add up to the same by a sum, by a search and on the way', () => {
    const days = Array.from({ length: 44 }, (_unused, index) => day(index - 2))
    fc.assert(
      fc.property(anyAmounts, (amounts) => {
        const sums = days.map((on) => totalBy(amounts, on))
        expect(days.map(totalsByDay(amounts))).toEqual(sums)
        expect(runningTotals(amounts, days)).toEqual(sums)
      }),
    )
  })
})
