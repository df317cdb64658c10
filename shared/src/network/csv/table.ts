/**
 * Reads any table: finds its header, hands it and then each row to a handler, and keeps what was
 * wrong. Rows come as text piece by piece, or as cells from a workbook. Knows no station.
 *
 * Invariant: every row after the header that is not blank is counted, and is either taken by the
 * handler, or in the log: rejected with at least one error, or dropped on purpose.
 */
import { problem, type Problem, type ProblemCode } from '../problems/problem.ts'
import type { Findings } from '../record/findings.ts'
import { MAX_REJECTED, RowLog, type RowLogOptions } from '../record/row-log.ts'
import { CsvSplitter, detectDelimiter } from './split.ts'

export interface TableOptions extends RowLogOptions {
  readonly maxColumns?: number
  readonly maxRowLength?: number
}

/** What reads the rows. Both methods note what is wrong in the findings that they share. */
export interface TableHandler {
  /** @returns false when no row can be read under this header. */
  takeHeader(header: readonly string[], line: number): boolean
  /** @returns false when the row is rejected; the findings then say why. */
  takeRow(cells: readonly string[], line: number): boolean
  /** Whether the row is one of those that are wanted; damaged text elsewhere is of no concern. */
  concerns(cells: readonly string[]): boolean
}

/** Spreadsheets pad with some thousands; so many are damage, and would be read for minutes. */
const MAX_BLANK_ROWS = 20_000_000

/** Most empty space before the header, in characters. */
const MAX_BLANK_HEAD = 1024 * 1024

const DEFAULTS = { maxColumns: 1_000, maxRowLength: 262_144 }

/** Characters that stand for damage: NUL, and what a decoder writes for bytes it cannot read. */
const DAMAGE = /[\0\uFFFD]/

export class Table {
  header: readonly string[] = []
  /** Rows after the header, without blank ones. */
  rows = 0
  /** The file as a whole cannot be used; reading on is pointless. */
  isUnusable = false
  readonly log: RowLog

  readonly #handler: TableHandler
  readonly #findings: Findings
  readonly #options: TableOptions & typeof DEFAULTS
  #splitter: CsvSplitter | null = null
  #pending = ''
  #hasHeader = false
  #blankRows = 0
  #mayBeDamaged = false

  constructor(handler: TableHandler, findings: Findings, options: TableOptions = {}) {
    this.#handler = handler
    this.#findings = findings
    this.#options = { ...DEFAULTS, ...options }
    this.log = new RowLog(findings, options)
  }

  /** Takes the next piece of text. */
  push(text: string): void {
    if (this.isUnusable) return
    if (DAMAGE.test(text)) this.#mayBeDamaged = true
    if (this.#splitter) this.#splitter.push(text)
    else this.#start(text, false)
    this.#noteFault()
  }

  /** Takes a row that is in cells already. */
  takeCells(cells: string[], line: number): void {
    if (cells.some((cell) => DAMAGE.test(cell))) this.#mayBeDamaged = true
    this.#take(cells, line, false)
  }

  /** Reads what is left. */
  end(): void {
    if (this.isUnusable) return
    if (!this.#splitter && !this.#hasHeader) this.#start('', true)
    this.#splitter?.end()
    this.#noteFault()
    if (!this.isUnusable && this.rows === 0) this.fail('EMPTY_FILE')
  }

  /** Notes a finding about the whole file, which is then unusable. */
  fail(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#findings.add(problem(code, {}, data))
    this.isUnusable = true
  }

  /** Waits for the header line, which tells the delimiter; then reads on. */
  #start(text: string, isLast: boolean): void {
    this.#pending += text
    const { maxColumns, maxRowLength } = this.#options
    const first = this.#pending.trimStart()
    // Looked at anew with every piece, so there must be an end to waiting for the header.
    if (first === '' && this.#pending.length > MAX_BLANK_HEAD) return this.fail('BLANK_ROWS')
    const end = first.search(/[\r\n]/)
    if (end < 0 && !isLast && first.length <= maxRowLength) return
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
    if (!fault || this.isUnusable) return
    this.#findings.add(problem(fault, { line: this.#splitter?.line }))
    this.isUnusable = true
  }

  #take(cells: string[], line: number, isDamaged: boolean): void {
    if (this.isUnusable) return
    if (cells.every(isBlank)) {
      if (++this.#blankRows === MAX_BLANK_ROWS) this.fail('BLANK_ROWS', { limit: MAX_BLANK_ROWS })
      return
    }
    if (this.#hasHeader) this.#takeRow(cells, line, isDamaged)
    else this.#takeHeader(cells, line, isDamaged)
  }

  #takeHeader(cells: readonly string[], line: number, isDamaged: boolean): void {
    this.#hasHeader = true
    this.header = withoutPadding(cells.map((cell) => cell.trim()))
    if (this.#splitter) this.#splitter.columns = cells.length
    if (isDamaged || this.header.some((cell) => DAMAGE.test(cell))) {
      this.#findings.add(problem(isDamaged ? 'BAD_QUOTES' : 'WRONG_ENCODING', { line }))
      this.isUnusable = true
    } else if (!this.#handler.takeHeader(this.header, line)) this.isUnusable = true
  }

  #takeRow(cells: string[], line: number, isDamaged: boolean): void {
    const findings = this.#findings
    this.rows++
    findings.startRow(line)
    this.log.applyEdits(cells, line, this.header)
    if (isDamaged) findings.inRow('BAD_QUOTES')
    else if (!this.#fits(cells))
      findings.inRow('COLUMN_COUNT', null, String(cells.length), { expected: this.header.length })
    if (this.#mayBeDamaged) this.#findDamage(cells)
    const isTaken = findings.rowErrors === 0 && this.#handler.takeRow(cells, line)
    if (findings.row.length > 0) this.log.file(cells, line, isTaken)
    if (this.log.isFull) this.fail('TOO_MANY_ERRORS', { limit: MAX_REJECTED })
  }

  /** As many cells as columns; more are allowed where they are blank, as spreadsheets pad rows. */
  #fits(cells: readonly string[]): boolean {
    const { length } = this.header
    return cells.length === length || (cells.length > length && cells.slice(length).every(isBlank))
  }

  #findDamage(cells: readonly string[]): void {
    if (!cells.some((cell) => DAMAGE.test(cell)) || !this.#handler.concerns(cells)) return
    cells.forEach((cell, index) => {
      if (!DAMAGE.test(cell)) return
      const code = cell.includes('\0') ? 'UNPRINTABLE' : 'WRONG_ENCODING'
      this.#findings.inRow(code, this.header[index] ?? null, cell)
    })
  }
}

function isBlank(cell: string): boolean {
  return cell === '' || cell.trim() === ''
}

function withoutPadding(header: string[]): string[] {
  let { length } = header
  while (length > 0 && header[length - 1] === '') length--
  return header.slice(0, length)
}
