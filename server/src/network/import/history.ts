import {
  ImportRowSchema,
  RepairsSchema,
  type ImportRow,
  type Repairs,
  type ReadResult,
} from '@changeover/shared/network'
import { dayAt } from '@changeover/shared/time'
import { z } from 'zod'
import type { Database } from '../../db/database.ts'

/** What was mended in a file, as it is recorded with its import. */
export const RecordedRepairsSchema = RepairsSchema.extend({
  /** In how many rows each rule changed something. */
  mended: z.array(z.object({ fix: z.string(), rows: z.int() })).default([]),
  editedCells: z.int().default(0),
  droppedRows: z.int().default(0),
  /** Column names by field, where the table was somebody's own. */
  mapping: z.unknown().optional(),
})

/** What to record of how a file was read. */
export function recordedRepairs(
  { fixes, dropRows, edits, encoding, mapping }: Repairs & { mapping?: unknown },
  { mended, editedCells, dropped }: Pick<ReadResult, 'mended' | 'editedCells' | 'dropped'>,
): z.input<typeof RecordedRepairsSchema> {
  return {
    fixes,
    dropRows,
    edits,
    encoding,
    ...(mapping ? { mapping } : {}),
    mended: [...mended].map(([fix, rows]) => ({ fix, rows })),
    editedCells,
    droppedRows: dropped.length,
  }
}

/** The imports so far, the newest first. */
export async function listImports(db: Database): Promise<ImportRow[]> {
  const rows = await db
    .selectFrom('import')
    .leftJoin('person', 'person.id', 'import.importedBy')
    .select([
      'import.id',
      'kind',
      'fileName',
      'network',
      'grain',
      'counts',
      'repairs',
      'importedAt',
      'undoneCommandId',
      'person.name as importedBy',
    ])
    .orderBy('importedAt', 'desc')
    .limit(200)
    .execute()
  return rows.map(({ undoneCommandId, repairs, ...row }) => {
    const { fixes, editedCells } = RecordedRepairsSchema.parse(repairs)
    return ImportRowSchema.parse({
      ...row,
      fixes,
      editedCells,
      importedOn: dayAt(row.importedAt, 'UTC'),
      isUndone: undoneCommandId !== null,
    })
  })
}
