import type { Day } from '../../time/index.ts'

/** Every rule a schedule can break. The list is closed; the board has a sentence for each. */
export const RULES = [
  'UNKNOWN_BUNDLE',
  'UNKNOWN_CREW',
  'DOUBLE_PART',
  'ORDERS_MISCOUNTED',
  'BEFORE_RELEASE',
  'AFTER_HORIZON',
  'WEEK_AND_DAY_DISAGREE',
  'WRONG_TERRITORY',
  'NO_SKILL',
  'CREW_OFF',
  'OUTSIDE_SHIFT',
  'OVERLAP',
  'ACCESS_CLOSED',
  'BLACKOUT_DAY',
  'KIT_SHORT',
  'WEEK_OVERLOADED',
  'PIN_MOVED',
  'FROZEN_MOVED',
  'LATE_WITHOUT_REASON',
  'WRONG_DURATION',
] as const

export type Rule = (typeof RULES)[number]

/** One broken rule, with what stands in the way, for a sentence under the pointer. */
export interface Violation {
  readonly rule: Rule
  readonly bundleId?: string
  readonly part?: number
  readonly crewId?: string
  readonly territoryId?: string
  readonly depotId?: string
  readonly kitId?: string
  readonly on?: Day
  /** By how much, in the rule's unit: minutes, orders, kits. */
  readonly by?: number
}
