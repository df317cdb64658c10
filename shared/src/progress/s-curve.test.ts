import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../time/index.ts'
import { leadOn, planCurve } from './plan-curve.ts'
import { sCurve } from './s-curve.ts'
import { dayAxis, totalOf, type DayAmount } from './series.ts'

const day = (number: number) => addDays(parseDay('2026-11-01'), number - 1)
const on = (number: number, amount: number): DayAmount => ({ on: day(number), amount })

const anyAmounts = fc.array(
  fc.record({
    on: fc.integer({ min: 1, max: 60 }).map(day),
    amount: fc.integer({ min: 1, max: 9 }),
  }),
  { minLength: 1, maxLength: 30 },
)

describe('the S-curve', () => {
  it('is the hand-computed one', () => {
    const curve = sCurve({
      days: dayAxis(day(1), day(4)),
      asOf: day(3),
      due: planCurve([on(1, 10), on(2, 10), on(4, 10)]),
      done: [on(1, 5), on(3, 10)],
      scope: [on(1, 30), on(3, 2)],
    })
    expect(curve).toMatchObject({
      planned: [10, 20, 20, 30],
      earned: [5, 5, 15, null],
      scope: [30, 30, 32, 32],
    })
    // The 20 due on day 2 are not done on day 3: two days' ends have passed without them.
    expect(curve.finding).toEqual({ kind: 'behind', days: 2 })
  })

  it('ends at the scope of its baseline, and the earned line where all is done', () => {
    fc.assert(
      fc.property(anyAmounts, (due) => {
        const days = dayAxis(day(1), day(60))
        const scope = [on(1, totalOf(due))]
        const whole = { days, asOf: day(60), due: planCurve(due), done: due, scope }
        const { planned, earned, scope: inScope } = sCurve(whole)
        for (const line of [planned, earned, inScope]) expect(line.at(-1)).toBe(totalOf(due))
      }),
    )
  })

  it('never falls, and AC and DC add up to all', () => {
    fc.assert(
      fc.property(anyAmounts, anyAmounts, (ac, dc) => {
        const days = dayAxis(day(1), day(60))
        const curveOf = (amounts: DayAmount[]) =>
          sCurve({ days, asOf: day(40), due: planCurve(amounts), done: amounts, scope: amounts })
        const [acCurve, dcCurve, all] = [curveOf(ac), curveOf(dc), curveOf([...ac, ...dc])]
        days.forEach((_day, index) => {
          expect(all.planned[index]).toBe(acCurve.planned[index] + dcCurve.planned[index])
          expect(all.scope[index]).toBe(acCurve.scope[index] + dcCurve.scope[index])
          expect(all.planned[index]).toBeGreaterThanOrEqual(all.planned[Math.max(0, index - 1)])
        })
      }),
    )
  })
})

describe('days ahead or behind', () => {
  const due = [on(1, 10), on(3, 10), on(10, 10)]

  it.each([
    ['nothing due yet is done', 0, 1, { kind: 'behind', days: 1 }],
    ['everything due by today is done', 20, 3, { kind: 'onPlan' }],
    ['a weekend lies before the next due day', 20, 5, { kind: 'onPlan' }],
    ['a part of what is due later is done', 25, 5, { kind: 'ahead', days: 4 }],
    ['all is done before its end', 30, 4, { kind: 'ahead', days: 6 }],
    ['all is done at its end', 30, 12, { kind: 'onPlan' }],
    ['an order is missing after the end', 29, 12, { kind: 'behind', days: 3 }],
  ])('when %s', (_name, earned, asOf, finding) => {
    expect(leadOn(planCurve(due), earned, day(asOf))).toEqual(finding)
  })

  it('are not told of an empty plan', () => {
    expect(leadOn(planCurve([]), 3, day(1))).toEqual({ kind: 'nothing' })
  })
})

describe('the days of a chart', () => {
  it('are every day of a year, and every seventh of ten', () => {
    expect(dayAxis(day(1), day(3))).toEqual([day(1), day(2), day(3)])
    const long = dayAxis(day(1), day(3650))
    expect(long).toHaveLength(522)
    expect(long.at(-1)).toBe(day(3650))
    expect(dayAxis(day(2), day(1))).toEqual([])
  })
})
