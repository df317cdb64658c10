import { escapeFormula } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { stringify } from 'csv-stringify/sync'

/** A cell of a table that leaves the house; a day says that it is one, a workbook shows it as such. */
export type Cell = string | number | boolean | null | { readonly day: Day }

/** Rows as CSV by RFC 4180, with a mark that tells spreadsheets UTF-8, in chunks as they come. */
export async function* csvOf(
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${lines([header])}`
  for await (const rows of pages) yield lines(rows)
}

function lines(rows: readonly (readonly Cell[])[]): string {
  const texts = rows.map((cells) => cells.map(csvCell))
  // A lone line feed inside a cell is none of the file's line ends, and needs quotes all the same.
  return stringify(texts, { record_delimiter: '\r\n', quoted_match: /[\r\n]/ })
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell === 'object') return cell.day
  return typeof cell === 'string' ? escapeFormula(cell) : String(cell)
}
