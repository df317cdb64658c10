import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../time/index.ts'
import { baselineChange, type PlannedItem } from './baseline-change.ts'
import { burnUp } from './burn-up.ts'
import { milestoneTrend } from './milestone-trend.ts'
import { dayAxis } from './series.ts'

const day = (number: number) => addDays(parseDay('2026-11-01'), number - 1)
const targetOn = day(60)

describe('the milestone trend', () => {
  const snapshot = (reported: number, forecast: number | null) => ({
    reportedOn: day(reported),
    forecastOn: forecast === null ? null : day(forecast),
    targetOn,
  })

  it('slips when later reports say later days', () => {
    const trend = milestoneTrend([snapshot(8, 62), snapshot(1, 50), snapshot(15, 65)], null, 7)
    expect(trend.points.map(({ reportedOn }) => reportedOn)).toEqual([day(1), day(8), day(15)])
    expect(trend.slipDays).toBe(15)
    expect(trend.finding).toEqual({ kind: 'slipped', days: 3, since: day(8) })
  })

  it('is stable within two days, and can be pulled in', () => {
    expect(milestoneTrend([snapshot(1, 50), snapshot(8, 52)], null).finding).toEqual({
      kind: 'stable',
      since: day(1),
    })
    expect(milestoneTrend([snapshot(1, 50), snapshot(8, 40)], null).finding).toEqual({
      kind: 'pulledIn',
      days: 10,
      since: day(1),
    })
  })

  it('ends on the diagonal', () => {
    const trend = milestoneTrend([snapshot(1, 50), snapshot(40, 66), snapshot(70, 66)], day(64))
    const last = trend.points.at(-1)
    expect(last?.reportedOn).toBe(last?.forecastOn)
    expect(trend.points).toHaveLength(3)
    expect(trend.finding).toEqual({ kind: 'finished', on: day(64), daysLate: 4 })
  })

  it('says nothing of a single report, nor of one that could not tell a day', () => {
    expect(milestoneTrend([snapshot(1, 50), snapshot(8, null)], null)).toMatchObject({
      slipDays: null,
      finding: { kind: 'nothing' },
    })
    expect(milestoneTrend([], null).points).toEqual([])
  })
})

describe('the burn-up', () => {
  const input = {
    days: dayAxis(day(1), day(3)),
    asOf: day(3),
    target: targetOn,
    done: [
      { on: day(1), amount: 2 },
      { on: day(3), amount: 3 },
      { on: day(4), amount: 9 },
    ],
    scope: [{ on: day(1), amount: 20 }],
    fan: [{ on: day(10), p10: 6, p50: 8, p80: 9, p90: 10 }],
    hitProbability: 0.62,
  }

  it('grows its fan out of what is done', () => {
    const chart = burnUp(input)
    expect(chart.done.map(({ done }) => done)).toEqual([2, 2, 5])
    expect(chart.fan[0]).toEqual({ on: day(3), p10: 5, p50: 5, p80: 5, p90: 5 })
    expect(chart).toMatchObject({ scope: 20, remaining: 15 })
    expect(chart.finding).toEqual({ kind: 'chance', probability: 0.62, target: targetOn })
  })

  it('has no fan where there is no forecast', () => {
    expect(burnUp({ ...input, fan: [], hitProbability: null })).toMatchObject({
      fan: [],
      finding: { kind: 'nothing' },
    })
  })
})

describe('what changed since a baseline', () => {
  it('is added, dropped, done and moved', () => {
    const item = (id: string, due: number | null, isDone = false): PlannedItem => ({
      id,
      dueOn: due === null ? null : day(due),
      isDone,
    })
    const change = baselineChange(
      [item('kept', 1), item('late', 2), item('gone', 3), item('done', 4), item('unplanned', 5)],
      [
        item('kept', 1),
        item('late', 9),
        item('new', 3),
        item('done', 6, true),
        item('unplanned', null),
      ],
    )
    expect(change).toEqual({
      added: ['new'],
      dropped: ['gone'],
      done: ['done'],
      moved: [
        { id: 'late', days: 7 },
        { id: 'unplanned', days: null },
      ],
      unchanged: 1,
    })
  })

  it('puts every item into exactly one group', () => {
    const item = fc.record({
      id: fc.constantFrom(...'abcdefgh'),
      dueOn: fc.option(fc.integer({ min: 1, max: 4 }).map(day), { nil: null }),
      isDone: fc.boolean(),
    })
    const side = fc.uniqueArray(item, { selector: ({ id }) => id })
    fc.assert(
      fc.property(side, side, (before, after) => {
        const change = baselineChange(before, after)
        const grouped = [
          ...change.added,
          ...change.dropped,
          ...change.done,
          ...change.moved.map(({ id }) => id),
        ]
        expect(new Set(grouped).size).toBe(grouped.length)
        const all = new Set([...before, ...after].map(({ id }) => id))
        expect(grouped.length + change.unchanged).toBe(all.size)
      }),
    )
  })
})
