import { parseDay } from '@changeover/shared/time'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { daysLate, dueBy, partOf } from './plan.ts'

const day = (text: string) => parseDay(`2026-06-${text}`)
/** Ten a working day from Monday 1 June for two weeks. */
const plan = ['01', '02', '03', '04', '05', '08', '09', '10', '11', '12'].map((text) => ({
  dueOn: day(text),
  count: 10,
}))

describe('days late', () => {
  it('counts from the first promise that is not kept', () => {
    expect(daysLate(plan, 20, day('05'), 100)).toBe(2)
  })
  it('is nothing on the day on which the next promise falls due', () => {
    expect(daysLate(plan, 20, day('03'), 100)).toBe(0)
  })
  it('does not run over a weekend on which nothing is due', () => {
    expect(daysLate(plan, 50, day('07'), 100)).toBe(0)
  })
  it('is negative when promises of later days are kept', () => {
    expect(daysLate(plan, 40, day('02'), 100)).toBe(-2)
  })
  it('says nothing before the plan begins, without a plan, and when all is done', () => {
    expect(daysLate(plan, 0, parseDay('2026-05-31'), 100)).toBeNull()
    expect(daysLate([], 0, day('05'), 100)).toBeNull()
    expect(daysLate(plan, 100, day('20'), 100)).toBeNull()
  })
  it('goes on after the plan has ended', () => {
    expect(daysLate(plan, 100, day('20'), 120)).toBe(8)
  })
})

describe('the part of a plan', () => {
  it('is due in whole numbers that add up to the share', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(50), { maxLength: 10 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (counts, share) => {
          const points = counts.map((count, index) => ({ dueOn: plan[index].dueOn, count }))
          const whole = dueBy(points, day('30'))
          expect(dueBy(partOf(points, share), day('30'))).toBe(Math.round(whole * share))
        },
      ),
    )
  })
})
