/** Reads the series of a backtest from a CSV: one row per amount, any order. */
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** Series of equal length on one time axis; a period without a row counts as zero. */
export interface Panel {
  readonly names: readonly string[]
  readonly periods: readonly string[]
  readonly values: readonly (readonly number[])[]
}

/** The names a column may have, by what it means. */
const COLUMNS = {
  series: ['series', 'state'],
  period: ['period', 'month'],
  value: ['value', 'points'],
} as const

/** The file of the public charge-point register, in a folder of data. */
const REGISTER = 'bnetza_monthly_points.csv'

/** Reads `path`, a CSV or a folder that holds the register. @throws Error on a file of another shape. */
export function readPanel(path: string): Panel {
  const file = statSync(path).isDirectory() ? join(path, REGISTER) : path
  const [header, ...rows] = parseCsv(readFileSync(file, 'utf8').replace(/^\uFEFF/, ''))
  const at = {
    series: columnOf(header, 'series'),
    period: columnOf(header, 'period'),
    value: columnOf(header, 'value'),
  }
  const sums = new Map<string, Map<string, number>>()
  for (const row of rows) {
    const value = row[at.value]?.trim() ? Number(row[at.value]) : NaN
    if (!Number.isFinite(value)) throw new Error(`Not a number in ${file}: ${row.join(',')}`)
    const series = sums.get(row[at.series]) ?? new Map<string, number>()
    sums.set(row[at.series], series)
    series.set(row[at.period], (series.get(row[at.period]) ?? 0) + value)
  }
  const periods = allPeriods([...sums.values()].flatMap((series) => [...series.keys()]))
  const names = [...sums.keys()].sort()
  return {
    names,
    periods,
    values: names.map((name) => periods.map((period) => sums.get(name)?.get(period) ?? 0)),
  }
}

function columnOf(header: readonly string[], meaning: keyof typeof COLUMNS): number {
  const names: readonly string[] = COLUMNS[meaning]
  const index = header.findIndex((name) => names.includes(name.trim().toLowerCase()))
  if (index < 0) throw new Error(`No column ${names.join(' or ')} in ${header.join(',')}`)
  return index
}

/** Every period from first to last: months and whole numbers are filled up, others as they come. */
function allPeriods(seen: readonly string[]): string[] {
  const distinct = [...new Set(seen)].sort()
  const [first, last] = [distinct[0], distinct.at(-1) ?? distinct[0]]
  if (distinct.every((period) => /^\d{4}-\d{2}$/.test(period))) {
    const count = monthNumber(last) - monthNumber(first) + 1
    return Array.from({ length: count }, (_unused, index) => monthName(monthNumber(first) + index))
  }
  if (distinct.every((period) => /^\d+$/.test(period))) {
    const numbers = distinct.map(Number)
    const low = Math.min(...numbers)
    const count = Math.max(...numbers) - low + 1
    return Array.from({ length: count }, (_unused, index) => String(low + index))
  }
  return distinct
}

function monthNumber(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5)) - 1
}

function monthName(number: number): string {
  return `${Math.floor(number / 12)}-${String((number % 12) + 1).padStart(2, '0')}`
}

/** Rows of fields; quoted fields may hold commas, line breaks and doubled quotes. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = []
  let row: string[] = []
  for (const match of text.matchAll(/(?:"((?:[^"]|"")*)"|([^,\r\n]*))(,|\r?\n|$)/g)) {
    const [whole, quoted, plain, end] = match
    if (whole === '' && row.length === 0) continue
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'))
    if (end === ',') continue
    if (row.length > 1 || row[0] !== '') rows.push(row)
    row = []
  }
  return rows
}
