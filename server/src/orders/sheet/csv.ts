import { guardText, SHEET_COLUMNS, sheetColumns, type SheetValue } from '@changeover/shared/orders'
import { stringify } from 'csv-stringify/sync'
import type { SheetRow } from './rows.ts'

/** Spreadsheets read a file without this mark in an alphabet of their own. */
const BYTE_ORDER_MARK = '\uFEFF'

/** The orders as CSV (RFC 4180), in pieces as they are read. */
export async function* csvOf(pages: AsyncIterable<SheetRow[]>): AsyncGenerator<string> {
  yield BYTE_ORDER_MARK + lines([sheetColumns.map((column) => SHEET_COLUMNS[column].head)])
  for await (const rows of pages)
    yield lines(rows.map((row) => sheetColumns.map((column) => cell(row[column]))))
}

function lines(rows: readonly (readonly (string | number)[])[]): string {
  return stringify(
    rows.map((row) => [...row]),
    { record_delimiter: '\r\n' },
  )
}

function cell(value: SheetValue): string | number {
  return typeof value === 'string' ? guardText(value) : (value ?? '')
}
