/**
 * What a chart says in one sentence, as data: the client words it. A finding is the title of its
 * chart, so there is always one, also when there is nothing to tell.
 */
import type { Day } from '../time/index.ts'
import type { FirstVisitFailure } from './first-visit.ts'

export type Finding =
  /** Nothing to show yet. */
  | { readonly kind: 'nothing' }
  | { readonly kind: 'onPlan' }
  | { readonly kind: 'ahead'; readonly days: number }
  | { readonly kind: 'behind'; readonly days: number }
  | { readonly kind: 'finished'; readonly on: Day; readonly daysLate: number }
  /** Burn-up: chance of the target, 0 to 1. */
  | { readonly kind: 'chance'; readonly probability: number; readonly target: Day }
  /** Milestone trend: P50 moved by `days` since `since`. */
  | { readonly kind: 'stable'; readonly since: Day }
  | { readonly kind: 'slipped'; readonly days: number; readonly since: Day }
  | { readonly kind: 'pulledIn'; readonly days: number; readonly since: Day }
  | { readonly kind: 'regionBehind'; readonly region: string; readonly daysLate: number }
  | { readonly kind: 'regionLeast'; readonly region: string; readonly share: number }
  /** Throughput: connectors a week short of, or above, the required rate. */
  | { readonly kind: 'rateShort'; readonly perWeek: number; readonly required: number }
  | { readonly kind: 'rateEnough'; readonly perWeek: number; readonly required: number }
  /** The target has passed with work left: no rate would do. */
  | { readonly kind: 'targetPassed'; readonly remaining: number }
  /** Cumulative flow: the state that grew most, not counting the last one. */
  | { readonly kind: 'stateGrew'; readonly state: string; readonly by: number }
  | { readonly kind: 'flowSteady' }
  /** Ageing: open orders older than P85 of the finished ones. */
  | { readonly kind: 'olderThanUsual'; readonly count: number; readonly days: number }
  | { readonly kind: 'noneOlderThanUsual'; readonly days: number }
  | { readonly kind: 'blockedMostBy'; readonly reason: string; readonly share: number }
  /** Earned schedule: how fast planned time is earned, 1 = as planned. */
  | { readonly kind: 'scheduleIndex'; readonly index: number }
  | { readonly kind: 'kitRunsOut'; readonly kitType: string; readonly on: Day }
  | { readonly kind: 'kitsLast'; readonly until: Day }
  | {
      readonly kind: 'firstVisits'
      readonly share: number
      readonly mostly: FirstVisitFailure | null
    }
  | { readonly kind: 'installedNotLive'; readonly connectors: number; readonly oldestDays: number }
  | { readonly kind: 'allLive' }
  | { readonly kind: 'ccs1Fell'; readonly on: Day; readonly by: number }
  | { readonly kind: 'ccs1Kept'; readonly connectors: number }
  /** Share of ports a NACS car can use without an adapter. */
  | { readonly kind: 'coverage'; readonly ac: number | null; readonly dc: number | null }
  /** Home kits shipped and not yet installed. */
  | { readonly kind: 'kitsUnderway'; readonly kits: number }
