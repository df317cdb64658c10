import { describeProblem, escapeFormula, type ReadResult } from '@changeover/shared/network'
import { stringify } from 'csv-stringify'
import { Readable } from 'node:stream'

/**
 * The rows that were kept out, as they stood, with the reasons in columns of their own: mended, the
 * file can be uploaded again. Cells that a spreadsheet would take for a formula are escaped.
 */
export function rejectedCsv({ header, rejected }: ReadResult): Readable {
  const columns = [...header, 'Changeover line', 'Changeover problems']
  const rows = rejected.map(({ line, cells, problems }) => [
    ...header.map((_column, index) => escapeFormula(cells[index] ?? '')),
    String(line),
    problems.map(describeProblem).join(' · '),
  ])
  return Readable.from([columns, ...rows]).pipe(stringify({ bom: true }))
}
