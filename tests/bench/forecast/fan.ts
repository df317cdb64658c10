/**
 * The same test for the simulation: all series as the territories of one milestone without limits,
 * one crew-day each a period; does the fan of their sum hold? Periods stand for weeks. Each forecast
 * is recalibrated on the earlier ones that are settled by its origin, as the product does.
 */
import {
  scoreForecasts,
  settledProgress,
  simulate,
  type CellHistory,
  type FanPoint,
  type ForecastInputs,
  type StoredProgress,
} from '@changeover/shared/forecast'
import { addWeeks, parseDay, type Day } from '@changeover/shared/time'
import type { Panel } from './series-file.ts'

const START = parseDay('2000-01-02')
const MILESTONE = 'all'
const RUNS = 500
const SEED = 20261122
/** As many as nobody reaches, so that nothing but the rate limits the sum. */
const ENDLESS = 1e12

/** Share of origins from `training` on whose outcome lies in the fan's 80 % band. */
export function fanCoverage(panel: Panel, horizon: number, training: number): number {
  const record: StoredProgress[] = []
  const held: boolean[] = []
  for (let origin = training; origin + horizon <= panel.periods.length; origin++) {
    const history = historyBy(panel, origin)
    const asOf = addWeeks(START, origin)
    const settled = settledProgress(record.filter(({ on }) => on <= asOf))
    const { recalibration } = scoreForecasts(settled)
    const { p10, p50, p90 } = fanAt(
      inputsOf(history, asOf, addWeeks(asOf, horizon), recalibration),
      horizon,
    )
    const outcome = history.reduce(
      (sum, { territory }) => sum + sumOf(panel, Number(territory), origin, horizon),
      0,
    )
    held.push(p10 <= outcome && outcome <= p90)
    const on = addWeeks(asOf, horizon)
    record.push({ milestone: MILESTONE, madeOn: asOf, on, p10, p50, p90, outcome })
  }
  return held.filter(Boolean).length / held.length
}

/** The series that have begun by `origin`, as known there. */
function historyBy(panel: Panel, origin: number): CellHistory[] {
  return panel.values.flatMap((values, series) => {
    const attempted = values.slice(0, origin).map((value) => Math.max(0, value))
    if (!attempted.some((value) => value > 0)) return []
    const crewDays = attempted.map(() => 1)
    return [{ milestone: MILESTONE, territory: String(series), attempted, crewDays }]
  })
}

function sumOf(panel: Panel, series: number, from: number, count: number): number {
  return panel.values[series].slice(from, from + count).reduce((sum, value) => sum + value, 0)
}

function inputsOf(
  history: readonly CellHistory[],
  asOf: Day,
  target: Day,
  recalibration: number,
): ForecastInputs {
  return {
    scope: history.map(({ territory }) => ({
      milestone: MILESTONE,
      territory,
      region: territory,
      connectors: ENDLESS,
      kitType: null,
      kitsPerConnector: 1,
    })),
    crews: history.map(({ territory }) => ({ territory, weeks: [], afterwards: 1 })),
    throughput: { asOf, done: [], history, assumed: [], recalibration },
    kits: { types: [], receipts: [], pastDelaysDays: [] },
    access: {
      releases: [],
      pastDelaysDays: [],
      visits: [{ milestone: MILESTONE, visits: 1e9, noAccess: 0, revisits: 0 }],
    },
    gate: [{ milestone: MILESTONE, gate: null, target }],
  }
}

function fanAt(inputs: ForecastInputs, horizon: number): FanPoint {
  const [forecast] = simulate(inputs, { seed: SEED, runs: RUNS, weeks: horizon + 4 }).milestones
  if (forecast?.kind !== 'forecast') throw new Error('No series has begun by the first origin')
  // The fan reaches beyond the target, which is the horizon's end.
  return forecast.fan[horizon - 1]
}
