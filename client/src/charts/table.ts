import type { Figure } from '@changeover/shared/progress'

type Cell = string | number | null

/** What a chart draws, as rows: the table behind it and its CSV. */
export interface ChartTable {
  columns: readonly string[]
  rows: readonly (readonly Cell[])[]
  /** The figure that a cell shows, where its rows can be opened; as many as `rows`. */
  figures?: readonly (readonly (Figure | null)[])[]
}

/** RFC 4180; a cell that a spreadsheet would take for a formula is quoted with an apostrophe. */
export function toCsv({ columns, rows }: ChartTable): string {
  return [columns, ...rows].map((row) => row.map(cell).join(',')).join('\r\n')
}

function cell(value: Cell): string {
  if (value === null) return ''
  if (typeof value === 'number') return String(value)
  const text = /^[=+\-@\t]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
