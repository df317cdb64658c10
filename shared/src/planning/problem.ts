import type { Day } from '../time/index.ts'

/**
 * What the planner is asked: the work, who can do it, with what, and what was promised. Ids are the
 * caller's; the order of rows never matters. Times of day are minutes after midnight at the site.
 */
export interface PlanningProblem {
  /** The first day that can be planned. Weeks are ISO weeks, named by their Monday. */
  readonly startOn: Day
  readonly horizonWeeks: number
  /** Weeks, from the first, that get daily routes. */
  readonly detailedWeeks: number
  /** Visits of the current plan before this day stay as they are. */
  readonly frozenUntil?: Day
  readonly crews: readonly Crew[]
  readonly sites: readonly PlanningSite[]
  readonly depots: readonly Depot[]
  readonly milestones: readonly PlanningMilestone[]
  readonly bundles: readonly Bundle[]
  readonly travel: TravelModel
  /** The plan in force, from which a new one moves as little as it can. */
  readonly current?: readonly Visit[]
}

/** Orders of one site, milestone, kit and skill, alike for planning. */
export interface Bundle {
  readonly id: string
  readonly siteId: string
  readonly milestoneId: string
  readonly orderCount: number
  readonly minutesPerOrder: number
  readonly kitId?: string
  readonly kitsPerOrder?: number
  readonly skill?: string
  /** 1 is ordinary; weighs misses and lateness beside the milestone's weight. */
  readonly priority?: number
  readonly notBeforeOn?: Day
  readonly pin?: Pin
}

/** Where a planner has put a bundle by hand: it is there, or nowhere. */
export interface Pin {
  readonly weekOn?: Day
  readonly dayOn?: Day
  readonly crewId?: string
}

export interface PlanningSite {
  readonly id: string
  readonly territoryId: string
  readonly depotId?: string
  readonly latitude: number
  readonly longitude: number
  readonly areaType: AreaType
  /** Start of work between these minutes; always when left out. */
  readonly accessWindow?: { readonly openMinute: number; readonly closeMinute: number }
  /** ISO weekdays (1 Monday to 7 Sunday) on which work is allowed; all when left out. */
  readonly accessWeekdays?: readonly number[]
  readonly blackoutDays?: readonly Day[]
  readonly permitOn?: Day
}

export type AreaType = 'urban' | 'suburban' | 'rural'

/** A crew works its weekly shifts in its territories, except on its days off. */
export interface Crew {
  readonly id: string
  readonly territoryId: string
  readonly alsoTerritoryIds?: readonly string[]
  readonly skills: readonly string[]
  readonly latitude: number
  readonly longitude: number
  readonly shifts: readonly Shift[]
  readonly daysOff?: readonly Day[]
}

/** A regular shift; `weekday` is ISO, 1 Monday to 7 Sunday. */
export interface Shift {
  readonly weekday: number
  readonly startMinute: number
  readonly endMinute: number
  /** How much of it is beyond the regular shift; it is paid apart. */
  readonly overtimeMinutes?: number
}

/** Stock on hand is a receipt on or before the first day. Kits that arrive in a week serve from the next Monday. */
export interface Depot {
  readonly id: string
  readonly receipts: readonly KitReceipt[]
}

export interface KitReceipt {
  readonly kitId: string
  readonly on: Day
  readonly quantity: number
}

export interface PlanningMilestone {
  readonly id: string
  readonly gateOn: Day
  readonly targetOn: Day
  readonly weight: number
}

/** Speeds give the routes' travel; allowances are what a visit is given before routes are known. */
export interface TravelModel {
  readonly speedKmh: Readonly<Record<AreaType, number>>
  readonly allowanceMinutes: Readonly<Record<AreaType, number>>
}

/** One stay of one crew at one site. Beyond the detailed weeks only the week is known. */
export interface Visit {
  readonly bundleId: string
  /** A bundle that is too long for half a shift is cut into parts, 0, 1, 2 … */
  readonly part: number
  readonly orderCount: number
  readonly territoryId: string
  readonly weekOn: Day
  readonly crewId?: string
  readonly dayOn?: Day
  readonly startMinute?: number
  readonly minutes: number
  readonly travelMinutes?: number
  /** Set where the visit misses its milestone's target. */
  readonly late?: Reason
}

/** Work without a place in the plan, and why. */
export interface Unscheduled {
  readonly bundleId: string
  readonly part: number
  readonly orderCount: number
  readonly reason: Reason
}

/** Why work is late or not planned, with what a sentence about it needs. The list is closed. */
export type Reason =
  | { readonly code: 'NO_SKILL'; readonly skill: string; readonly territoryId: string }
  | { readonly code: 'NO_CREW_DAYS'; readonly territoryId: string; readonly fromOn: Day }
  | {
      readonly code: 'KIT_SHORT'
      readonly kitId: string
      readonly depotId: string
      readonly shortBy: number
      /** The day on which enough has arrived; undefined when no delivery is enough. */
      readonly untilOn?: Day | undefined
    }
  | { readonly code: 'NO_ACCESS_WINDOW'; readonly siteId: string }
  | { readonly code: 'PERMIT_AFTER_TARGET'; readonly permitOn: Day; readonly targetOn: Day }
  | { readonly code: 'NOT_BEFORE'; readonly notBeforeOn: Day; readonly targetOn: Day }
  | {
      readonly code: 'TOO_LONG_FOR_SHIFT'
      readonly minutes: number
      readonly longestShiftMinutes: number
    }
  | { readonly code: 'OUT_OF_TERRITORY'; readonly territoryId: string; readonly siteId: string }
  | {
      readonly code: 'DISPLACED_BY'
      readonly bundleId: string
      readonly territoryId: string
      readonly weekOn: Day
    }

export type ReasonCode = Reason['code']

/** Something in the inputs that cannot be true or cannot be kept; the plan goes on without it. */
export interface PlanningIssue {
  readonly code:
    | 'CREW_HAS_NO_DAYS'
    | 'DEPOT_HAS_NO_KITS'
    | 'SITE_UNREACHABLE'
    | 'GATE_AFTER_TARGET'
    | 'PIN_IMPOSSIBLE'
    | 'UNKNOWN_REFERENCE'
    | 'NOTHING_TO_PLAN'
  readonly id: string
  /** For `UNKNOWN_REFERENCE` the id that is missing, for `PIN_IMPOSSIBLE` the reason's code. */
  readonly about?: string
}

/** The parts of the objective, in their order; smaller is better. */
export interface Objective {
  /** Orders that miss their target, times the weights of milestone and priority. */
  readonly weightedMisses: number
  /** Order-weeks after the target, weighted alike. */
  readonly weightedLatenessWeeks: number
  readonly unscheduledOrders: number
  readonly siteVisits: number
  readonly travelMinutes: number
  /** Visits of the current plan that changed week, day or crew. */
  readonly moves: number
}

/** Minutes of work against crew minutes, by territory and week. */
export interface LoadCell {
  readonly territoryId: string
  readonly weekOn: Day
  readonly loadMinutes: number
  readonly capacityMinutes: number
}

export interface Schedule {
  readonly visits: readonly Visit[]
  readonly unscheduled: readonly Unscheduled[]
  readonly issues: readonly PlanningIssue[]
  readonly objective: Objective
  readonly loads: readonly LoadCell[]
}
