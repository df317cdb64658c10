/**
 * The forecast of a program: many runs, counted. The same inputs, seed and number of runs give the
 * same bytes. A finish at P80 is the first day by which 80 % of the runs are finished, so it lies
 * on or before the target exactly when the chance of the target is 80 % or more.
 */
import { quantileOfSorted, type FanQuantiles } from '../progress/index.ts'
import { addDays, type Day } from '../time/index.ts'
import type { ForecastInputs } from './inputs.ts'
import { groupsOf, type Group } from './groups.ts'
import type { ForecastModel } from './model.ts'
import { partFinisher } from './part-finishes.ts'
import { modelOf } from './read-model.ts'
import { emptyResult, playRun } from './run.ts'
import type { Basis } from './yields.ts'

export interface SimulationOptions {
  readonly seed: number
  /** 2,000 unless told: P(hit) is then within 2 points. */
  readonly runs?: number
  /** How far ahead is played; 156 unless told. Beyond it lies "not within three years". */
  readonly weeks?: number
}

/** Days by which 10, 50, 80 and 90 % of runs are finished; null = later than the weeks played. */
export interface FinishRange {
  readonly p10: Day | null
  readonly p50: Day | null
  readonly p80: Day | null
  readonly p90: Day | null
}

/**
 * The last day of a week, and connectors done by then, cumulative: at most this many in 10, 50, 80 and
 * 90 % of runs.
 */
export type FanPoint = FanQuantiles

/** What is said of a milestone, or of a part of it. */
export interface PartForecast {
  readonly scope: number
  readonly done: number
  readonly finish: FinishRange
  /** Share of runs that finish by the target, 0 to 1. */
  readonly hitProbability: number
}

export interface TerritoryForecast extends PartForecast {
  readonly territory: string
}

/** All that is reported under one region, whichever territories it lies in. */
export interface RegionForecast extends PartForecast {
  readonly region: string
}

export type MilestoneForecast =
  | (PartForecast & {
      readonly kind: 'forecast'
      readonly milestone: string
      readonly gate: Day | null
      readonly target: Day
      /** Whether the rate is measured; under six weeks the ramp is assumed, and the screen says so. */
      readonly basis: Basis
      readonly fan: readonly FanPoint[]
      readonly territories: readonly TerritoryForecast[]
      readonly regions: readonly RegionForecast[]
    })
  /** Neither measured nor assumed: there is nothing to base a forecast on. */
  | { readonly kind: 'refused'; readonly milestone: string; readonly reason: 'NO_RATE' }

export interface ProgramForecast {
  readonly asOf: Day
  readonly seed: number
  readonly runs: number
  readonly milestones: readonly MilestoneForecast[]
}

export const DEFAULT_RUNS = 2000
export const DEFAULT_WEEKS = 156

/** The fan ends this many weeks after the target or P90, whichever is later. */
const FAN_MARGIN_WEEKS = 4

/** Simulates a program. Pure; 2,000 runs of 3 milestones × 50 territories take about a second of one core. */
export function simulate(inputs: ForecastInputs, options: SimulationOptions): ProgramForecast {
  const { seed, runs = DEFAULT_RUNS, weeks = DEFAULT_WEEKS } = options
  const model = modelOf(inputs, weeks)
  const groups = groupsOf(model)
  const finishes = groups.map(() => new Float64Array(runs))
  const paths = model.milestones.map(() => new Float64Array(runs * weeks))
  const result = emptyResult(model)
  const finishParts = partFinisher(model)
  for (let run = 0; run < runs; run++) {
    playRun(model, seed, run, result)
    const days = finishParts(seed, run, result)
    groups.forEach(({ parts }, index) => {
      finishes[index][run] = latest(days, parts)
    })
    paths.forEach((path, milestone) => {
      for (let week = 0; week < weeks; week++)
        path[week * runs + run] = result.cumulative[milestone * weeks + week]
    })
  }
  for (const finish of finishes) finish.sort()
  const forecasts = model.milestones.map((_unused, milestone) =>
    milestoneForecast(model, milestone, groups, finishes, paths[milestone]),
  )
  const refused = model.refused.map((milestone) => ({
    kind: 'refused' as const,
    milestone,
    reason: 'NO_RATE' as const,
  }))
  return { asOf: model.asOf, seed, runs, milestones: [...forecasts, ...refused] }
}

/** The last of the finishes at these positions; 0 where there are none. */
export function latest(finish: Float64Array, positions: readonly number[]): number {
  let last = 0
  for (const at of positions) if (finish[at] > last) last = finish[at]
  return last
}

/** Of sorted finishes in days after as-of: the first day by which `share` of the runs are finished. */
export function finishAt(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(share * sorted.length - 1e-9) - 1)]
}

/** How many of the sorted finishes lie on or before `offset`. */
export function hitsBy(sorted: Float64Array, offset: number): number {
  let low = 0
  let high = sorted.length
  while (low < high) {
    const middle = (low + high) >> 1
    if (sorted[middle] <= offset) low = middle + 1
    else high = middle
  }
  return low
}

function milestoneForecast(
  model: ForecastModel,
  milestone: number,
  groups: readonly Group[],
  finishes: readonly Float64Array[],
  path: Float64Array,
): MilestoneForecast {
  const dates = model.milestones[milestone]
  const own = groups.flatMap((group, index) =>
    group.milestone === milestone ? [{ group, sorted: finishes[index] }] : [],
  )
  const said = own.map(({ group: { of, name, scope, done }, sorted }) => ({
    of,
    name,
    scope,
    done,
    finish: rangeOf(model.asOf, sorted),
    hitProbability: hitsBy(sorted, dates.targetOffset) / sorted.length,
  }))
  const [{ of: _whole, name: _none, ...whole }] = said
  const p90 = finishAt(own[0].sorted, 0.9)
  const end = Math.max(dates.targetOffset, Number.isFinite(p90) ? p90 : 0) / 7 + FAN_MARGIN_WEEKS
  return {
    kind: 'forecast',
    milestone: dates.milestone,
    gate: dates.gate,
    target: dates.target,
    basis: dates.yield.basis,
    ...whole,
    fan: fanOf(model, path, Math.min(model.weeks, Math.ceil(end))),
    territories: said.flatMap(({ of, name, ...part }) =>
      of === 'territory' ? [{ territory: name, ...part }] : [],
    ),
    regions: said.flatMap(({ of, name, ...part }) =>
      of === 'region' ? [{ region: name, ...part }] : [],
    ),
  }
}

function fanOf(model: ForecastModel, path: Float64Array, weeks: number): FanPoint[] {
  const runs = path.length / model.weeks
  return Array.from({ length: weeks }, (_unused, week) => {
    const counts = path.subarray(week * runs, (week + 1) * runs).sort()
    return {
      on: addDays(model.asOf, 7 * (week + 1)),
      p10: quantileOfSorted(counts, 0.1),
      p50: quantileOfSorted(counts, 0.5),
      p80: quantileOfSorted(counts, 0.8),
      p90: quantileOfSorted(counts, 0.9),
    }
  })
}

function rangeOf(asOf: Day, sorted: Float64Array): FinishRange {
  const dayAt = (share: number) => {
    const offset = finishAt(sorted, share)
    return Number.isFinite(offset) ? addDays(asOf, offset) : null
  }
  return { p10: dayAt(0.1), p50: dayAt(0.5), p80: dayAt(0.8), p90: dayAt(0.9) }
}
