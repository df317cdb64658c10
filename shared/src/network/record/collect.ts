/**
 * Gathers the stations of one file: counts where each row went, joins the units of a station, finds
 * ids that come twice, and sums up. The same for tables and for JSON.
 */
import type { Grain, ImportedStation } from '../imported.ts'
import { problem, type Problem, type ProblemCode } from '../problems/problem.ts'
import { countPorts, type Format, type ReadResult } from '../result.ts'
import { inOrder } from '../standards.ts'
import type { Findings } from './findings.ts'
import type { RowLog } from './row-log.ts'

/** What became of a row: the station it describes, or why it is none of ours. */
export type RowOutcome = ImportedStation | 'other-fuel' | 'other-network' | 'rejected'

export interface CollectOptions {
  /** Keep the rows of this network only; all when absent. */
  readonly network?: string
  readonly maxStations?: number
}

/** Six times the largest network we build for; some 450 MB while they are held. */
const MAX_STATIONS = 300_000

/** More than twice the largest network we build for. */
const MAX_PORTS = 1_000_000

export class StationCollector {
  readonly stations: ImportedStation[] = []
  format: Format | null = null
  grain: Grain | null = null
  unknownColumns: readonly string[] = []
  isUnusable = false
  readonly #networks = new Map<string, number>()
  readonly #byId = new Map<string, ImportedStation>()
  readonly #findings: Findings
  readonly #network: string | undefined
  readonly #maxStations: number
  #electricRows = 0
  #otherFuelRows = 0
  #otherNetworkRows = 0
  #stationRows = 0
  #ports = 0

  constructor(findings: Findings, options: CollectOptions = {}) {
    this.#findings = findings
    this.#network = options.network
    this.#maxStations = options.maxStations ?? MAX_STATIONS
  }

  /** Counts an electric row; whether it is of the network that is wanted. */
  isWanted(network: string | null): boolean {
    const name = network ?? ''
    this.#electricRows++
    this.#networks.set(name, (this.#networks.get(name) ?? 0) + 1)
    return this.#network === undefined || name === this.#network
  }

  /** Files a row. @returns false when it is rejected; the findings then say why. */
  take(outcome: RowOutcome, idColumn: string | null): boolean {
    if (outcome === 'rejected') return false
    if (outcome === 'other-fuel') this.#otherFuelRows++
    else if (outcome === 'other-network') this.#otherNetworkRows++
    else return this.#keep(outcome, idColumn)
    return true
  }

  #keep(station: ImportedStation, idColumn: string | null): boolean {
    const earlier = this.#byId.get(station.sourceId)
    if (earlier && station.grain !== 'unit') {
      this.#findings.inRow('ID_TWICE', idColumn, station.sourceId, { first: earlier.line })
      return false
    }
    this.#stationRows++
    this.#ports += station.ports.length
    if (this.#ports > MAX_PORTS && !this.isUnusable)
      this.fail('TOO_MANY_PORTS', { limit: MAX_PORTS })
    if (earlier) joinUnit(earlier, station)
    else this.#add(station)
    return true
  }

  #add(station: ImportedStation): void {
    this.#byId.set(station.sourceId, station)
    this.stations.push(station)
    if (this.stations.length > this.#maxStations && !this.isUnusable)
      this.fail('TOO_MANY_ROWS', { limit: this.#maxStations })
  }

  /** Notes a finding about the whole file, which is then unusable. */
  fail(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#findings.add(problem(code, {}, data))
    this.isUnusable = true
  }

  /** Everything that reading came to. */
  result(rows: number, header: readonly string[], log: RowLog): ReadResult {
    const findings = this.#findings
    if (this.isUnusable) this.stations.length = 0
    return {
      format: this.format,
      grain: this.grain,
      header,
      rows,
      electricRows: this.#electricRows,
      otherFuelRows: this.#otherFuelRows,
      otherNetworkRows: this.#otherNetworkRows,
      stationRows: this.isUnusable ? 0 : this.#stationRows,
      networks: this.#networks,
      stations: this.stations,
      ports: countPorts(this.stations),
      rejected: log.rejected,
      dropped: log.dropped,
      watched: log.watched,
      mended: findings.mended,
      editedCells: log.editedCells,
      unknownColumns: this.unknownColumns,
      problems: findings.kept,
      problemCounts: findings.counts,
      errorCount: findings.count('error'),
      warningCount: findings.count('warning'),
      isUnusable: this.isUnusable,
    }
  }
}

/** Another unit of a station that has been read already. */
function joinUnit(station: ImportedStation, unit: ImportedStation): void {
  station.ports.push(...unit.ports)
  station.asks.push(...unit.asks)
  const isNew = unit.connectors.some((plug) => !station.connectors.includes(plug))
  if (isNew) station.connectors = inOrder([...station.connectors, ...unit.connectors])
}
