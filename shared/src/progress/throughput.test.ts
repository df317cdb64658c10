import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addWeeks, parseDay, weekOf } from '../time/index.ts'
import { throughput, workingWeeks } from './throughput.ts'

// A Monday.
const monday = parseDay('2026-08-31')
const week = (number: number) => addWeeks(monday, number)
const input = {
  from: monday,
  asOf: addDays(week(5), 2),
  target: addDays(week(9), 4),
  done: [10, 20, 30, 40, 50, 7].map((amount, index) => ({ on: addDays(week(index), 1), amount })),
  remaining: 88,
  closedDays: new Set([addDays(week(6), 0)]),
}

describe('throughput', () => {
  it('has the hand-computed weeks, mean and required rate', () => {
    const chart = throughput(input)
    expect(chart.weeks.map(({ done, mean, isWhole }) => [done, mean, isWhole])).toEqual([
      [10, null, true],
      [20, null, true],
      [30, null, true],
      [40, 25, true],
      [50, 35, true],
      [7, null, false],
    ])
    // Thursday and Friday, then four weeks of five days, one of them closed: 21 ∕ 5.
    expect(chart.workingWeeksLeft).toBeCloseTo(4.2)
    expect(chart.required).toBeCloseTo(88 / 4.2)
    expect(chart.gap).toBeCloseTo(88 / 4.2 - 35)
    expect(chart.finding).toMatchObject({ kind: 'rateEnough' })
  })

  it('says by how much a week it falls short', () => {
    const { finding } = throughput({ ...input, remaining: 420 })
    expect(finding).toEqual({ kind: 'rateShort', perWeek: 65, required: 100 })
  })

  it('needs nothing when all is done, and knows no rate after the target', () => {
    expect(throughput({ ...input, remaining: 0 }).required).toBe(0)
    const late = throughput({ ...input, target: addDays(monday, 1) })
    expect(late).toMatchObject({
      required: null,
      gap: null,
      finding: { kind: 'targetPassed', remaining: 88 },
    })
  })

  it('keeps the last days of December in the week of their Monday', () => {
    const done = ['2025-12-29', '2025-12-31', '2026-01-01', '2026-01-04'].map((on) => ({
      on: parseDay(on),
      amount: 1,
    }))
    const chart = throughput({
      ...input,
      from: parseDay('2025-12-22'),
      asOf: parseDay('2026-01-05'),
      done,
    })
    expect(chart.weeks.map((one) => [one.week, one.done])).toEqual([
      ['2025-12-22', 0],
      ['2025-12-29', 4],
      ['2026-01-05', 0],
    ])
  })

  it('loses no day: the weeks sum to what was done', () => {
    const days = fc.array(fc.integer({ min: 0, max: 70 }), { maxLength: 40 })
    fc.assert(
      fc.property(days, fc.integer({ min: 0, max: 6 }), (offsets, start) => {
        const from = addDays(monday, start)
        const done = offsets.map((offset) => ({ on: addDays(from, offset), amount: 1 }))
        const { weeks } = throughput({ ...input, from, asOf: addDays(from, 70), done })
        expect(weeks.reduce((sum, one) => sum + one.done, 0)).toBe(done.length)
        expect(weeks[0].week).toBe(weekOf(from))
      }),
    )
  })
})

describe('working weeks', () => {
  it('count each Monday to Friday once, however they are cut', () => {
    const offset = fc.integer({ min: 0, max: 400 })
    fc.assert(
      fc.property(offset, offset, (one, other) => {
        const [middle, end] = [Math.min(one, other), Math.max(one, other)].map((days) =>
          addDays(monday, days),
        )
        const none = new Set<never>()
        expect(workingWeeks(monday, middle, none) + workingWeeks(middle, end, none)).toBeCloseTo(
          workingWeeks(monday, end, none),
        )
      }),
    )
    // From a Monday's end to the next Monday's: five days.
    expect(workingWeeks(monday, addDays(monday, 7), new Set())).toBe(1)
  })
})
