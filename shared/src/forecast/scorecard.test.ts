import { describe, expect, it } from 'vitest'
import { addDays, addWeeks, parseDay, type Day } from '../time/index.ts'
import {
  brierScore,
  scoreForecasts,
  settledFinishes,
  settledProgress,
  type StoredFinish,
} from './scorecard.ts'

const start = parseDay('2026-01-05')
const finish = parseDay('2026-06-01')

function stored(weeks: number, p10: Day | null, p90: Day | null): StoredFinish {
  return {
    milestone: 'AC',
    madeOn: addWeeks(start, weeks),
    p10,
    p50: addDays(finish, -7),
    p90,
    hitProbability: 0.6,
    target: parseDay('2026-06-30'),
  }
}

const holding = stored(0, addDays(finish, -30), addDays(finish, 30))
const early = stored(1, addDays(finish, -30), addDays(finish, -1))
const open = stored(2, addDays(finish, 5), null)

describe('the scorecard', () => {
  it('says how often the range held, and on which side it failed', () => {
    const settled = settledFinishes([holding, early, open], new Map([['AC', finish]]))
    expect(scoreForecasts(settled)).toMatchObject({
      settled: 3,
      coverage80: 1 / 3,
      below: 1 / 3,
      above: 1 / 3,
    })
  })

  it('is empty, and changes nothing, before the first forecast is settled', () => {
    expect(settledFinishes([holding], new Map())).toEqual([])
    expect(scoreForecasts([])).toEqual({
      settled: 0,
      coverage80: null,
      below: null,
      above: null,
      recalibration: 1,
    })
    expect(brierScore([holding], new Map())).toBeNull()
  })

  it('counts daily snapshots of one week once, and none from the finish on', () => {
    const daily = Array.from({ length: 14 }, (_unused, day) => ({
      ...holding,
      madeOn: addDays(start, day),
    }))
    const late = { ...holding, madeOn: finish }
    expect(settledFinishes([...daily, late], new Map([['AC', finish]]))).toHaveLength(2)
  })

  it('widens the next forecasts when ranges did not hold, and the more the longer the record', () => {
    const missed = (weeks: number) =>
      Array.from({ length: weeks }, (_unused, week) => ({
        milestone: 'AC',
        madeOn: addWeeks(start, week),
        on: addWeeks(start, week + 4),
        p10: 90,
        p50: 100,
        p90: 110,
        outcome: 80,
      }))
    const [short, long] = [8, 120].map(
      (weeks) => scoreForecasts(settledProgress(missed(weeks))).recalibration,
    )
    expect(short).toBeGreaterThan(1)
    expect(long).toBeGreaterThan(short)
    expect(long).toBeLessThanOrEqual(2)
  })

  it('takes overlapping progress forecasts for one luck', () => {
    const settled = settledProgress(
      [0, 1, 2, 3, 4].map((week) => ({
        milestone: 'AC',
        madeOn: addWeeks(start, week),
        on: addWeeks(start, week + 4),
        p10: 0,
        p50: 1,
        p90: 2,
        outcome: 1,
      })),
    )
    expect(settled.map(({ luck }) => luck)).toEqual(['AC 0', 'AC 0', 'AC 0', 'AC 0', 'AC 1'])
  })

  it('scores chances by their square', () => {
    // Finished on 1 June, target 30 June: hit, so (0.6 − 1)².
    expect(brierScore([holding], new Map([['AC', finish]]))).toBeCloseTo(0.16)
  })
})
