/**
 * The inputs as the simulation reads them: numbers by position, weeks counted from the as-of day
 * (week 0 is the seven days after it). Nothing is drawn here.
 * Invariant: cells stand by territory and, in it, by target: crew time that a cell cannot use goes to the
 * earliest target first.
 */
import type { Day } from '../time/index.ts'
import type { DriftModel } from './drift-model.ts'
import type { MilestoneDates } from './inputs.ts'
import type { MilestoneYield } from './yields.ts'

/** The part of a cell that lies in one region. */
export interface ModelPart {
  readonly region: string
  readonly scope: number
  readonly done: number
  /** Its claim on the cell's crews beside the others that are open: what it was given lately. */
  readonly pace: number
  /** Standard deviation of the pace, on the log scale. */
  readonly paceSpread: number
  readonly stream: number
}

export interface ModelCell {
  readonly milestone: number
  readonly territory: string
  /** What of it lies in each region; they sum to its scope and what is done. */
  readonly parts: readonly ModelPart[]
  readonly scope: number
  readonly done: number
  /** Connectors attempted per crew-day, as a rule. */
  readonly perCrewDay: number
  /** Standard deviation of the territory's effect on it, on the log scale. */
  readonly effectSpread: number
  /**
   * Its claim on the crews beside the other cells of its territory, in crew-days a week: what it was given
   * lately. Never from its target, so that a stricter target cannot raise a chance.
   */
  readonly claim: number
  /** Position in `kitTypes`, or -1. */
  readonly kitType: number
  readonly kitsPerConnector: number
  /** This cell's part of the kits that are not yet used. */
  readonly kitShare: number
  /** When connectors become workable: days after as-of (≤ 0 is past); null = all are. */
  readonly releases: readonly { readonly offset: number; readonly connectors: number }[] | null
  readonly stream: number
}

export interface ModelTerritory {
  /** Crew-days by week. */
  readonly crewDays: Float64Array
  /** Standard deviation of the logarithm of a week's luck: the smaller, the more work it holds. */
  readonly scatter: Float64Array
  readonly cells: readonly number[]
  readonly stream: number
}

export interface ModelMilestone extends MilestoneDates {
  readonly yield: MilestoneYield
  /** Connectors done in its scope. */
  readonly done: number
  /** Share of each week's days on or after the gate. */
  readonly openShare: Float64Array
  /** Share of the full yield that is reached in each week. */
  readonly ramp: Float64Array
  /** Days after as-of. */
  readonly targetOffset: number
  readonly visits: number
  readonly failedVisits: number
  readonly stream: number
}

export interface ModelKitType {
  /** Received and not used. */
  readonly onHand: number
  readonly receipts: readonly {
    readonly offset: number
    readonly kits: number
    readonly stream: number
  }[]
}

export interface ForecastModel {
  readonly asOf: Day
  readonly weeks: number
  readonly drift: DriftModel
  readonly recalibration: number
  readonly milestones: readonly ModelMilestone[]
  /** Milestones with neither a measured nor an assumed yield. */
  readonly refused: readonly string[]
  readonly cells: readonly ModelCell[]
  readonly territories: readonly ModelTerritory[]
  readonly kitTypes: readonly ModelKitType[]
  /** Sorted, in days. */
  readonly receiptDelays: readonly number[]
  readonly accessDelays: readonly number[]
}
