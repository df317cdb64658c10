/**
 * Cumulative flow: how many are in each state at the end of each day, stacked.
 *
 *   count(state, t) = Σ moves into the state by t − Σ moves out of it by t
 *
 * Unit: work orders (or connectors). The stack's height is everything in scope: the states sum to it.
 */
import type { Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { runningTotals } from './series.ts'

/** A change of a state's count; a move is one −1 and one +1 of the same day. */
export interface StateChange {
  readonly on: Day
  readonly state: string
  readonly amount: number
}

export interface CumulativeFlow {
  readonly days: readonly Day[]
  /** In the order of the states given; each as long as `days`. */
  readonly layers: readonly { readonly state: string; readonly counts: readonly number[] }[]
  readonly totals: readonly number[]
  readonly finding: Finding
}

/**
 * @param states all states, from the first to the last one, which is done.
 * @param days where the layers have a point, rising: `dayAxis`.
 */
export function cumulativeFlow(
  changes: readonly StateChange[],
  states: readonly string[],
  days: readonly Day[],
): CumulativeFlow {
  const byState = Map.groupBy(changes, ({ state }) => state)
  const layers = states.map((state) => ({
    state,
    counts: runningTotals(byState.get(state) ?? [], days),
  }))
  const totals = days.map((_day, index) =>
    layers.reduce((sum, { counts }) => sum + counts[index], 0),
  )
  return { days, layers, totals, finding: findingOf(layers.slice(0, -1), days.length) }
}

function findingOf(open: CumulativeFlow['layers'], length: number): Finding {
  if (length === 0) return { kind: 'nothing' }
  const growth = open.map(({ state, counts }) => ({ state, by: counts[length - 1] - counts[0] }))
  const [most] = growth.toSorted((a, b) => b.by - a.by)
  return most && most.by > 0 ? { kind: 'stateGrew', ...most } : { kind: 'flowSteady' }
}
