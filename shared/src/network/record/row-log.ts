/**
 * What became of the rows of a file that were not simply taken: those kept out with their errors,
 * those left out on purpose, and those that somebody asked to see. The same for tables and JSON.
 */
import type { ProblemCode } from '../problems/problem.ts'
import type { RejectedRow } from '../result.ts'
import type { Findings } from './findings.ts'
import type { CellEdit } from './fixes.ts'

/** Which rows with findings to keep in full, to be shown. */
export interface RowWatch {
  /** Rows with a finding of this code; with any error when null. */
  readonly code: ProblemCode | null
  /** Rows after this line. */
  readonly after: number
  readonly limit: number
}

export interface RowLogOptions {
  readonly edits?: readonly CellEdit[]
  /** Rows whose only errors are of these codes are left out without complaint. */
  readonly dropRows?: ReadonlySet<ProblemCode>
  readonly watch?: RowWatch
}

/** Most rejected rows that are held, for the person to mend or download; some 100 MB. */
export const MAX_REJECTED = 50_000

export class RowLog {
  readonly rejected: RejectedRow[] = []
  /** Left out because the person said so. */
  readonly dropped: RejectedRow[] = []
  readonly watched: RejectedRow[] = []
  /** Cells that an edit changed. */
  editedCells = 0
  readonly #findings: Findings
  readonly #drop: ReadonlySet<ProblemCode>
  readonly #watch: RowWatch | undefined
  readonly #edits = new Map<number, CellEdit[]>()

  constructor(findings: Findings, { edits = [], dropRows, watch }: RowLogOptions) {
    this.#findings = findings
    this.#drop = dropRows ?? new Set()
    this.#watch = watch
    for (const edit of edits)
      this.#edits.set(edit.line, [...(this.#edits.get(edit.line) ?? []), edit])
  }

  /** Whether more rows are kept out than are held. */
  get isFull(): boolean {
    return this.rejected.length + this.dropped.length >= MAX_REJECTED
  }

  /** Puts the corrected values into the cells of a row. */
  applyEdits(cells: string[], line: number, header: readonly string[]): void {
    for (const { column, value } of this.#edits.get(line) ?? []) {
      const index = header.indexOf(column)
      if (index < 0 || cells[index] === value) continue
      cells[index] = value
      this.editedCells++
    }
  }

  /** Files the row that was just read; its findings are those of the current row. */
  file(cells: readonly string[], line: number, isTaken: boolean): void {
    const { row: problems } = this.#findings
    if (this.#isWatched(line)) this.watched.push({ line, cells, problems })
    if (isTaken) return
    const errors = problems.filter(({ severity }) => severity === 'error')
    if (errors.length > 0 && errors.every(({ code }) => this.#drop.has(code))) {
      this.dropped.push({ line, cells, problems })
      this.#findings.forgetRow()
    } else this.rejected.push({ line, cells, problems })
  }

  #isWatched(line: number): boolean {
    const watch = this.#watch
    if (!watch || line <= watch.after || this.watched.length >= watch.limit) return false
    return this.#findings.row.some(({ code, severity }) =>
      watch.code === null ? severity === 'error' : code === watch.code,
    )
  }
}
