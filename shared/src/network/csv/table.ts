/**
 * Reads a station file that is a table: finds its header, knows it by its columns, and turns each
 * row into a record or a rejected row. Text goes in piece by piece; nothing is kept but the result.
 */
import { grainOf, isAfdcHeader, readLayout } from '../afdc/columns.ts'
import { AfdcRows, type RowOptions, type RowOutcome } from '../afdc/row.ts'
import type { ImportedStation } from '../imported.ts'
import { problem } from '../problems.ts'
import { Findings } from '../record/findings.ts'
import { countPorts, type Format, type ReadResult, type RejectedRow } from '../result.ts'
import { CsvSplitter, detectDelimiter } from './split.ts'

/** A cell that somebody corrected on the page, by line and column name. */
export interface CellEdit {
  readonly line: number
  readonly column: string
  readonly value: string
}

export interface TableOptions extends RowOptions {
  readonly edits?: readonly CellEdit[]
  readonly maxColumns?: number
  readonly maxRowLength?: number
  readonly maxStations?: number
}

/** Reads cells in the shape of one format. */
interface RowReader {
  readonly grain: ReadResult['grain']
  readonly networks: ReadonlyMap<string, number>
  readonly electricRows: number
  read(cells: readonly string[], line: number): RowOutcome
}

const DEFAULTS = { maxColumns: 1_000, maxRowLength: 262_144, maxStations: 500_000 }

/** Characters that stand for damage: NUL, and what a decoder writes for bytes it cannot read. */
const DAMAGE = /[\0\uFFFD]/

export class StationTable {
  readonly #options: TableOptions & typeof DEFAULTS
  readonly #findings = new Findings()
  readonly #stations: ImportedStation[] = []
  readonly #byId = new Map<string, ImportedStation>()
  readonly #rejected: RejectedRow[] = []
  readonly #edits = new Map<number, CellEdit[]>()
  #splitter: CsvSplitter | null = null
  #pending = ''
  #header: readonly string[] | null = null
  #reader: RowReader | null = null
  #format: Format | null = null
  #unknownColumns: readonly string[] = []
  #mayBeDamaged = false
  #isUnusable = false
  #rows = 0
  #otherFuelRows = 0
  #otherNetworkRows = 0
  #stationRows = 0

  constructor(options: TableOptions = {}) {
    this.#options = { ...DEFAULTS, ...options }
    for (const edit of options.edits ?? [])
      this.#edits.set(edit.line, [...(this.#edits.get(edit.line) ?? []), edit])
  }

  /** Whether reading on is pointless: the file as a whole is unusable. */
  get isDone(): boolean {
    return this.#isUnusable
  }

  /** Takes the next piece of the file. */
  push(text: string): void {
    if (this.#isUnusable) return
    if (DAMAGE.test(text)) this.#mayBeDamaged = true
    if (this.#splitter) this.#splitter.push(text)
    else this.#start(text, false)
    this.#noteFault()
  }

  /** Reports a finding of the outer layers, such as a damaged gzip; the file is then unusable. */
  fail(code: Parameters<typeof problem>[0], data: Parameters<typeof problem>[2] = {}): void {
    this.#findings.add(problem(code, {}, data))
    this.#isUnusable = true
  }

  /** Reads the last row and sums up. */
  finish(): ReadResult {
    if (!this.#isUnusable) this.#finishRows()
    if (this.#isUnusable) this.#stations.length = 0
    const findings = this.#findings
    return {
      format: this.#format,
      grain: this.#reader?.grain ?? null,
      header: this.#header ?? [],
      rows: this.#rows,
      electricRows: this.#reader?.electricRows ?? 0,
      otherFuelRows: this.#otherFuelRows,
      otherNetworkRows: this.#otherNetworkRows,
      stationRows: this.#isUnusable ? 0 : this.#stationRows,
      networks: this.#reader?.networks ?? new Map<string, number>(),
      stations: this.#stations,
      ports: countPorts(this.#stations),
      rejected: this.#rejected,
      unknownColumns: this.#unknownColumns,
      problems: findings.kept,
      problemCounts: findings.counts,
      errorCount: findings.count('error'),
      warningCount: findings.count('warning'),
      isUnusable: this.#isUnusable,
    }
  }

  #finishRows(): void {
    if (!this.#splitter) this.#start('', true)
    this.#splitter?.end()
    this.#noteFault()
    if (!this.#isUnusable && this.#rows === 0) this.fail('EMPTY_FILE')
  }

  /** Waits for the header line, which tells the delimiter; then reads on. */
  #start(text: string, isLast: boolean): void {
    this.#pending += text
    const { maxColumns, maxRowLength } = this.#options
    const end = this.#pending.trimStart().search(/[\r\n]/)
    if (end < 0 && !isLast && this.#pending.length <= maxRowLength) return
    const first = this.#pending.trimStart()
    this.#splitter = new CsvSplitter({
      delimiter: detectDelimiter(end < 0 ? first : first.slice(0, end)),
      maxColumns,
      maxRowLength,
      onRow: (cells, line, isDamaged) => this.#take(cells, line, isDamaged),
    })
    this.#splitter.push(this.#pending)
    this.#pending = ''
  }

  #noteFault(): void {
    const fault = this.#splitter?.fault
    if (!fault) return
    this.#findings.add(problem(fault, { line: this.#splitter?.line }))
    this.#isUnusable = true
  }

  #take(cells: string[], line: number, isDamaged: boolean): void {
    if (this.#isUnusable || cells.every(isBlank)) return
    if (this.#header === null) this.#takeHeader(cells, line, isDamaged)
    else this.#takeRow(cells, line, isDamaged)
  }

  #takeHeader(cells: string[], line: number, isDamaged: boolean): void {
    this.#header = cells.map((cell) => cell.trim())
    if (isDamaged || DAMAGE.test(cells.join(''))) {
      this.#findings.add(problem(isDamaged ? 'BAD_QUOTES' : 'WRONG_ENCODING', { line }))
      this.#isUnusable = true
      return
    }
    if (!isAfdcHeader(this.#header))
      return this.fail(cells.length > 1 ? 'UNKNOWN_FORMAT' : 'NOT_A_TABLE')
    this.#takeAfdcHeader(this.#header, line)
  }

  #takeAfdcHeader(header: readonly string[], line: number): void {
    const layout = readLayout(header)
    const grain = grainOf(layout)
    this.#format = grain === 'unit' ? 'afdc-units-csv' : 'afdc-csv'
    this.#unknownColumns = layout.unknown
    for (const column of layout.missing)
      this.#findings.add(problem('COLUMN_MISSING', { line, column }))
    for (const column of layout.twice) this.#findings.add(problem('COLUMN_TWICE', { line, column }))
    for (const column of layout.unknown)
      this.#findings.add(problem('COLUMN_UNKNOWN', { line, column }))
    if (layout.missing.length + layout.twice.length > 0) this.#isUnusable = true
    this.#reader = new AfdcRows(layout, this.#findings, this.#options)
    if (this.#splitter) this.#splitter.columns = header.length
  }

  #takeRow(cells: string[], line: number, isDamaged: boolean): void {
    const header = this.#header ?? []
    this.#rows++
    this.#findings.startRow(line)
    this.#applyEdits(cells, line)
    if (isDamaged) this.#findings.inRow('BAD_QUOTES')
    else if (cells.length !== header.length && !isPadded(cells, header.length))
      this.#findings.inRow('COLUMN_COUNT', null, String(cells.length), { expected: header.length })
    const outcome =
      this.#findings.rowErrors > 0 ? 'rejected' : (this.#reader?.read(cells, line) ?? 'rejected')
    if (outcome === 'other-fuel') this.#otherFuelRows++
    else if (outcome === 'other-network') this.#otherNetworkRows++
    else if (outcome === 'rejected') this.#reject(cells, line)
    else this.#keep(outcome, cells, line)
  }

  #keep(station: ImportedStation, cells: string[], line: number): void {
    if (this.#mayBeDamaged) this.#findDamage(cells)
    const earlier = this.#byId.get(station.sourceId)
    if (earlier && station.grain !== 'unit')
      this.#findings.inRow('ID_TWICE', this.#idColumn(), station.sourceId, { first: earlier.line })
    if (this.#findings.rowErrors > 0) return this.#reject(cells, line)
    this.#stationRows++
    if (earlier) return joinUnit(earlier, station)
    this.#byId.set(station.sourceId, station)
    this.#stations.push(station)
    if (this.#stations.length > this.#options.maxStations)
      this.fail('TOO_MANY_ROWS', { limit: this.#options.maxStations })
  }

  #idColumn(): string | null {
    return this.#header?.find((name) => /^(station[ _]?)?id$/i.test(name)) ?? null
  }

  #reject(cells: string[], line: number): void {
    this.#rejected.push({ line, cells, problems: this.#findings.row })
  }

  #findDamage(cells: readonly string[]): void {
    cells.forEach((cell, index) => {
      if (!DAMAGE.test(cell)) return
      const code = cell.includes('\0') ? 'UNPRINTABLE' : 'WRONG_ENCODING'
      this.#findings.inRow(code, this.#header?.[index] ?? null, cell)
    })
  }

  #applyEdits(cells: string[], line: number): void {
    for (const { column, value } of this.#edits.get(line) ?? []) {
      const index = this.#header?.indexOf(column) ?? -1
      if (index >= 0) cells[index] = value
    }
  }
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === ''
}

/** Whether all that a row has beyond the header is empty, as spreadsheets pad rows. */
function isPadded(cells: readonly string[], columns: number): boolean {
  return cells.length > columns && cells.slice(columns).every(isBlank)
}

/** Another unit of a station that has been read already. */
function joinUnit(station: ImportedStation, unit: ImportedStation): void {
  station.ports.push(...unit.ports)
  station.asks.push(...unit.asks)
  for (const plug of unit.connectors)
    if (!station.connectors.includes(plug)) station.connectors.push(plug)
}
