import { planCurve } from '@changeover/shared/progress'
import { addDays, parseDay, type Day } from '@changeover/shared/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { againstPlan, partOf } from './plan.ts'

const day = (text: string) => parseDay(`2026-06-${text}`)
/** Ten a working day from Monday 1 June for two weeks. */
const plan = ['01', '02', '03', '04', '05', '08', '09', '10', '11', '12'].map((text) => ({
  on: day(text),
  amount: 10,
}))

function late(done: number, on: Day, scope = 100): number | null {
  return againstPlan(planCurve(plan), { scope, done }, on).daysLate
}

describe('a milestone against its plan', () => {
  it('is late from the first promise that is not kept', () => {
    expect(late(20, day('05'))).toBe(3)
  })
  it('is not late on a weekend on which nothing is due', () => {
    expect(late(50, day('07'))).toBe(0)
  })
  it('is early by the days whose promises are kept already', () => {
    expect(late(40, day('02'))).toBe(-2)
  })
  it('is neither before the plan begins, nor when all is done', () => {
    expect(late(0, parseDay('2026-05-31'))).toBeNull()
    expect(late(100, day('20'))).toBeNull()
    expect(againstPlan(planCurve([]), { scope: 5, done: 0 }, day('05'))).toEqual({
      planned: 0,
      daysLate: null,
    })
  })
  it('says what should be done by the day', () => {
    expect(againstPlan(planCurve(plan), { scope: 100, done: 7 }, day('06')).planned).toBe(50)
  })
})

describe('the part of a plan', () => {
  it('is held against what was done like a plan of its own', () => {
    const share = fc.double({ min: 0, max: 1.5, noNaN: true })
    fc.assert(
      fc.property(fc.nat(120), share, fc.nat(20), (done, part, days) => {
        const on = addDays(day('01'), days - 3)
        const ofItsOwn = againstPlan(planCurve(partOf(plan, part)), { scope: 100, done }, on)
        expect(againstPlan(planCurve(plan), { scope: 100, done }, on, part)).toEqual(ofItsOwn)
      }),
    )
  })

  it('is due in whole numbers that add up to the share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (amounts, share) => {
          const points = amounts.map((amount, index) => ({ on: plan[index].on, amount }))
          const whole = sum(points)
          expect(sum(partOf(points, share))).toBe(Math.round(whole * share))
        },
      ),
    )
  })
})

function sum(points: readonly { amount: number }[]): number {
  return points.reduce((total, { amount }) => total + amount, 0)
}
