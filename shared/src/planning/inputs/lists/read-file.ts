/** Reads a CSV of a list of inputs: every fault of every row at once, unknown columns named. */
import {
  columnKey,
  KeyedList,
  plainText,
  type CellEdit,
  type ListKind,
  type ListResult,
  type ListRow,
} from '../../../network/index.ts'
import type { Cells, InputColumn, References } from './column.ts'
import type { InputList } from './list.ts'
import { parseCell } from './parse-cell.ts'
import { keyOf } from './row.ts'

/** A readable row of a file, with the columns that the file has. */
export interface FileRow {
  readonly line: number
  readonly cells: Cells
}

/**
 * Reads the whole text of a file, with `edits` in place of cells that were mended on screen. Rows
 * with faults are in `rejected`, the others in `items`.
 */
export function readInputFile(
  list: InputList,
  text: string,
  references: References,
  edits: readonly CellEdit[] = [],
): ListResult<FileRow> {
  // An edit may fill a column that the file does not have at all; the reader mends only those it has.
  const added = new Map(edits.map(({ line, column, value }) => [`${line} ${column}`, value]))
  const kind: ListKind<string, FileRow> = {
    columns: Object.fromEntries(list.columns.map((column) => [column.key, headsOf(column)])),
    key: (row) => keyOf(list, textsOf(list, row)),
    // A site may be named by its id or by its name; the row says which is missing.
    needs: list.columns
      .filter(({ isKey, isRequired }) => isKey && isRequired)
      .map(({ key }) => key),
    read: (row) => ({ line: row.line, cells: readCellsOf(list, row, references, added) }),
  }
  const reader = new KeyedList(kind, { edits })
  reader.push(text)
  return reader.finish()
}

/** The heads under which a file brings a column. */
function headsOf({ key, aliases = [] }: InputColumn): string[] {
  return [columnKey(key), ...aliases]
}

/** The head that stands over a column in a file; its key where the file does not have it. */
export function headOf(column: InputColumn, header: readonly string[]): string {
  return header.find((name) => headsOf(column).includes(columnKey(name))) ?? column.key
}

function readCellsOf(
  list: InputList,
  row: ListRow<string>,
  references: References,
  added: ReadonlyMap<string, string>,
): Cells {
  const cells: Record<string, string> = {}
  let isReadable = true
  for (const column of list.columns) {
    const text = row.has(column.key)
      ? (row.text(column.key) ?? '')
      : added.get(`${row.line} ${column.key}`)
    if (column.isReadOnly || text === undefined) continue
    const written = plainText(text)
    // In a file a row must be known by something, or the same file twice would add it twice.
    const reading = parseCell({ ...column, isGenerated: false }, written, references)
    cells[column.key] = reading.text ?? written
    if (reading.problem === undefined) continue
    isReadable = false
    row.findings.inRow(reading.problem, row.column(column.key), written)
  }
  if (isReadable)
    for (const { column, code } of list.check(cells))
      row.findings.inRow(code, row.column(column), cells[column] ?? '')
  return cells
}

function textsOf(list: InputList, row: ListRow<string>): Cells {
  return Object.fromEntries(list.columns.map(({ key }) => [key, row.text(key) ?? '']))
}
