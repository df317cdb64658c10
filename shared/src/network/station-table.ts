/**
 * Reads a table of stations: an AFDC file of any vintage, known by its columns, or any other table
 * under a mapping of its columns. Text goes in piece by piece; nothing is kept but the result.
 */
import { isAfdcHeader, readAfdcHeader, type AfdcHeader } from './afdc/columns.ts'
import { Table, type TableHandler, type TableOptions } from './csv/table.ts'
import { mappedLayout, missingOf, type ColumnMapping } from './mapped/mapping.ts'
import { problem, type Problem, type ProblemCode } from './problems/problem.ts'
import { StationCollector, type CollectOptions } from './record/collect.ts'
import { Findings } from './record/findings.ts'
import type { StationLayout } from './record/layout.ts'
import type { RowFix } from './record/fixes.ts'
import { StationRows } from './record/station-rows.ts'
import type { ReadResult } from './result.ts'

export interface StationOptions extends TableOptions, CollectOptions {
  /** Repairs by rule that the person chose. */
  readonly fixes?: ReadonlySet<RowFix>
  /** For tables that are not AFDC's. */
  readonly mapping?: ColumnMapping
}

export class StationTable {
  readonly #findings = new Findings()
  readonly #collector: StationCollector
  readonly #table: Table

  constructor(options: StationOptions = {}) {
    this.#collector = new StationCollector(this.#findings, options)
    const handler = new StationHandler(this.#findings, this.#collector, options)
    this.#table = new Table(handler, this.#findings, options)
  }

  /** Whether reading on is pointless: the file as a whole is unusable. */
  get isDone(): boolean {
    return this.#table.isUnusable || this.#collector.isUnusable
  }

  /** Takes the next piece of text. */
  push(text: string): void {
    if (!this.#collector.isUnusable) this.#table.push(text)
  }

  /** Takes a row of a workbook; `line` is its number there. */
  takeCells(cells: string[], line: number): void {
    if (!this.isDone) this.#table.takeCells(cells, line)
  }

  /** Notes a finding of the outer layers that leaves the file usable. */
  note(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#findings.add(problem(code, {}, data))
  }

  /** Reports a finding of the outer layers, such as a damaged gzip; the file is then unusable. */
  fail(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#table.fail(code, data)
  }

  /** Reads the last row and sums up. */
  finish(): ReadResult {
    this.#table.end()
    this.#collector.isUnusable ||= this.#table.isUnusable
    return this.#collector.result(this.#table.rows, this.#table.header, this.#table.log)
  }
}

class StationHandler implements TableHandler {
  readonly #findings: Findings
  readonly #collector: StationCollector
  readonly #options: StationOptions
  #rows: StationRows | null = null
  #idColumn: string | null = null

  constructor(findings: Findings, collector: StationCollector, options: StationOptions) {
    this.#findings = findings
    this.#collector = collector
    this.#options = options
  }

  takeHeader(header: readonly string[], line: number): boolean {
    const afdc = readAfdcHeader(header)
    if (isAfdcHeader(afdc)) return this.#takeAfdc(afdc, line)
    if (this.#options.mapping) return this.#takeMapped(header, this.#options.mapping, line)
    this.#findings.add(problem(header.length > 1 ? 'UNKNOWN_FORMAT' : 'NOT_A_TABLE', { line }))
    return false
  }

  #takeAfdc({ layout, missing, twice, unknown }: AfdcHeader, line: number): boolean {
    for (const column of missing) this.#findings.add(problem('COLUMN_MISSING', { line, column }))
    for (const column of twice) this.#findings.add(problem('COLUMN_TWICE', { line, column }))
    this.#noteUnknown(unknown, line)
    this.#use(layout)
    return missing.length + twice.length === 0
  }

  #takeMapped(header: readonly string[], mapping: ColumnMapping, line: number): boolean {
    const missing = missingOf(mapping, header)
    for (const field of missing)
      this.#findings.add(
        problem('COLUMN_MISSING', { line, column: mapping.columns[field] ?? field }),
      )
    const mapped = new Set(Object.values(mapping.columns))
    this.#noteUnknown(
      header.filter((name) => name !== '' && !mapped.has(name)),
      line,
    )
    this.#use(mappedLayout(header, mapping))
    return missing.length === 0
  }

  #noteUnknown(unknown: readonly string[], line: number): void {
    this.#collector.unknownColumns = unknown
    for (const column of unknown) this.#findings.add(problem('COLUMN_UNKNOWN', { line, column }))
  }

  #use(layout: StationLayout): void {
    this.#collector.format = layout.format
    this.#collector.grain = layout.grain
    this.#idColumn = layout.header[layout.at.id] ?? null
    this.#rows = new StationRows(layout, this.#findings, this.#collector, this.#options.fixes)
  }

  takeRow(cells: readonly string[], line: number): boolean {
    if (this.#collector.isUnusable) return true
    const outcome = this.#rows?.read(cells, line) ?? 'rejected'
    return this.#collector.take(outcome, this.#idColumn)
  }

  concerns(cells: readonly string[]): boolean {
    return this.#rows?.concerns(cells) ?? true
  }
}
