import { fillDemo } from '@changeover/server/demo/index'
import { readInputs, reportPast, reportToday } from '@changeover/server/forecast/index'
import { newId } from '@changeover/shared/commands'
import { INPUT_GROUPS } from '@changeover/shared/forecast'
import { addDays, addWeeks, parseDay } from '@changeover/shared/time'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'

const today = parseDay(new Date().toISOString().slice(0, 10))
const RUNS = 200

let server: TestServer
let executive: Client
beforeAll(async () => {
  server = await startTestServer()
  await fillDemo(server.opened.services.pool, { seed: 5, today, stations: 300, orders: 250 })
  for (let week = 12; week > 0; week--)
    await reportPast(server.opened.services, addWeeks(today, -week), RUNS)
  await reportToday(server.opened.services)
  executive = await server.signIn('executive')
})
afterAll(() => server.close())

describe('why the date moved', () => {
  it('is told between any two days, in parts that add up to the shift', async () => {
    for (const [from, to] of [
      [addWeeks(today, -6), addWeeks(today, -2)],
      [addWeeks(today, -3), addWeeks(today, -1)],
    ]) {
      const shift = await executive.forecast.shift.query({ from, asOf: to })
      expect(shift).toMatchObject({ from, to, runs: RUNS })
      expect(shift.milestones.length).toBeGreaterThan(0)
      for (const { days, points, parts } of shift.milestones) {
        const sum = (amounts: number[]) => amounts.reduce((a, b) => a + b, 0)
        expect(sum(parts.map((part) => part.days))).toBeCloseTo(days, 6)
        expect(sum(parts.map((part) => part.points))).toBeCloseTo(points, 6)
        expect(INPUT_GROUPS).toEqual(expect.arrayContaining(parts.map(({ group }) => group)))
      }
    }
  })

  it('goes from what was said on the one day to what was said on the other', async () => {
    const [from, to] = [addWeeks(today, -5), addWeeks(today, -1)]
    const shift = await executive.forecast.shift.query({ from, asOf: to })
    for (const { before, after, points } of shift.milestones) {
      const said = 100 * ((after?.chanceOfTarget ?? 0) - (before?.chanceOfTarget ?? 0))
      expect(points).toBeCloseTo(said, 6)
    }
  })

  it('is the same on the way back, turned round', async () => {
    const there = await executive.forecast.shift.query({
      from: addWeeks(today, -4),
      asOf: addWeeks(today, -2),
    })
    const none = await executive.forecast.shift.query({
      from: addWeeks(today, -4),
      asOf: addWeeks(today, -4),
    })
    expect(there.milestones.length).toBeGreaterThan(0)
    expect(none).toMatchObject({ from: null, to: null, milestones: [] })
  })

  it('compares the days on which something was said, whatever days are asked for', async () => {
    const shift = await executive.forecast.shift.query({
      from: addDays(addWeeks(today, -4), 2),
      asOf: addDays(addWeeks(today, -2), 3),
    })
    expect([shift.from, shift.to]).toEqual([addWeeks(today, -4), addWeeks(today, -2)])
  })

  it('is told of whole milestones only, and not to crews', async () => {
    const western = await server.signIn('executive', { regions: ['US-WA'] })
    const { milestones } = await western.forecast.shift.query({ from: addWeeks(today, -4) })
    expect(milestones).toEqual([])
    const crew = await server.signIn('crew')
    expect(await refusalOf(crew.forecast.shift.query({ from: today }))).toMatchObject({
      code: 'FORBIDDEN',
    })
  })
})

describe('the scorecard', () => {
  it('holds each forecast on record against what came', async () => {
    const { horizons, forecasts } = await executive.forecast.scorecard.query({})
    expect(horizons.map(({ weeks }) => weeks)).toEqual([4, 8, 13])
    const [four] = horizons
    expect(four.settled).toBeGreaterThan(10)
    const own = forecasts.filter(({ weeks }) => weeks === 4)
    expect(own).toHaveLength(four.settled)
    const held = own.filter(({ p10, p90, outcome }) => p10 <= outcome && outcome <= p90)
    expect(four.coverage80).toBeCloseTo(held.length / own.length, 9)
    expect((four.coverage80 ?? 0) + (four.below ?? 0) + (four.above ?? 0)).toBeCloseTo(1, 9)
    const [latest] = own.toSorted((a, b) => b.on.localeCompare(a.on))
    expect(latest.on <= today).toBe(true)
    const { series } = await executive.progress.burnUp.query({ step: 'day' })
    const curve = series.find(({ charge }) => charge === latest.charge)
    expect(latest.outcome).toBe(curve?.done[curve.on.indexOf(latest.on)])
  })

  it('knows on a past day only what had come by then', async () => {
    const asOf = addWeeks(today, -5)
    const { forecasts } = await executive.forecast.scorecard.query({ asOf })
    expect(forecasts.length).toBeGreaterThan(0)
    for (const { on, madeOn } of forecasts) {
      expect(on <= asOf).toBe(true)
      expect(madeOn < asOf).toBe(true)
    }
  })

  it('teaches the next forecast how wide to be', async () => {
    const { recalibration } = await executive.forecast.scorecard.query({})
    expect(recalibration).not.toBe(1)
    const day = await readInputs(server.opened.services.db, today)
    expect(day?.inputs.throughput.recalibration).toBeCloseTo(recalibration, 9)
    const before = await readInputs(server.opened.services.db, addWeeks(today, -12))
    expect(before?.inputs.throughput.recalibration).toBe(1)
  })
})

describe('earned value', () => {
  it('counts ports until every milestone has a budget, and says so', async () => {
    const manager = await server.signIn('program_manager')
    const { milestones } = await executive.progress.overview.query({})
    const ports = await executive.progress.earned.query({})
    expect(ports.series.map(({ basis, currency }) => [basis, currency])).toEqual([
      ['connectors', null],
      ['connectors', null],
    ])
    const [ac] = ports.series
    expect([ac.planned, ac.earned]).toEqual([milestones[0].planned, milestones[0].done])
    expect(ac.scheduleVariance).toBe(ac.earned - ac.planned)
    await manager.progress.reportBudget.mutate({
      commandId: newId(),
      data: {
        milestoneId: milestones[0].id,
        budgetCents: 50_000_000,
        spentCents: 12_000_000,
        currency: 'USD',
      },
    })
    const money = await executive.progress.earned.query({})
    const [inMoney, dc] = money.series
    expect(inMoney).toMatchObject({ basis: 'budget', currency: 'USD', budget: 50_000_000 })
    expect(inMoney.earned).toBeCloseTo((50_000_000 * ac.earned) / ac.budget, 3)
    expect(inMoney.costIndex).toBeCloseTo(inMoney.earned / 12_000_000, 9)
    // In time nothing changes: the plan is the same.
    expect(inMoney.schedule.index).toBeCloseTo(ac.schedule.index ?? 0, 9)
    expect(dc.basis).toBe('connectors')
    const { series: then } = await executive.progress.earned.query({ asOf: addDays(today, -1) })
    expect(then[0].basis).toBe('connectors')
  })

  it('is reported by managers only', async () => {
    const { milestones } = await executive.progress.overview.query({})
    const data = {
      milestoneId: milestones[0].id,
      budgetCents: 1,
      spentCents: null,
      currency: 'USD',
    }
    const commandId = newId<'Command'>()
    expect(
      await refusalOf(executive.progress.reportBudget.mutate({ commandId, data })),
    ).toMatchObject({ code: 'FORBIDDEN' })
  })
})
