import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../time/index.ts'
import { ageing } from './ageing.ts'
import { blockedPareto } from './blocked-pareto.ts'
import { cumulativeFlow, type StateChange } from './cumulative-flow.ts'
import { dayAxis } from './series.ts'

const day = (number: number) => addDays(parseDay('2026-11-01'), number - 1)

describe('cumulative flow', () => {
  const states = ['planned', 'underway', 'done']

  it('stacks the hand-computed counts', () => {
    const flow = cumulativeFlow(
      [
        { on: day(1), state: 'planned', amount: 5 },
        { on: day(2), state: 'planned', amount: -2 },
        { on: day(2), state: 'underway', amount: 2 },
        { on: day(3), state: 'underway', amount: -1 },
        { on: day(3), state: 'done', amount: 1 },
      ],
      states,
      dayAxis(day(1), day(3)),
    )
    expect(flow.layers.map(({ counts }) => counts)).toEqual([
      [5, 3, 3],
      [0, 2, 1],
      [0, 0, 1],
    ])
    expect(flow.totals).toEqual([5, 5, 5])
    expect(flow.finding).toEqual({ kind: 'stateGrew', state: 'underway', by: 1 })
  })

  it('keeps its height while orders only move', () => {
    const move = fc.record({
      on: fc.integer({ min: 2, max: 30 }).map(day),
      from: fc.constantFrom(...states),
      to: fc.constantFrom(...states),
    })
    fc.assert(
      fc.property(fc.array(move, { maxLength: 40 }), (moves) => {
        const changes: StateChange[] = moves.flatMap(({ on, from, to }) => [
          { on, state: from, amount: -1 },
          { on, state: to, amount: 1 },
        ])
        const start = { on: day(1), state: 'planned', amount: 100 }
        const flow = cumulativeFlow([start, ...changes], states, dayAxis(day(1), day(30)))
        expect(new Set(flow.totals)).toEqual(new Set([100]))
      }),
    )
  })
})

describe('ageing', () => {
  const finished = [1, 2, 3, 4, 5].map((days) => ({ state: 'underway', days }))
  const open = [1, 5, 9].map((entered) => ({
    id: `o${entered}`,
    state: 'underway',
    enteredOn: day(entered),
  }))

  it('holds open orders against the finished ones', () => {
    const chart = ageing(open, finished, day(10))
    expect(chart.states).toEqual([{ state: 'underway', open: 3, p50: 3, p85: 4.4 }])
    expect(chart.orders.map(({ id, ageDays, isOld }) => [id, ageDays, isOld])).toEqual([
      ['o1', 9, true],
      ['o5', 5, true],
      ['o9', 1, false],
    ])
    expect(chart.finding).toEqual({ kind: 'olderThanUsual', count: 2, days: 9 })
  })

  it('calls nothing old before anything was finished', () => {
    const chart = ageing(open, [], day(10))
    expect(chart.states).toEqual([{ state: 'underway', open: 3, p50: null, p85: null }])
    expect(chart.finding).toEqual({ kind: 'noneOlderThanUsual', days: 9 })
  })

  it('names the oldest ten', () => {
    const many = Array.from({ length: 30 }, (_unused, index) => ({
      id: `o${index}`,
      state: 'blocked',
      enteredOn: day(1 + (index % 15)),
    }))
    const { oldest, orders } = ageing(many, finished, day(40))
    expect(oldest).toHaveLength(10)
    expect(oldest.every(({ ageDays }) => ageDays >= orders[10].ageDays)).toBe(true)
  })
})

describe('the blocked Pareto', () => {
  const blocks = [
    { reason: 'permit', connectors: 20, from: day(1), until: null },
    { reason: 'access', connectors: 1, from: day(2), until: day(3) },
    { reason: 'access', connectors: 1, from: day(4), until: day(4) },
    { reason: 'kit', connectors: 4, from: day(5), until: day(30) },
  ]

  it('counts connector-days within the window, largest first', () => {
    const chart = blockedPareto(blocks, day(3), day(7))
    // Permit: 20 on days 3 to 7. Kit: 4 on days 5 to 7. Access: lifted on day 3, and the day it came.
    expect(chart.bars).toEqual([
      {
        reason: 'permit',
        connectorDays: 100,
        share: 100 / 112,
        cumulative: 100 / 112,
        openConnectors: 20,
      },
      { reason: 'kit', connectorDays: 12, share: 12 / 112, cumulative: 1, openConnectors: 4 },
    ])
    expect(chart.finding).toEqual({ kind: 'blockedMostBy', reason: 'permit', share: 100 / 112 })
  })

  it('puts a window together from its parts', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), (cut) => {
        const whole = blockedPareto(blocks, day(1), day(41)).connectorDays
        const parts = [
          blockedPareto(blocks, day(1), day(cut)),
          blockedPareto(blocks, day(cut + 1), day(41)),
        ]
        expect(parts[0].connectorDays + parts[1].connectorDays).toBe(whole)
      }),
    )
  })

  it('is empty where nothing was blocked', () => {
    expect(blockedPareto([], day(1), day(9))).toEqual({
      bars: [],
      connectorDays: 0,
      finding: { kind: 'nothing' },
    })
  })
})
