/** Days as the cells of a row have them, with the rules that a person may choose for unreadable ones. */
import type { Day } from '../../time/index.ts'
import { readDay } from './cells.ts'
import type { Findings } from './findings.ts'
import type { RowFix } from './fixes.ts'

/** The day of a cell; null where it is empty, left open by rule, or reported as unreadable. */
export function readDayCell(
  cell: string,
  column: string,
  findings: Findings,
  fixes: ReadonlySet<RowFix>,
): Day | null {
  const turned = fixes.has('DAY_BEFORE_MONTH') ? dayFirst(cell) : null
  if (turned) {
    findings.mend('DAY_BEFORE_MONTH')
    return turned
  }
  const day = readDay(cell)
  if (day !== undefined) return day
  if (fixes.has('LEAVE_DAY_OPEN')) findings.mend('LEAVE_DAY_OPEN')
  else findings.inRow('DATE_UNREADABLE', column, cell)
  return null
}

/** `25/12/2024`, `25.12.2024` or `25-12-2024` as a day; null where it is no such day. */
function dayFirst(cell: string): Day | null {
  const parts = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/.exec(cell.trim())
  return parts ? (readDay(`${parts[2]}/${parts[1]}/${parts[3]}`) ?? null) : null
}
