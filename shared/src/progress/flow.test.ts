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
  const finished = [1, 2, 3, 4, 5].map((days) => ({ state: 'underway', days, orders: 1 }))
  const open = [1, 5, 9].map((entered) => ({
    state: 'underway',
    enteredOn: day(entered),
    orders: entered === 1 ? 2 : 1,
  }))

  it('holds open orders against the finished ones', () => {
    const [state] = ageing(open, finished, day(10)).states
    expect(state).toMatchObject({ open: 4, old: 3, p50: 3, p85: 4.4, oldestDays: 9 })
    expect(state.bands.map(({ orders }) => orders)).toEqual([2, 2, 0, 0])
    expect(ageing(open, finished, day(10)).finding).toEqual({
      kind: 'olderThanUsual',
      count: 3,
      days: 9,
    })
  })

  it('calls nothing old before anything was finished', () => {
    const chart = ageing(open, [], day(10))
    expect(chart.states[0]).toMatchObject({ open: 4, old: 0, p50: null, p85: null })
    expect(chart.finding).toEqual({ kind: 'noneOlderThanUsual', days: 9 })
  })

  it('weighs finished orders of one duration by how many they are', () => {
    const many = [
      { state: 'underway', days: 1, orders: 9 },
      { state: 'underway', days: 21, orders: 1 },
    ]
    expect(ageing(open, many, day(10)).states[0]).toMatchObject({ p50: 1, p85: 1 })
  })

  it('puts every open order into exactly one band', () => {
    const group = fc.record({
      state: fc.constantFrom('planned', 'blocked'),
      enteredOn: fc.integer({ min: 1, max: 300 }).map(day),
      orders: fc.integer({ min: 1, max: 9 }),
    })
    fc.assert(
      fc.property(fc.array(group), (groups) => {
        const { states } = ageing(groups, [], day(300))
        for (const { open: all, bands } of states)
          expect(bands.reduce((sum, { orders }) => sum + orders, 0)).toBe(all)
        const counted = states.reduce((sum, { open: all }) => sum + all, 0)
        expect(counted).toBe(groups.reduce((sum, { orders }) => sum + orders, 0))
      }),
    )
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
