import type { InputColumn } from '@changeover/shared/planning'
import type { CellWrite } from './grid-row.ts'

/** A block as spreadsheets put it on the clipboard: tabs between cells, line ends between rows. */
export function readBlock(text: string): string[][] {
  const rows = text.replaceAll('\r\n', '\n').replace(/\n$/, '').split('\n')
  return rows.map((row) =>
    row.split('\t').map((cell) => cell.replace(/^"(.*)"$/s, '$1').replaceAll('""', '"')),
  )
}

/** The writes of a block whose upper left corner is put on a cell. What runs over the right edge is left out. */
export function blockWrites(
  block: readonly (readonly string[])[],
  at: { row: number; column: number },
  columns: readonly InputColumn[],
): CellWrite[] {
  return block.flatMap((cells, down) =>
    cells.flatMap((text, right) => {
      const column = columns[at.column + right]
      return column && !column.isReadOnly ? [{ row: at.row + down, column: column.key, text }] : []
    }),
  )
}
