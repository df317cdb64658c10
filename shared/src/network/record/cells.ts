/** Reads single values as files spell them. Pure; null means "empty", undefined "unreadable". */
import { isDay, type Day } from '../../time/index.ts'

/** Longest text that is kept; a longer one is damage and would not fit an index. */
export const MAX_TEXT = 1_000

/** A text without outer space and with single spaces inside, also across line breaks. */
export function readText(cell: string): string | null {
  const text = /^\s|\s$|[\s\u00A0]{2}|[\n\r\t]/.test(cell)
    ? cell.replaceAll(/[\s\u00A0]+/g, ' ').trim()
    : cell
  return text === '' ? null : text
}

/** A decimal number such as `47.61`, `-122.3` or `2.0`; no thousands separators. */
export function readNumber(cell: string): number | null | undefined {
  const text = cell.trim()
  if (text === '') return null
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(text) ? Number(text) : undefined
}

/** A whole number, also as the `2.0` that some spreadsheets make of it; the sign is kept. */
export function readWhole(cell: string): number | null | undefined {
  const value = readNumber(cell)
  return value === null || Number.isSafeInteger(value) ? value : undefined
}

const days = new Map<string, Day | undefined>()

/**
 * A day as `2025-02-09`, `2025-02-09T…`, `2025-02-09 …` or, from a spreadsheet in the United
 * States, `2/9/2025`. Days repeat within a file, so the last few thousand answers are kept.
 */
export function readDay(cell: string): Day | null | undefined {
  if (cell === '') return null
  let day = days.get(cell)
  if (day === undefined && !days.has(cell)) {
    if (days.size > 20_000) days.clear()
    day = parseDayCell(cell.trim())
    days.set(cell, day)
  }
  return day
}

function parseDayCell(text: string): Day | undefined {
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(text)
  const iso = slashed
    ? `${slashed[3]}-${slashed[1].padStart(2, '0')}-${slashed[2].padStart(2, '0')}`
    : text.replace(/[T ].*$/, '')
  return isDay(iso) && iso >= '1900' && iso < '2200' ? iso : undefined
}
