/** What must hold between the cells of a row, for any list. */
import type { Cells } from './column.ts'
import type { RowFault } from './list.ts'

export const nothing = (): readonly RowFault[] => []

export function bothOrNone(cells: Cells, one: string, other: string): RowFault[] {
  if (Boolean(cells[one]) === Boolean(cells[other])) return []
  return [{ column: cells[one] ? other : one, code: 'BOTH_OR_NONE' }]
}

/** Canonical days and times sort as text. */
export function inOrder(cells: Cells, from: string, to: string): RowFault[] {
  const [start = '', end = ''] = [cells[from], cells[to]]
  return start !== '' && end !== '' && end < start
    ? [{ column: to, code: 'ENDS_BEFORE_START' }]
    : []
}
