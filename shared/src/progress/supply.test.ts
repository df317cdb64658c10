import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, parseDay } from '../time/index.ts'
import { connectorMix } from './connector-mix.ts'
import { firstVisits } from './first-visit.ts'
import { homeKits } from './home-kits.ts'
import { installedNotLive } from './installed-not-live.ts'
import { kitRunways } from './kit-runway.ts'
import { dayAxis } from './series.ts'

const day = (number: number) => addDays(parseDay('2026-11-01'), number - 1)
const on = (number: number, amount: number) => ({ on: day(number), amount })

describe('the kit runway', () => {
  const express = {
    kitType: 'Express 250',
    onHand: 10,
    receipts: [on(1, 100), on(5, 20)],
    use: [on(2, 6), on(4, 6), on(6, 30)],
  }

  it('marks the first day below zero', () => {
    const { types, finding } = kitRunways([express], day(1), day(7))
    // The receipt promised for as-of or earlier has not come: it is not counted.
    expect(types[0].points.map(({ balance }) => balance)).toEqual([10, 4, 4, -2, 18, -12, -12])
    expect(types[0]).toMatchObject({ firstBelowZero: day(4), shortBy: 12 })
    expect(finding).toEqual({ kind: 'kitRunsOut', kitType: 'Express 250', on: day(4) })
  })

  it('names the type that runs out first', () => {
    const later = { ...express, kitType: 'CPE', use: [on(6, 99)] }
    const safe = { ...express, kitType: 'Home', use: [] }
    const { types } = kitRunways([safe, later, express], day(1), day(7))
    expect(types.map(({ kitType }) => kitType)).toEqual(['Express 250', 'CPE', 'Home'])
    expect(kitRunways([safe], day(1), day(7)).finding).toEqual({ kind: 'kitsLast', until: day(7) })
  })

  it('finds the day also where the chart is drawn by weeks', () => {
    const far = { ...express, receipts: [on(901, 1000)], use: [on(900, 11)] }
    expect(kitRunways([far], day(1), day(1200)).types[0].firstBelowZero).toBe(day(900))
  })
})

describe('first-visit success', () => {
  it('splits the failures, which sum with the successes to all', () => {
    const chart = firstVisits([
      { outcome: 'done', visits: 80 },
      { outcome: 'access', visits: 12 },
      { outcome: 'kitFault', visits: 5 },
      { outcome: 'access', visits: 3 },
    ])
    expect(chart).toMatchObject({ visits: 100, done: 80, success: 0.8 })
    expect(chart.failures).toEqual([
      { failure: 'access', visits: 15, share: 0.15 },
      { failure: 'kitFault', visits: 5, share: 0.05 },
    ])
    expect(chart.finding).toEqual({ kind: 'firstVisits', share: 0.8, mostly: 'access' })
  })

  it('is unknown without visits', () => {
    expect(firstVisits([])).toMatchObject({ success: null, finding: { kind: 'nothing' } })
  })
})

describe('installed, not live', () => {
  it('groups what waits by age', () => {
    const rows = [
      { connectors: 4, installedOn: day(40), liveOn: null },
      { connectors: 3, installedOn: day(33), liveOn: null },
      { connectors: 2, installedOn: day(1), liveOn: day(41) },
      { connectors: 9, installedOn: day(1), liveOn: day(5) },
      { connectors: 7, installedOn: day(50), liveOn: null },
    ]
    const chart = installedNotLive(rows, day(40))
    expect(chart.groups).toEqual([
      { fromDays: 0, toDays: 7, connectors: 7 },
      { fromDays: 8, toDays: 30, connectors: 0 },
      { fromDays: 31, toDays: 90, connectors: 2 },
      { fromDays: 91, toDays: null, connectors: 0 },
    ])
    expect(chart).toMatchObject({ installed: 18, live: 9, notLive: 9 })
    expect(chart.finding).toEqual({ kind: 'installedNotLive', connectors: 9, oldestDays: 39 })
  })

  it('has groups that sum to what is not live', () => {
    const row = fc.record({
      connectors: fc.integer({ min: 1, max: 9 }),
      installedOn: fc.integer({ min: 1, max: 200 }).map(day),
      liveOn: fc.option(fc.integer({ min: 1, max: 300 }).map(day), { nil: null }),
    })
    fc.assert(
      fc.property(fc.array(row), (rows) => {
        const chart = installedNotLive(rows, day(180))
        expect(chart.groups.reduce((sum, { connectors }) => sum + connectors, 0)).toBe(
          chart.notLive,
        )
        expect(chart.live + chart.notLive).toBe(chart.installed)
      }),
    )
  })
})

describe('the connector mix', () => {
  const standards = ['NACS', 'CCS1', 'CHAdeMO', 'J1772']
  const start = [
    { on: day(1), standard: 'CCS1', amount: 100 },
    { on: day(1), standard: 'CHAdeMO', amount: 40 },
  ]
  const swap = [
    { on: day(2), standard: 'CHAdeMO', amount: -1 },
    { on: day(2), standard: 'NACS', amount: 1 },
  ]

  it('counts each standard at the end of each day', () => {
    const mix = connectorMix([...start, ...swap], standards, dayAxis(day(1), day(2)))
    expect(mix.layers.map(({ counts }) => counts)).toEqual([
      [0, 1],
      [100, 100],
      [40, 39],
      [0, 0],
    ])
    expect(mix.totals).toEqual([140, 140])
    expect(mix.finding).toEqual({ kind: 'ccs1Kept', connectors: 100 })
  })

  it('does not let a lost CCS1 pass, even between two points of a long chart', () => {
    const lost = [
      { on: day(701), standard: 'CCS1', amount: -2 },
      { on: day(702), standard: 'CCS1', amount: 2 },
    ]
    const mix = connectorMix([...start, ...lost], standards, dayAxis(day(1), day(900)))
    expect(mix.finding).toEqual({ kind: 'ccs1Fell', on: day(701), by: 2 })
  })

  it('sees no loss in a connector that is changed for its like on one day', () => {
    const renewed = [
      { on: day(3), standard: 'CCS1', amount: -1 },
      { on: day(3), standard: 'CCS1', amount: 1 },
    ]
    const mix = connectorMix([...start, ...renewed], standards, dayAxis(day(1), day(9)))
    expect(mix.finding).toEqual({ kind: 'ccs1Kept', connectors: 100 })
  })
})

describe('home kits', () => {
  it('are counted by week, with those underway at its end', () => {
    // 1 November 2026 is a Sunday.
    const chart = homeKits({
      from: day(1),
      asOf: day(10),
      ordered: [on(1, 50), on(9, 20), on(12, 99)],
      shipped: [on(-20, 5), on(2, 30), on(10, 10)],
      installed: [on(8, 12)],
    })
    expect(chart.weeks).toEqual([
      { week: '2026-10-26', ordered: 50, shipped: 0, installed: 0, underway: 5 },
      { week: '2026-11-02', ordered: 0, shipped: 30, installed: 12, underway: 23 },
      { week: '2026-11-09', ordered: 20, shipped: 10, installed: 0, underway: 33 },
    ])
    expect(chart.finding).toEqual({ kind: 'kitsUnderway', kits: 33 })
  })
})
