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

export interface OpenOrder {
  readonly id: string
  readonly state: string
  readonly enteredOn: Day
}

export interface StateDuration {
  readonly state: string
  /** Days a finished order spent in the state. */
  readonly days: number
}

export interface AgedOrder extends OpenOrder {
  readonly ageDays: number
  /** Whether it is older than P85 of its state; false where nothing was finished yet. */
  readonly isOld: boolean
}

export interface Ageing {
  /** Oldest first. */
  readonly orders: readonly AgedOrder[]
  readonly oldest: readonly AgedOrder[]
  readonly states: readonly {
    readonly state: string
    readonly open: number
    /** Null where no order has left the state yet. */
    readonly p50: number | null
    readonly p85: number | null
  }[]
  readonly finding: Finding
}

/** So many are named. */
const NAMED = 10

export function ageing(
  open: readonly OpenOrder[],
  finished: readonly StateDuration[],
  asOf: Day,
): Ageing {
  const durations = Map.groupBy(finished, ({ state }) => state)
  const names = [...new Set([...open, ...finished].map(({ state }) => state))]
  const states = names.map((state) => {
    const days = (durations.get(state) ?? []).map((one) => one.days).sort((a, b) => a - b)
    return {
      state,
      open: open.filter((order) => order.state === state).length,
      p50: days.length > 0 ? quantileOfSorted(days, 0.5) : null,
      p85: days.length > 0 ? quantileOfSorted(days, 0.85) : null,
    }
  })
  const limits = new Map(states.map(({ state, p85 }) => [state, p85]))
  const orders = open
    .map((order) => {
      const ageDays = daysBetween(order.enteredOn, asOf)
      return { ...order, ageDays, isOld: ageDays > (limits.get(order.state) ?? Infinity) }
    })
    .sort((a, b) => b.ageDays - a.ageDays || a.id.localeCompare(b.id))
  return { orders, oldest: orders.slice(0, NAMED), states, finding: findingOf(orders) }
}

function findingOf(orders: readonly AgedOrder[]): Finding {
  if (orders.length === 0) return { kind: 'nothing' }
  const count = orders.filter(({ isOld }) => isOld).length
  const days = orders[0].ageDays
  return count > 0 ? { kind: 'olderThanUsual', count, days } : { kind: 'noneOlderThanUsual', days }
}
