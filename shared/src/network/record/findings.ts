/**
 * Collects what is wrong with one file. Every finding is counted; the first `keep` are held in
 * full, so that a file of a million bad rows does not fill the memory.
 */
import { problem, PROBLEMS, type Problem, type ProblemCode } from '../problems/problem.ts'
import type { RowFix } from './fixes.ts'

export class Findings {
  readonly kept: Problem[] = []
  readonly counts = new Map<ProblemCode, number>()
  /** In how many rows each rule mended something. */
  readonly mended = new Map<RowFix, number>()
  /** Errors of the row that is being read. */
  rowErrors = 0
  /** Everything found in the row that is being read. */
  row: Problem[] = []
  #line = 0
  readonly #mendedInRow = new Set<RowFix>()
  readonly #keep: number

  constructor(keep = 10_000) {
    this.#keep = keep
  }

  /** From here on findings belong to this line. */
  startRow(line: number): void {
    this.#line = line
    this.rowErrors = 0
    if (this.row.length > 0) this.row = []
    if (this.#mendedInRow.size > 0) this.#mendedInRow.clear()
  }

  /** Notes that a rule mended something in the current row. */
  mend(fix: RowFix): void {
    if (this.#mendedInRow.has(fix)) return
    this.#mendedInRow.add(fix)
    this.mended.set(fix, (this.mended.get(fix) ?? 0) + 1)
  }

  /** Takes back what was found and mended in the current row: it is left out on purpose. */
  forgetRow(): void {
    for (const fix of this.#mendedInRow) {
      const left = (this.mended.get(fix) ?? 0) - 1
      if (left > 0) this.mended.set(fix, left)
      else this.mended.delete(fix)
    }
    for (const { code } of this.row) {
      const left = (this.counts.get(code) ?? 0) - 1
      if (left > 0) this.counts.set(code, left)
      else this.counts.delete(code)
    }
    while (this.kept.length > 0 && this.row.includes(this.kept[this.kept.length - 1]))
      this.kept.pop()
  }

  /** Notes a finding in the current row. */
  inRow(
    code: ProblemCode,
    column: string | null = null,
    value: string | null = null,
    data: Problem['data'] = {},
  ): void {
    if (PROBLEMS[code].severity === 'error') this.rowErrors++
    const found = problem(code, { line: this.#line, column, value }, data)
    this.row.push(found)
    this.add(found)
  }

  /** Notes a finding about the file. */
  add(found: Problem): void {
    this.counts.set(found.code, (this.counts.get(found.code) ?? 0) + 1)
    if (this.kept.length < this.#keep) this.kept.push(found)
  }

  /** Findings of one severity, counted in full. */
  count(severity: 'error' | 'warning'): number {
    let sum = 0
    for (const [code, count] of this.counts) if (PROBLEMS[code].severity === severity) sum += count
    return sum
  }
}
