/**
 * Ageing: how long open work orders have been in their state, against how long finished ones took.
 *
 *   age = as-of − day of entering the state, in days · P50, P85 of finished orders' days in that state
 *
 * An order older than P85 has outstayed 17 of 20 of its like. Source: Vacanti, Actionable Agile Metrics.
 */
import { daysBetween, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { quantileOfSorted } from './quantile.ts'

/** Open orders that entered a state on the same day. */
export interface OpenOrders {
  readonly state: string
  readonly enteredOn: Day
  readonly orders: number
}

/** Finished orders that spent the same number of days in a state. */
export interface StateDuration {
  readonly state: string
  readonly days: number
  readonly orders: number
}

/** Open orders of an age, in days, both ends included. */
export interface AgeBand {
  readonly fromDays: number
  /** Null = no upper end. */
  readonly toDays: number | null
  readonly orders: number
}

export interface Ageing {
  readonly states: readonly {
    readonly state: string
    readonly open: number
    /** Open orders older than P85; 0 where nothing was finished yet. */
    readonly old: number
    /** Null where no finished order has left the state yet. */
    readonly p50: number | null
    readonly p85: number | null
    readonly oldestDays: number
    /** They sum to `open`. */
    readonly bands: readonly AgeBand[]
  }[]
  readonly finding: Finding
}

/** A week is usual, a month is slow, a quarter is lost. */
export const AGE_STARTS: readonly number[] = [0, 8, 31, 91]

export function ageing(
  open: readonly OpenOrders[],
  finished: readonly StateDuration[],
  asOf: Day,
): Ageing {
  const durations = Map.groupBy(finished, ({ state }) => state)
  const byState = [...Map.groupBy(open, ({ state }) => state)].sort(([a], [b]) => (a < b ? -1 : 1))
  const states = byState.map(([state, own]) => {
    const days = (durations.get(state) ?? [])
      .flatMap((one) => Array.from({ length: one.orders }, () => one.days))
      .sort((a, b) => a - b)
    const p85 = days.length > 0 ? quantileOfSorted(days, 0.85) : null
    const aged = own.map(({ enteredOn, orders }) => ({
      age: Math.max(0, daysBetween(enteredOn, asOf)),
      orders,
    }))
    return {
      state,
      open: sumOf(aged),
      old: p85 === null ? 0 : sumOf(aged.filter(({ age }) => age > p85)),
      p50: days.length > 0 ? quantileOfSorted(days, 0.5) : null,
      p85,
      oldestDays: aged.reduce((oldest, { age }) => Math.max(oldest, age), 0),
      bands: ageBands(aged),
    }
  })
  return { states, finding: findingOf(states) }
}

/** Sums by age group; the groups sum to all of them. */
export function ageBands(
  aged: readonly { readonly age: number; readonly orders: number }[],
): AgeBand[] {
  return AGE_STARTS.map((fromDays, index) => {
    const end = AGE_STARTS[index + 1] ?? Infinity
    return {
      fromDays,
      toDays: Number.isFinite(end) ? end - 1 : null,
      orders: sumOf(aged.filter(({ age }) => age >= fromDays && age < end)),
    }
  })
}

function sumOf(aged: readonly { readonly orders: number }[]): number {
  return aged.reduce((sum, { orders }) => sum + orders, 0)
}

function findingOf(states: Ageing['states']): Finding {
  if (states.length === 0) return { kind: 'nothing' }
  const count = states.reduce((sum, { old }) => sum + old, 0)
  const days = states.reduce((oldest, { oldestDays }) => Math.max(oldest, oldestDays), 0)
  return count > 0 ? { kind: 'olderThanUsual', count, days } : { kind: 'noneOlderThanUsual', days }
}
