/**
 * What reading a file came to: the records, everything wrong with it, and where each row went.
 *
 * Invariant: rows = other fuels + other networks + rejected + dropped + rows of the stations. A file with a
 * finding that concerns all of it (`isUnusable`) has no stations at all, so that nobody imports half.
 */
import type { Grain, ImportedStation } from './imported.ts'
import type { RowFix } from './record/fixes.ts'
import type { Problem, ProblemCode } from './problems/problem.ts'
import type { Level } from './standards.ts'

export type Format =
  | 'afdc-csv'
  | 'afdc-units-csv'
  | 'afdc-json'
  | 'geojson'
  | 'ocm-json'
  | 'ocpi-json'
  | 'table'

/** A row that was kept out, as it stood, with its problems. */
export interface RejectedRow {
  readonly line: number
  readonly cells: readonly string[]
  readonly problems: readonly Problem[]
}

/** Ports by level; `unknown` are those whose level the file does not say. */
export type PortTotals = Record<Level | 'unknown', number>

export interface ReadResult {
  /** Null where the file is none of those we know. */
  format: Format | null
  grain: Grain | null
  header: readonly string[]
  /** Rows after the header, without blank ones. */
  rows: number
  electricRows: number
  otherFuelRows: number
  otherNetworkRows: number
  /** Rows that went into `stations`; more than its length where rows are units. */
  stationRows: number
  /** Electric rows by network. */
  networks: ReadonlyMap<string, number>
  stations: ImportedStation[]
  ports: PortTotals
  rejected: readonly RejectedRow[]
  /** Left out on purpose, by the person's word. */
  dropped: readonly RejectedRow[]
  /** The rows that were asked for, to be shown; see `RowWatch`. */
  watched: readonly RejectedRow[]
  /** In how many rows each rule mended something. */
  mended: ReadonlyMap<RowFix, number>
  /** Cells that were corrected by hand. */
  editedCells: number
  unknownColumns: readonly string[]
  /** The first ten thousand findings; `problemCounts` counts all. */
  problems: readonly Problem[]
  problemCounts: ReadonlyMap<ProblemCode, number>
  errorCount: number
  warningCount: number
  isUnusable: boolean
}

/** Counts the ports of some stations by level. */
export function countPorts(stations: readonly ImportedStation[]): PortTotals {
  const totals: PortTotals = { L1: 0, L2: 0, DC: 0, unknown: 0 }
  for (const { ports } of stations) for (const { level } of ports) totals[level ?? 'unknown']++
  return totals
}
