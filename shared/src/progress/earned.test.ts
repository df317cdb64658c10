import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { earnedSchedule } from './earned-schedule.ts'
import { earnedValue } from './earned-value.ts'

describe('earned value', () => {
  it('is the hand-computed one', () => {
    const value = earnedValue({
      basis: 'budget',
      planned: 500,
      earned: 400,
      actualCost: 450,
      budget: 1000,
    })
    expect(value).toMatchObject({ scheduleVariance: -100, scheduleIndex: 0.8, costVariance: -50 })
    expect(value.costIndex).toBeCloseTo(0.8889, 4)
    expect(value.estimateAtCompletion).toBeCloseTo(1125)
    expect(value.toCompleteIndex).toBeCloseTo(600 / 550)
  })

  it('says nothing of costs that are not recorded, and divides by nothing', () => {
    const none = earnedValue({
      basis: 'connectors',
      planned: 0,
      earned: 0,
      actualCost: null,
      budget: 10,
    })
    expect(none).toEqual({
      basis: 'connectors',
      scheduleVariance: 0,
      scheduleIndex: null,
      costVariance: null,
      costIndex: null,
      estimateAtCompletion: null,
      toCompleteIndex: null,
    })
    const spent = earnedValue({
      basis: 'budget',
      planned: 1,
      earned: 0,
      actualCost: 10,
      budget: 10,
    })
    expect(spent).toMatchObject({ costIndex: 0, estimateAtCompletion: null, toCompleteIndex: null })
  })
})

describe('earned schedule', () => {
  const planned = [10, 30, 60, 100]

  it("is Lipke's: whole periods, then a part of the next", () => {
    // EV 45 ≥ PV₂ 30: C = 2, and (45 − 30) ∕ (60 − 30) = ½ of the third; AT = 4.
    expect(earnedSchedule(planned, 45, 4)).toEqual({
      earnedPeriods: 2.5,
      variancePeriods: -1.5,
      index: 0.625,
      forecastPeriods: 6.4,
      finding: { kind: 'scheduleIndex', index: 0.625 },
    })
  })

  it('begins at zero and ends at the planned duration, however late', () => {
    expect(earnedSchedule(planned, 0, 2)).toMatchObject({
      earnedPeriods: 0,
      index: 0,
      forecastPeriods: null,
    })
    expect(earnedSchedule(planned, 100, 8)).toMatchObject({
      earnedPeriods: 4,
      index: 0.5,
      forecastPeriods: 8,
    })
    expect(earnedSchedule(planned, 0, 0)).toMatchObject({
      index: null,
      finding: { kind: 'nothing' },
    })
  })

  it('skips a period in which nothing was planned', () => {
    expect(earnedSchedule([10, 10, 20], 10, 1).earnedPeriods).toBe(2)
    expect(earnedSchedule([10, 10, 20], 15, 1).earnedPeriods).toBe(2.5)
  })

  it('is 1 when exactly the plan is earned, and rises with what is earned', () => {
    const steps = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 })
    fc.assert(
      fc.property(steps, fc.double({ min: 0, max: 1, noNaN: true }), (amounts, share) => {
        let sum = 0
        const plan = amounts.map((amount) => (sum += amount))
        plan.forEach((value, index) => expect(earnedSchedule(plan, value, index + 1).index).toBe(1))
        const some = earnedSchedule(plan, share * sum, 1).earnedPeriods
        expect(earnedSchedule(plan, share * sum + 1, 1).earnedPeriods).toBeGreaterThanOrEqual(some)
        expect(some).toBeLessThanOrEqual(plan.length)
      }),
    )
  })
})
