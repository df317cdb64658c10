/**
 * Reads a table in which each row is about one thing known by a key: an owner's hardware file, the
 * orders of home kits. The columns are known by their names; everything wrong is found at once.
 */
import { entriesOf } from '../../table/index.ts'
import { columnKey } from '../csv/columns.ts'
import { Table, type TableHandler, type TableOptions } from '../csv/table.ts'
import { problem, type Problem, type ProblemCode } from '../problems/problem.ts'
import { MAX_TEXT, readText } from '../record/cells.ts'
import { readDayCell } from '../record/days.ts'
import { Findings } from '../record/findings.ts'
import type { RowFix } from '../record/fixes.ts'
import type { RejectedRow } from '../result.ts'
import type { Day } from '../../time/index.ts'

/** What a list is: which columns it may have, and how a row becomes an item. */
export interface ListKind<Field extends string, Item> {
  /** Field → the column keys it is known by. */
  readonly columns: Readonly<Record<Field, readonly string[]>>
  /** The field, or the fields together, that no two rows may share; always needed. */
  readonly key: Field | ((row: ListRow<Field>) => string)
  readonly needs: readonly Field[]
  /** Reads a row; findings go into the row that is being read. */
  readonly read: (row: ListRow<Field>) => Item
}

export interface ListResult<Item> {
  readonly header: readonly string[]
  readonly rows: number
  readonly items: readonly Item[]
  readonly rejected: readonly RejectedRow[]
  readonly dropped: readonly RejectedRow[]
  readonly watched: readonly RejectedRow[]
  readonly mended: ReadonlyMap<RowFix, number>
  readonly editedCells: number
  readonly unknownColumns: readonly string[]
  readonly problems: readonly Problem[]
  readonly problemCounts: ReadonlyMap<ProblemCode, number>
  readonly errorCount: number
  readonly warningCount: number
  readonly isUnusable: boolean
}

/** The cells of one row by field. */
export class ListRow<Field extends string> {
  line = 0
  cells: readonly string[] = []
  readonly findings: Findings
  readonly fixes: ReadonlySet<RowFix>
  readonly #at: ReadonlyMap<Field, number>
  readonly #header: readonly string[]

  constructor(
    findings: Findings,
    at: ReadonlyMap<Field, number>,
    header: readonly string[],
    fixes: ReadonlySet<RowFix> = new Set(),
  ) {
    this.findings = findings
    this.fixes = fixes
    this.#at = at
    this.#header = header
  }

  has(field: Field): boolean {
    return this.#at.has(field)
  }

  column(field: Field): string {
    return this.#header[this.#at.get(field) ?? -1] ?? field
  }

  text(field: Field): string | null {
    const text = readText(this.cells[this.#at.get(field) ?? -1] ?? '')
    if (text !== null && text.length > MAX_TEXT)
      this.findings.inRow('TEXT_TOO_LONG', this.column(field), text)
    return text
  }

  needed(field: Field): string {
    const text = this.text(field)
    if (text === null) this.findings.inRow('VALUE_MISSING', this.column(field))
    return text ?? ''
  }

  day(field: Field): Day | null {
    return readDayCell(this.text(field) ?? '', this.column(field), this.findings, this.fixes)
  }
}

export interface ListOptions extends TableOptions {
  readonly fixes?: ReadonlySet<RowFix>
}

export class KeyedList<Field extends string, Item> implements TableHandler {
  readonly #kind: ListKind<Field, Item>
  readonly #findings = new Findings()
  readonly #table: Table
  readonly #fixes: ReadonlySet<RowFix>
  readonly #items: Item[] = []
  readonly #lineByKey = new Map<string, number>()
  #unknown: readonly string[] = []
  #row: ListRow<Field> | null = null

  constructor(kind: ListKind<Field, Item>, options: ListOptions = {}) {
    this.#kind = kind
    this.#fixes = options.fixes ?? new Set()
    this.#table = new Table(this, this.#findings, options)
  }

  get isDone(): boolean {
    return this.#table.isUnusable
  }

  push(text: string): void {
    this.#table.push(text)
  }

  takeCells(cells: string[], line: number): void {
    this.#table.takeCells(cells, line)
  }

  note(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#findings.add(problem(code, {}, data))
  }

  fail(code: ProblemCode, data: Problem['data'] = {}): void {
    this.#table.fail(code, data)
  }

  finish(): ListResult<Item> {
    this.#table.end()
    const { header, rows, log, isUnusable } = this.#table
    return {
      header,
      rows,
      items: isUnusable ? [] : this.#items,
      rejected: log.rejected,
      dropped: log.dropped,
      watched: log.watched,
      mended: this.#findings.mended,
      editedCells: log.editedCells,
      unknownColumns: this.#unknown,
      problems: this.#findings.kept,
      problemCounts: this.#findings.counts,
      errorCount: this.#findings.count('error'),
      warningCount: this.#findings.count('warning'),
      isUnusable,
    }
  }

  takeHeader(header: readonly string[], line: number): boolean {
    const at = new Map<Field, number>()
    const keys = header.map(columnKey)
    for (const [field, names] of entriesOf(this.#kind.columns)) {
      const index = keys.findIndex((key) => names.includes(key))
      if (index >= 0) at.set(field, index)
    }
    const known = new Set(at.values())
    this.#unknown = header.filter((name, index) => name !== '' && !known.has(index))
    for (const column of this.#unknown)
      this.#findings.add(problem('COLUMN_UNKNOWN', { line, column }))
    const missing = this.#kind.needs.filter((field) => !at.has(field))
    for (const column of missing) this.#findings.add(problem('COLUMN_MISSING', { line, column }))
    this.#row = new ListRow(this.#findings, at, header, this.#fixes)
    return missing.length === 0
  }

  takeRow(cells: readonly string[], line: number): boolean {
    const row = this.#row
    if (row === null) return false
    row.cells = cells
    row.line = line
    const { key: by } = this.#kind
    const key = typeof by === 'function' ? by(row) : row.needed(by)
    const first = this.#lineByKey.get(key)
    if (first !== undefined && key !== '')
      this.#findings.inRow('ID_TWICE', typeof by === 'function' ? null : row.column(by), key, {
        first,
      })
    const item = this.#kind.read(row)
    if (this.#findings.rowErrors > 0) return false
    this.#lineByKey.set(key, line)
    this.#items.push(item)
    return true
  }

  concerns(): boolean {
    return true
  }
}
