/**
 * What a forecast is made from, in the six groups that can move a date. Everything is cumulative
 * and dated, never "from today on": so that one group of Monday's inputs can be put among Friday's
 * other groups, and nothing is counted twice or lost.
 */
import type { Day } from '../time/index.ts'

/** The groups, in the order in which they are told. Each is a field of `ForecastInputs`. */
export const INPUT_GROUPS = ['scope', 'crews', 'throughput', 'kits', 'access', 'gate'] as const
export type InputGroup = (typeof INPUT_GROUPS)[number]

/** The territory of home kits: owners fit them, so no crew is shared and no region is given away. */
export const HOME = 'home'

export interface ForecastInputs {
  readonly scope: readonly ScopeCell[]
  readonly crews: readonly CrewCapacity[]
  readonly throughput: Throughput
  readonly kits: KitSupply
  readonly access: Access
  readonly gate: readonly MilestoneDates[]
}

/**
 * What is to be done: the connectors of one milestone in one region of a territory, done or not. A
 * territory with many regions has a row for each; they share its crews and its kits.
 */
export interface ScopeCell {
  readonly milestone: string
  readonly territory: string
  /** What it is reported under, such as its state. */
  readonly region: string
  readonly connectors: number
  /** Null where no kit is needed. Cells of one type share its kits; the same in all rows of a territory. */
  readonly kitType: string | null
  /** Above 0; the same in all rows of a territory. */
  readonly kitsPerConnector: number
}

/** Who can work: crew-days per week in a territory. */
export interface CrewCapacity {
  readonly territory: string
  /** `week` is the week's Monday. A week that is not listed between two listed ones has none. */
  readonly weeks: readonly { readonly week: Day; readonly crewDays: number }[]
  /** Crew-days in each week after the last listed one. */
  readonly afterwards: number
}

/** How fast it went so far. */
export interface Throughput {
  /** The last day that is counted as past. */
  readonly asOf: Day
  readonly done: readonly RegionCount[]
  /** Connectors done in the last weeks: how crews are shared among a territory's regions. Absent = by size. */
  readonly lately?: readonly RegionCount[]
  /** Weekly history, oldest first, each series of the same length and ending with the last whole week. */
  readonly history: readonly CellHistory[]
  readonly assumed: readonly AssumedYield[]
  /** From the scorecard (`recalibrationFactor`); 1 without a record. */
  readonly recalibration: number
}

export interface CellCount {
  readonly milestone: string
  readonly territory: string
  readonly connectors: number
}

/** Without a region, it is shared out over the territory's regions by their size. */
export interface RegionCount extends CellCount {
  readonly region?: string
}

export interface CellHistory {
  readonly milestone: string
  readonly territory: string
  /** Connectors on visits made that week, whether they succeeded or not. */
  readonly attempted: readonly number[]
  /** Crew-days spent on them. */
  readonly crewDays: readonly number[]
}

/** What a plan assumes where nothing is measured yet: connectors attempted per crew-day. */
export interface AssumedYield {
  readonly milestone: string
  readonly connectorsPerCrewDay: number
}

export interface KitSupply {
  readonly types: readonly {
    readonly kitType: string
    /** All kits ever received by `asOf`, less those that were sent back: used ones are included. */
    readonly received: number
  }[]
  /** Promised and not yet received. `id` stays the same when the day is moved; overdue is as if today. */
  readonly receipts: readonly {
    readonly id: string
    readonly kitType: string
    readonly on: Day
    readonly kits: number
  }[]
  /** Of past receipts: days from the promised to the actual day, negative when early. */
  readonly pastDelaysDays: readonly number[]
}

export interface Access {
  /**
   * When connectors become workable: permit granted and site open. A past day has happened; a
   * permit that is overdue needs a new day. A cell with no row is workable at once; a cell with rows
   * never gets beyond their sum.
   */
  readonly releases: readonly (CellCount & { readonly on: Day })[]
  /** Of past permits: days from the promised to the actual day. */
  readonly pastDelaysDays: readonly number[]
  /** Visits made so far, those that found no access, and those that need another visit. */
  readonly visits: readonly {
    readonly milestone: string
    readonly visits: number
    readonly noAccess: number
    readonly revisits: number
  }[]
}

export interface MilestoneDates {
  readonly milestone: string
  /** No work before this day; null = open. */
  readonly gate: Day | null
  readonly target: Day
}
