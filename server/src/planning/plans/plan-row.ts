import type {
  MilestonePlan,
  Objective,
  OrderChangeKind,
  PlanReport,
  ScenarioComparison,
  Worth,
} from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'

/** The figures of a finished plan, as they are stored with it. */
export interface PlanSummary {
  /** Ended by a person with the best so far. */
  isStopped: boolean
  startOn: Day
  frozenUntil: Day
  changes: Record<OrderChangeKind, number>
  objective: Objective
  /** How far the plan may be from the best there is; null when no bound was found. */
  boundGapPct: number | null
  workMinutes: number
  paidMinutes: number
  crewCount: number
  milestones: MilestonePlan[]
  held: { blocked: number; underWay: number; withoutPlace: number }
  notes: {
    overdueDeliveries: { reference: string; dueOn: Day }[]
    crewsWithoutHome: number
  }
}

/** What is told of a plan beside its orders. */
export type PlanDetail = PlanReport & { worth: Worth[]; comparison: ScenarioComparison | null }

export const PLAN_STATES = ['running', 'proposed', 'accepted', 'dropped', 'failed'] as const
export type PlanState = (typeof PLAN_STATES)[number]

/** Why a plan could not be made. The list is closed. */
export const PLAN_FAILURES = ['INTERRUPTED', 'INVALID', 'UNEXPECTED'] as const
export type PlanFailure = (typeof PLAN_FAILURES)[number]
