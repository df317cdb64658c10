/** A cell of a table that leaves the house. */
export type Cell = string | number | boolean | null

/** What a spreadsheet would run instead of show; a plain number is none: −122.3 is a longitude. */
const FORMULA = /^'*[=+\-@\t\r]/
const NUMBER = /^[+-]?\d+(\.\d+)?$/

/** A text that no spreadsheet takes for a formula. `plainText` gives the original back, always. */
export function escapeFormula(text: string): string {
  return FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text
}

/** What `escapeFormula` was given. */
export function plainText(cell: string): string {
  return cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell
}

/** Rows as CSV by RFC 4180, with a mark that tells spreadsheets UTF-8, in chunks as they come. */
export async function* csvOf(
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield `\uFEFF${line(header)}`
  for await (const rows of pages) yield rows.map(line).join('')
}

function line(cells: readonly Cell[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(cell: Cell): string {
  if (cell === null) return ''
  if (typeof cell !== 'string') return String(cell)
  const text = escapeFormula(cell)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
