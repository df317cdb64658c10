/**
 * Everything that can be wrong with an imported file, as a closed list.
 *
 * An `error` keeps its row (or the whole file, where `line` is null) out; a `warning` goes in and
 * is shown. Each code has why and fix as sentences for the command line; the screen looks its own
 * up by the code. A code is permanent: it is never renamed or given another meaning.
 */
import { z } from 'zod'
import { keysOf } from '../../table/index.ts'
import { FILE_PROBLEMS } from './file-problems.ts'
import { LIST_PROBLEMS } from './list-problems.ts'
import { ROW_PROBLEMS } from './row-problems.ts'

export const PROBLEMS = { ...FILE_PROBLEMS, ...ROW_PROBLEMS, ...LIST_PROBLEMS } as const

export type ProblemCode = keyof typeof PROBLEMS
export const ProblemCodeSchema = z.enum(keysOf(PROBLEMS))
export type Severity = (typeof PROBLEMS)[ProblemCode]['severity']

/** One finding. `line` and `column` are null where it concerns the whole file or the whole row. */
export interface Problem {
  readonly code: ProblemCode
  readonly severity: Severity
  readonly line: number | null
  readonly column: string | null
  /** What stands in the file, cut to 200 characters; null where nothing does. */
  readonly value: string | null
  /** What the sentence needs besides: the line of the other row, the expected state, a fix. */
  readonly data: Readonly<Record<string, string | number>>
}

/** A finding at a place of the file; the severity is that of the code. */
export function problem(
  code: ProblemCode,
  place: { line?: number; column?: string | null; value?: string | null } = {},
  data: Problem['data'] = {},
): Problem {
  return {
    code,
    severity: PROBLEMS[code].severity,
    line: place.line ?? null,
    column: place.column ?? null,
    value: place.value == null ? null : printable(place.value),
    data,
  }
}

/** Cut to size, with NUL and halves of characters shown, so that any database and screen takes it. */
function printable(value: string): string {
  return value.slice(0, 200).replaceAll('\0', '\u2400').toWellFormed()
}

/** The finding as a sentence in English, for the command line and for logs. */
export function describeProblem({ code, line, column, value }: Problem): string {
  const place = [line === null ? '' : `line ${line}`, column ?? ''].filter(Boolean).join(', ')
  const found = value === null ? '' : ` Found: “${value}”.`
  return `${place ? `${place}: ` : ''}${PROBLEMS[code].why}${found} ${PROBLEMS[code].fix}`
}
