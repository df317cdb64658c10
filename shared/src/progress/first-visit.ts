/**
 * First-visit success: how often one visit is enough.
 *
 *   success = work orders done on their first visit ∕ first visits, 0 to 1
 *
 * Unit: visits. Failures are split by why, and the parts sum to the first visits.
 */
import type { Finding } from './finding.ts'
import { shareOf } from './series.ts'

export const FIRST_VISIT_FAILURES = ['kitFault', 'access', 'wrongHardware', 'other'] as const
export type FirstVisitFailure = (typeof FIRST_VISIT_FAILURES)[number]

/** Which failure a reason for blocking, or for not fitting a port, is; any other reason is `other`. */
export const FAILURE_BY_REASON: Readonly<Record<string, FirstVisitFailure>> = {
  kit_faulty: 'kitFault',
  no_access: 'access',
  host_refused: 'access',
  permit_missing: 'access',
  site_power_off: 'access',
  wrong_hardware: 'wrongHardware',
}

export interface FirstVisitCount {
  readonly outcome: 'done' | FirstVisitFailure
  readonly visits: number
}

export interface FirstVisits {
  readonly visits: number
  readonly done: number
  /** Null without visits. */
  readonly success: number | null
  /** Largest first; those that never happened are left out. */
  readonly failures: readonly {
    readonly failure: FirstVisitFailure
    readonly visits: number
    /** Of all first visits. */
    readonly share: number
  }[]
  readonly finding: Finding
}

export function firstVisits(counts: readonly FirstVisitCount[]): FirstVisits {
  const sumOf = (outcome: FirstVisitCount['outcome']) =>
    counts.reduce((sum, one) => (one.outcome === outcome ? sum + one.visits : sum), 0)
  const visits = counts.reduce((sum, one) => sum + one.visits, 0)
  const done = sumOf('done')
  const failures = FIRST_VISIT_FAILURES.map((failure) => ({ failure, visits: sumOf(failure) }))
    .filter((one) => one.visits > 0)
    .map((one) => ({ ...one, share: one.visits / visits }))
    .sort((a, b) => b.visits - a.visits)
  const success = shareOf(done, visits)
  return {
    visits,
    done,
    success,
    failures,
    finding:
      success === null
        ? { kind: 'nothing' }
        : { kind: 'firstVisits', share: success, mostly: failures[0]?.failure ?? null },
  }
}
