/** Rows of a list: reading one from cells, knowing it by its key, and telling two apart. */
import type { ProblemCode } from '../../../network/index.ts'
import type { Cells, References } from './column.ts'
import type { InputList } from './list.ts'
import { parseCell } from './parse-cell.ts'

/** Something wrong with a row, in the column that shows it. */
export interface CellFault {
  readonly column: string
  readonly code: ProblemCode
}

export interface RowReading {
  /** In canonical form; a cell with a fault stands as it was written. */
  readonly cells: Cells
  readonly faults: readonly CellFault[]
}

/** Reads the columns that `written` has; what it leaves out is no fault here. */
export function readCells(list: InputList, written: Cells, references: References): RowReading {
  const cells: Record<string, string> = {}
  const faults: CellFault[] = []
  for (const column of list.columns) {
    const text = written[column.key]
    if (text === undefined || column.isReadOnly) continue
    const reading = parseCell(column, text, references)
    cells[column.key] = reading.text ?? text
    if (reading.problem !== undefined) faults.push({ column: column.key, code: reading.problem })
  }
  return { cells, faults }
}

/**
 * Reads a whole row as it would be kept: every cell, and what must hold between them. The server
 * decides again, with what only it knows.
 */
export function readRow(list: InputList, written: Cells, references: References): RowReading {
  const complete = Object.fromEntries(list.columns.map(({ key }) => [key, written[key] ?? '']))
  const { cells, faults } = readCells(list, complete, references)
  if (faults.length > 0) return { cells, faults }
  const missing = keyIsMissing(list, cells)
  return { cells, faults: [...(missing ? [missing] : []), ...list.check(cells)] }
}

/** A row of a site's list is known by the id or the name of the site; one of them is needed. */
function keyIsMissing(list: InputList, cells: Cells): CellFault | null {
  const isOfSite = list.columns.some(({ key }) => key === 'siteId')
  const mayBeOfRegion = list.columns.some(({ key, isKey }) => key === 'region' && isKey)
  if (!isOfSite || mayBeOfRegion || cells.site || cells.siteId) return null
  return { column: 'site', code: 'VALUE_MISSING' }
}

/** What a row is known by, beside its identity. A site's id is better than its name. */
export function keyOf(list: InputList, cells: Cells): string {
  return list.columns
    .filter(({ isKey }) => isKey)
    .map(({ key }) => (key === 'site' && cells.siteId ? cells.siteId : (cells[key] ?? '')))
    .map((part) => part.toLowerCase())
    .join('\u001F')
}

/** What a row is called in messages and in history. */
export function nameOf(list: InputList, cells: Cells): string {
  return list.columns
    .filter(({ isKey }) => isKey)
    .map(({ key }) => cells[key] ?? '')
    .filter((part) => part !== '')
    .join(' · ')
}

/** The columns in which `after` says something else; what it leaves out stays. */
export function changedColumns(list: InputList, before: Cells, after: Cells): string[] {
  return list.columns
    .filter(({ isReadOnly, isHidden }) => !isReadOnly && !isHidden)
    .map(({ key }) => key)
    .filter((key) => after[key] !== undefined && after[key] !== (before[key] ?? ''))
}
