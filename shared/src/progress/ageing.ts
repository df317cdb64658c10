/**
 * Ageing: how long open jobs have been in their state, against how long finished ones took.
 *
 *   age = as-of − day of entering the state, in days · P50, P85 of finished jobs' days in that state
 *
 * A job older than P85 has outstayed 17 of 20 of its like. Source: Vacanti, Actionable Agile Metrics.
 */
import { daysBetween, type Day } from '../time/index.ts'
import type { Finding } from './finding.ts'
import { quantileOfSorted } from './quantile.ts'

export interface OpenJob {
  readonly id: string
  readonly state: string
  readonly enteredOn: Day
}

export interface StateDuration {
  readonly state: string
  /** Days a finished job spent in the state. */
  readonly days: number
}

export interface AgedJob extends OpenJob {
  readonly ageDays: number
  /** Whether it is older than P85 of its state; false where nothing was finished yet. */
  readonly isOld: boolean
}

export interface Ageing {
  /** Oldest first. */
  readonly jobs: readonly AgedJob[]
  readonly oldest: readonly AgedJob[]
  readonly states: readonly {
    readonly state: string
    readonly open: number
    /** Null where no job has left the state yet. */
    readonly p50: number | null
    readonly p85: number | null
  }[]
  readonly finding: Finding
}

/** So many are named. */
const NAMED = 10

export function ageing(
  open: readonly OpenJob[],
  finished: readonly StateDuration[],
  asOf: Day,
): Ageing {
  const durations = Map.groupBy(finished, ({ state }) => state)
  const names = [...new Set([...open, ...finished].map(({ state }) => state))]
  const states = names.map((state) => {
    const days = (durations.get(state) ?? []).map((one) => one.days).sort((a, b) => a - b)
    return {
      state,
      open: open.filter((job) => job.state === state).length,
      p50: days.length > 0 ? quantileOfSorted(days, 0.5) : null,
      p85: days.length > 0 ? quantileOfSorted(days, 0.85) : null,
    }
  })
  const limits = new Map(states.map(({ state, p85 }) => [state, p85]))
  const jobs = open
    .map((job) => {
      const ageDays = daysBetween(job.enteredOn, asOf)
      return { ...job, ageDays, isOld: ageDays > (limits.get(job.state) ?? Infinity) }
    })
    .sort((a, b) => b.ageDays - a.ageDays || a.id.localeCompare(b.id))
  return { jobs, oldest: jobs.slice(0, NAMED), states, finding: findingOf(jobs) }
}

function findingOf(jobs: readonly AgedJob[]): Finding {
  if (jobs.length === 0) return { kind: 'nothing' }
  const count = jobs.filter(({ isOld }) => isOld).length
  const days = jobs[0].ageDays
  return count > 0 ? { kind: 'olderThanUsual', count, days } : { kind: 'noneOlderThanUsual', days }
}
