/**
 * Reads a JSON document of stations, of any source that can be told by its first object. Text goes
 * in piece by piece; one object is held at a time.
 *
 * Invariant: every object of the list is counted, and is in the result or rejected with an error.
 */
import { z } from 'zod'
import { geojsonHeader } from './json/geojson.ts'
import type { JsonDialect, JsonStation } from './json/dialect.ts'
import { recognise, type JsonOptions } from './json/recognise.ts'
import { JsonSplitter } from './json/split.ts'
import type { Problem, ProblemCode } from './problems/problem.ts'
import { StationCollector, type CollectOptions } from './record/collect.ts'
import { Findings } from './record/findings.ts'
import type { RowFix } from './record/fixes.ts'
import { MAX_REJECTED, RowLog, type RowLogOptions } from './record/row-log.ts'
import { StationRows } from './record/station-rows.ts'
import type { ReadResult } from './result.ts'

export interface DocumentOptions extends CollectOptions, JsonOptions, RowLogOptions {
  readonly fixes?: ReadonlySet<RowFix>
}

/** Most characters of one object; the largest real ones have some 100,000. */
const MAX_OBJECT = 16 * 1024 * 1024

/** What a decoder writes for bytes it cannot read. */
const UNREADABLE = '\uFFFD'

export class StationDocument {
  readonly #findings = new Findings()
  readonly #collector: StationCollector
  readonly #splitter: JsonSplitter
  readonly #options: DocumentOptions
  readonly #log: RowLog
  #header: readonly string[] = []
  #dialect: JsonDialect | null = null
  #rows: StationRows | null = null

  constructor(options: DocumentOptions = {}) {
    this.#options = options
    this.#log = new RowLog(this.#findings, options)
    this.#collector = new StationCollector(this.#findings, options)
    this.#splitter = new JsonSplitter({
      maxLength: MAX_OBJECT,
      onObject: (text, position) => this.#take(text, position),
    })
  }

  /** Whether reading on is pointless: the file as a whole is unusable. */
  get isDone(): boolean {
    return this.#collector.isUnusable
  }

  /** Takes the next piece of text. */
  push(text: string): void {
    if (this.isDone) return
    this.#splitter.push(text)
    this.#noteFault()
  }

  /** Reports a finding of the outer layers; the file is then unusable. */
  fail(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#collector.fail(code, data)
  }

  /** Says whether the document was whole, and sums up. */
  finish(): ReadResult {
    this.#splitter.end()
    if (!this.isDone) this.#noteFault()
    if (!this.isDone && this.#splitter.count === 0) this.fail('EMPTY_FILE')
    return this.#collector.result(this.#splitter.count, this.#header, this.#log)
  }

  #noteFault(): void {
    const { fault, count } = this.#splitter
    if (fault && !this.isDone) this.fail(fault, { after: count })
  }

  #take(text: string, position: number): void {
    if (this.isDone) return
    this.#findings.startRow(position)
    const object = this.#parse(text)
    if (object !== undefined && this.#rows === null) this.#recognise(object)
    if (this.isDone) return
    const station = object === undefined ? null : this.#read(object)
    if (station) this.#log.applyEdits(station.cells, position, this.#header)
    const isTaken =
      station !== null && this.#rows !== null && this.#file(this.#rows, station, position)
    if (this.#findings.row.length > 0)
      this.#log.file(station?.cells ?? [text.slice(0, 1_000)], position, isTaken)
    if (this.#log.isFull) this.fail('TOO_MANY_ERRORS', { limit: MAX_REJECTED })
  }

  #parse(text: string): unknown {
    try {
      return JSON.parse(text)
    } catch {
      this.#findings.inRow('JSON_DAMAGED', null, text)
      return undefined
    }
  }

  #recognise(object: unknown): void {
    this.#dialect = recognise(object, this.#options)
    if (this.#dialect === null) {
      this.#header = geojsonHeader(object)
      this.fail('UNKNOWN_FORMAT')
      return
    }
    const { layout } = this.#dialect
    this.#header = layout.header
    this.#collector.format = layout.format
    this.#collector.grain = layout.grain
    this.#rows = new StationRows(layout, this.#findings, this.#collector, this.#options.fixes)
  }

  #read(object: unknown): JsonStation | null {
    try {
      return this.#dialect?.read(object) ?? null
    } catch (error) {
      if (!(error instanceof z.ZodError)) throw error
      for (const { path, message } of error.issues.slice(0, 10))
        this.#findings.inRow('JSON_SHAPE', path.join('.'), message)
      return null
    }
  }

  #file(rows: StationRows, station: JsonStation, position: number): boolean {
    const outcome = rows.read(station.cells, position, station.ports)
    if (typeof outcome === 'object' && this.#hasDamage(station.cells)) return false
    return this.#collector.take(outcome, 'id')
  }

  #hasDamage(cells: readonly string[]): boolean {
    cells.forEach((cell, index) => {
      const isNul = cell.includes('\0')
      if (isNul || cell.includes(UNREADABLE) || !cell.isWellFormed())
        this.#findings.inRow(isNul ? 'UNPRINTABLE' : 'WRONG_ENCODING', this.#header[index], cell)
    })
    return this.#findings.rowErrors > 0
  }
}
