import {
  SHEET_COLUMNS,
  sheetColumns,
  type SheetColumn,
  type SheetError,
} from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'
import { AppError } from '@changeover/shared/commands'
import { parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { plainText } from '@changeover/shared/network'

/** A row of the file as far as the file itself tells; a column that is not in the file is undefined. */
export interface ReadRow {
  line: number
  number: number
  version: number | null
  milestone: string | undefined
  kit: string | null | undefined
  crew: string | null | undefined
  scheduledOn: string | null | undefined
  dueOn: string | null | undefined
  priority: number | undefined
}

export interface ReadSheet {
  rows: ReadRow[]
  /** Lines of data, good or not. */
  lines: number
  ignoredColumns: string[]
  errors: SheetError[]
}

const byHead = new Map(
  sheetColumns.map((column) => [SHEET_COLUMNS[column].head.toLowerCase(), column]),
)

/**
 * Reads a CSV of orders and finds everything that is wrong with it by itself. Columns may stand in
 * any order and be left out, but for the number. @throws AppError `FILE_UNREADABLE`
 */
export async function readSheet(bytes: AsyncIterable<Uint8Array>): Promise<ReadSheet> {
  const sheet: ReadSheet = { rows: [], lines: 0, ignoredColumns: [], errors: [] }
  const seen = new Set<number>()
  let columns: (SheetColumn | null)[] | undefined
  const parser = Readable.from(bytes).pipe(
    parse({ bom: true, relax_column_count: true, skip_empty_lines: true, info: true }),
  )
  try {
    // What the option `info` makes of a line.
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[]
      info: { lines: number }
    }>) {
      if (!columns) columns = readHead(record, sheet)
      else readLine(record, info.lines, columns, seen, sheet)
    }
  } catch (error) {
    if (error instanceof AppError) throw error
    const reason = error instanceof Error ? error.message : ''
    throw new AppError('FILE_UNREADABLE', { reason })
  }
  if (!columns) throw new AppError('FILE_UNREADABLE', { reason: 'The file is empty.' })
  return sheet
}

function readHead(record: readonly string[], sheet: ReadSheet): (SheetColumn | null)[] {
  const columns = record.map((head) => byHead.get(head.trim().toLowerCase()) ?? null)
  for (const [index, column] of columns.entries()) {
    const head = record[index].trim()
    if (column === null && head !== '')
      sheet.errors.push({
        line: 1,
        number: null,
        code: 'UNKNOWN_COLUMN',
        column: head,
        value: null,
      })
    if (
      column &&
      column !== 'number' &&
      column !== 'version' &&
      !('changes' in SHEET_COLUMNS[column])
    )
      sheet.ignoredColumns.push(head)
  }
  if (!columns.includes('number'))
    throw new AppError('FILE_UNREADABLE', {
      reason: `There is no column ${SHEET_COLUMNS.number.head}.`,
    })
  return columns
}

function readLine(
  record: readonly string[],
  line: number,
  columns: readonly (SheetColumn | null)[],
  seen: Set<number>,
  sheet: ReadSheet,
): void {
  sheet.lines += 1
  const text = (column: SheetColumn) => {
    const index = columns.indexOf(column)
    return index < 0 ? undefined : plainText((record[index] ?? '').trim())
  }
  const orNull = (value: string | undefined) => (value === '' ? null : value)
  const number = Number((text('number') ?? '').replace(/^#/, ''))
  const before = sheet.errors.length
  const fail = (code: SheetError['code'], column: SheetColumn) =>
    sheet.errors.push({
      line,
      number: Number.isSafeInteger(number) && number > 0 ? number : null,
      code,
      column: SHEET_COLUMNS[column].head,
      value: text(column) ?? null,
    })

  if (!Number.isSafeInteger(number) || number <= 0) fail('NO_NUMBER', 'number')
  else if (seen.has(number)) fail('TWICE', 'number')
  seen.add(number)
  for (const column of ['scheduledOn', 'dueOn'] as const) {
    const day = text(column)
    if (day && !isDay(day)) fail('BAD_DAY', column)
  }
  const priority = text('priority')
  if (priority !== undefined && !/^[1-5]$/.test(priority)) fail('BAD_PRIORITY', 'priority')
  if (text('milestone') === '') fail('UNKNOWN_MILESTONE', 'milestone')
  if (sheet.errors.length > before) return
  const version = Number(text('version') || Number.NaN)
  sheet.rows.push({
    line,
    number,
    version: Number.isInteger(version) ? version : null,
    milestone: text('milestone'),
    kit: orNull(text('kit')),
    crew: orNull(text('crew')),
    scheduledOn: orNull(text('scheduledOn')),
    dueOn: orNull(text('dueOn')),
    priority: priority === undefined ? undefined : Number(priority),
  })
}
