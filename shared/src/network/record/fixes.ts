/**
 * The rules by which a person has a file mended: each says how every row of one kind of finding is
 * to be read. None is ever applied unasked. A rule is permanent: imports are recorded with theirs.
 */
import { z } from 'zod'
import { PROBLEMS, ProblemCodeSchema, type ProblemCode } from '../problems/problem.ts'

export const rowFixes = [
  /** `7105` is read as `07105`. */
  'ZIP_LEADING_ZERO',
  /** Latitude and longitude change places where that puts the station into its state. */
  'SWAP_COORDINATES',
  /** A longitude east of Greenwich gets its lost minus sign where that puts it into its state. */
  'NEGATE_LONGITUDE',
  /** A state that is missing or not known is that of the postal code. */
  'STATE_FROM_POSTAL_CODE',
  /** A country that is not known, or contradicts the state, is that of the state. */
  'COUNTRY_FROM_STATE',
  /** `Available`, `Under construction`, `Out of service` and the like are read as E, P and T. */
  'STATUS_FROM_WORD',
  /** `47,61` is read as 47.61. */
  'DECIMAL_COMMA',
  /** `25/12/2024` and `3.4.2024` are read day first. */
  'DAY_BEFORE_MONTH',
  /** A day that cannot be read is left open. */
  'LEAVE_DAY_OPEN',
  /** A number of ports that is none counts as not given. */
  'LEAVE_COUNT_OPEN',
] as const
export const RowFixSchema = z.enum(rowFixes)
export type RowFix = z.infer<typeof RowFixSchema>

const FIXES_OF: Partial<Record<ProblemCode, readonly RowFix[]>> = {
  ZIP_SHORT: ['ZIP_LEADING_ZERO'],
  POSTAL_CODE_UNKNOWN: ['ZIP_LEADING_ZERO'],
  COORDINATES_SWAPPED: ['SWAP_COORDINATES'],
  COORDINATES_IMPOSSIBLE: ['SWAP_COORDINATES'],
  OUTSIDE_COUNTRY: ['NEGATE_LONGITUDE'],
  STATE_UNKNOWN: ['STATE_FROM_POSTAL_CODE'],
  STATE_UNCLEAR: ['STATE_FROM_POSTAL_CODE'],
  VALUE_MISSING: ['STATE_FROM_POSTAL_CODE'],
  COUNTRY_UNKNOWN: ['COUNTRY_FROM_STATE'],
  STATUS_UNKNOWN: ['STATUS_FROM_WORD'],
  NOT_A_NUMBER: ['DECIMAL_COMMA', 'LEAVE_COUNT_OPEN'],
  COUNT_NEGATIVE: ['LEAVE_COUNT_OPEN'],
  COUNT_TOO_LARGE: ['LEAVE_COUNT_OPEN'],
  DATE_UNREADABLE: ['DAY_BEFORE_MONTH', 'LEAVE_DAY_OPEN'],
}

/** The rules that may mend findings of this code, the likeliest first. */
export function fixesOf(code: ProblemCode): readonly RowFix[] {
  return FIXES_OF[code] ?? []
}

/** Whether rows with this finding can be left out on purpose: it keeps single rows out, not the file. */
export function canDropRows(code: ProblemCode): boolean {
  return PROBLEMS[code].severity === 'error' && !WHOLE_FILE.has(code)
}

/** Findings that are about the file as a whole. */
const WHOLE_FILE: ReadonlySet<ProblemCode> = new Set([
  'EMPTY_FILE',
  'BLANK_ROWS',
  'NOT_A_TABLE',
  'UNKNOWN_FORMAT',
  'TRUNCATED_FILE',
  'CORRUPT_FILE',
  'HAS_FORMULAS',
  'TOO_LARGE',
  'TOO_COMPRESSED',
  'TOO_MANY_COLUMNS',
  'TOO_MANY_ROWS',
  'TOO_MANY_PORTS',
  'TOO_MANY_ERRORS',
  'ROW_TOO_LONG',
  'COLUMN_MISSING',
  'COLUMN_TWICE',
])

/** Bytes as text; told from the bytes unless the person says otherwise. */
export const encodings = ['utf-8', 'utf-16le', 'utf-16be', 'windows-1252'] as const
export type Encoding = (typeof encodings)[number]

/** A cell that somebody corrected, by line and column name. */
export const CellEditSchema = z.object({
  line: z.int().positive(),
  column: z.string().max(200),
  value: z.string().max(2_000),
})
export type CellEdit = z.infer<typeof CellEditSchema>

/** All that a person asks to be mended in a file; recorded with its import. */
export const RepairsSchema = z.object({
  fixes: z.array(RowFixSchema).max(rowFixes.length).default([]),
  /** Rows whose only errors are of these codes are left out without complaint. */
  dropRows: z.array(ProblemCodeSchema).max(100).default([]),
  edits: z.array(CellEditSchema).max(5_000).default([]),
  encoding: z.enum(encodings).nullable().default(null),
})
export type Repairs = z.infer<typeof RepairsSchema>
