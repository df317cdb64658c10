/**
 * Why the date moved: the shift between two forecasts, shared out over the groups of inputs that
 * changed. Each mix of "before" and "after" groups is simulated with the same random numbers, and
 * each group gets its Shapley value (Shapley 1953): its mean effect over all orders of changing
 * them. Invariant: the parts add up to the shift exactly, in days and in points.
 */
import { daysBetween } from '../time/index.ts'
import { INPUT_GROUPS, type ForecastInputs, type InputGroup } from './inputs.ts'
import { modelOf } from './read-model.ts'
import { emptyResult, playRun } from './run.ts'
import {
  DEFAULT_RUNS,
  DEFAULT_WEEKS,
  finishAt,
  hitsBy,
  latest,
  type SimulationOptions,
} from './simulate.ts'

/** What one group of inputs did to a milestone. */
export interface ShiftPart {
  readonly group: InputGroup
  /** Days by which it moved P50: positive is later. */
  readonly days: number
  /** Percentage points by which it moved P(hit): negative is worse. */
  readonly points: number
}

export interface ShiftExplanation {
  readonly milestone: string
  /** P50 after − before, in days; a P50 beyond the weeks played counts as their end. */
  readonly days: number
  /** P(hit) after − before, in percentage points. */
  readonly points: number
  /** Largest move first. Groups that did not change are left out: they have no part. */
  readonly parts: readonly ShiftPart[]
}

/**
 * Explains every milestone that both days can forecast. Simulates 2^k mixes for k changed groups, each
 * at the cost of a forecast: up to a minute for all six, so run it in a worker. The shift is the one
 * that was shown only with the seed, runs and weeks of both forecasts.
 */
export function explainShift(
  before: ForecastInputs,
  after: ForecastInputs,
  options: SimulationOptions,
): ShiftExplanation[] {
  const groups = INPUT_GROUPS.filter((group) => !isSame(before[group], after[group]))
  const outcomes = Array.from({ length: 2 ** groups.length }, (_unused, mix) =>
    outcomesOf(mixOf(before, after, groups, mix), before, options),
  )
  const [first, last] = [outcomes[0], outcomes[outcomes.length - 1]]
  const runs = options.runs ?? DEFAULT_RUNS
  return [...last.keys()]
    .filter((milestone) => outcomes.every((outcome) => outcome.has(milestone)))
    .map((milestone) => {
      const days = outcomes.map((outcome) => outcome.get(milestone)?.p50 ?? 0)
      const hits = outcomes.map((outcome) => outcome.get(milestone)?.hits ?? 0)
      const dayParts = shapleyParts(days, groups.length)
      const hitParts = shapleyParts(hits, groups.length)
      const parts = groups.map((group, index) => ({
        group,
        days: dayParts[index],
        points: (100 * hitParts[index]) / runs,
      }))
      return {
        milestone,
        days: (last.get(milestone)?.p50 ?? 0) - (first.get(milestone)?.p50 ?? 0),
        points:
          (100 * ((last.get(milestone)?.hits ?? 0) - (first.get(milestone)?.hits ?? 0))) / runs,
        parts: parts.sort(
          (a, b) => Math.abs(b.points) - Math.abs(a.points) || Math.abs(b.days) - Math.abs(a.days),
        ),
      }
    })
}

/** The inputs with group i taken from `after` where bit i of `mix` is set. */
function mixOf(
  before: ForecastInputs,
  after: ForecastInputs,
  groups: readonly InputGroup[],
  mix: number,
): ForecastInputs {
  return groups.reduce(
    (inputs, group, bit) => ((mix >> bit) & 1 ? { ...inputs, [group]: after[group] } : inputs),
    before,
  )
}

interface Outcome {
  /** Days from the earlier as-of day to P50. */
  readonly p50: number
  /** Runs that finish by the target. */
  readonly hits: number
}

function outcomesOf(
  inputs: ForecastInputs,
  origin: ForecastInputs,
  { seed, runs = DEFAULT_RUNS, weeks = DEFAULT_WEEKS }: SimulationOptions,
): Map<string, Outcome> {
  const model = modelOf(inputs, weeks)
  const elapsed = daysBetween(origin.throughput.asOf, model.asOf)
  const cells = model.milestones.map((_unused, milestone) =>
    [...model.cells.keys()].filter((index) => model.cells[index].milestone === milestone),
  )
  const finishes = model.milestones.map(() => new Float64Array(runs))
  const result = emptyResult(model)
  for (let run = 0; run < runs; run++) {
    playRun(model, seed, run, result)
    finishes.forEach((finish, milestone) => {
      finish[run] = latest(result.finish, cells[milestone])
    })
  }
  return new Map(
    finishes.map((finish, index) => {
      const { milestone, targetOffset } = model.milestones[index]
      const sorted = finish.sort()
      const p50 = elapsed + Math.min(finishAt(sorted, 0.5), 7 * weeks)
      return [milestone, { p50, hits: hitsBy(sorted, targetOffset) }]
    }),
  )
}

/**
 * Shapley values of `players` players; `values[mix]` is what the players whose bits are set in `mix`
 * reach together. They add up to values[all] − values[none].
 *
 * The weights k! (n − k − 1)! are whole numbers and are divided by n! only at the end, so that whole
 * `values` lose nothing on the way.
 */
export function shapleyParts(values: readonly number[], players: number): number[] {
  return Array.from({ length: players }, (_unused, player) => {
    let total = 0
    for (let mix = 0; mix < values.length; mix++) {
      if ((mix >> player) & 1) continue
      const size = bitCount(mix)
      const weight = factorial(size) * factorial(players - size - 1)
      total += weight * (values[mix | (1 << player)] - values[mix])
    }
    return total / factorial(players)
  })
}

function bitCount(mix: number): number {
  let bits = 0
  for (let rest = mix; rest > 0; rest >>= 1) bits += rest & 1
  return bits
}

function factorial(n: number): number {
  return n <= 1 ? 1 : n * factorial(n - 1)
}

function isSame(before: unknown, after: unknown): boolean {
  return before === after || JSON.stringify(before) === JSON.stringify(after)
}
