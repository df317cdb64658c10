/**
 * Reads the first sheet of an XLSX workbook into the rows of a table. Formulas are refused: what a
 * file shows for them is whatever their program computed last, or nothing at all.
 */
import type { Problem, ProblemCode } from '@changeover/shared/network'
import { readSheet } from 'read-excel-file/node'
import { UnreadableFile } from './unreadable.ts'
import { openZip } from './zip.ts'

/** Most bytes of a workbook as it lies, and unpacked: some 200,000 stations. */
const MAX_PACKED = 32 * 1024 * 1024
const MAX_UNPACKED = 192 * 1024 * 1024

/** What takes the rows of a table, whatever they are about. */
export interface TableReader {
  takeCells(cells: string[], line: number): void
  note(code: ProblemCode, data?: Problem['data']): void
  fail(code: ProblemCode, data?: Problem['data']): void
}

/** Reads a workbook into `table`. @throws UnreadableFile when it cannot be read. */
export async function readWorkbook(
  source: AsyncIterable<Uint8Array>,
  table: TableReader,
): Promise<void> {
  const bytes = await collect(source)
  const files = openZip(bytes, MAX_UNPACKED)
  const workbook = files.get('xl/workbook.xml')
  if (!workbook) throw new UnreadableFile('NOT_A_TABLE')
  const formulas = countFormulas(files)
  if (formulas > 0) throw new UnreadableFile('HAS_FORMULAS', { count: formulas })
  const sheets = workbook.toString().match(/<(?:\w+:)?sheet\s/g)?.length ?? 0
  if (sheets > 1) table.note('SHEETS_LEFT_OUT', { count: sheets - 1 })
  const rows = await readFirstSheet(bytes)
  rows.forEach((row, index) => table.takeCells(row.map(toText), index + 1))
}

async function readFirstSheet(bytes: Buffer) {
  try {
    return await readSheet(bytes, 1)
  } catch {
    // The library has no closed list of errors; the archive itself has been checked above.
    throw new UnreadableFile('CORRUPT_FILE')
  }
}

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const parts: Uint8Array[] = []
  let size = 0
  for await (const part of source) {
    size += part.length
    if (size > MAX_PACKED) throw new UnreadableFile('TOO_LARGE', { limit: MAX_PACKED })
    parts.push(part)
  }
  return Buffer.concat(parts)
}

function countFormulas(files: ReadonlyMap<string, Buffer>): number {
  let count = 0
  for (const [name, content] of files)
    if (name.startsWith('xl/worksheets/'))
      count += content.toString('latin1').match(/<(?:\w+:)?f[\s>/]/g)?.length ?? 0
  return count
}

/** The cell as a CSV would have it: a date as its day, a number without rounding. */
function toText(value: unknown): string {
  if (value instanceof Date) return value.toISOString().slice(0, 10)
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE'
  // A cell is nothing else.
  return value === null || value === undefined ? '' : String(value as string | number)
}
