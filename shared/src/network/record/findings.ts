/**
 * Collects what is wrong with one file. Every finding is counted; the first `keep` are held in
 * full, so that a file of a million bad rows does not fill the memory.
 */
import { problem, PROBLEMS, type Problem, type ProblemCode } from '../problems/problem.ts'

export class Findings {
  readonly kept: Problem[] = []
  readonly counts = new Map<ProblemCode, number>()
  /** Errors of the row that is being read. */
  rowErrors = 0
  /** Everything found in the row that is being read. */
  row: Problem[] = []
  #line = 0
  readonly #keep: number

  constructor(keep = 10_000) {
    this.#keep = keep
  }

  /** From here on findings belong to this line. */
  startRow(line: number): void {
    this.#line = line
    this.rowErrors = 0
    if (this.row.length > 0) this.row = []
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
