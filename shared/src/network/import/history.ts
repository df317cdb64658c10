/** Imports that were carried out, as the list shows them. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema, InstantSchema } from '../../time/index.ts'
import { GrainSchema } from '../imported.ts'
import { RowFixSchema } from '../record/fixes.ts'
import { ListCountsSchema } from './list-preview.ts'
import { ImportCountsSchema, ListKindSchema } from './preview.ts'

const row = {
  id: IdSchema('Import'),
  fileName: z.string(),
  network: z.string().nullable(),
  /** What was mended on the way in. */
  fixes: z.array(RowFixSchema),
  editedCells: z.int(),
  importedBy: z.string().nullable(),
  importedAt: InstantSchema,
  importedOn: DaySchema,
  isUndone: z.boolean(),
}

export const ImportRowSchema = z.discriminatedUnion('kind', [
  z.object({
    ...row,
    kind: z.literal('stations'),
    grain: GrainSchema,
    counts: ImportCountsSchema,
  }),
  z.object({ ...row, kind: ListKindSchema, counts: ListCountsSchema }),
])
export type ImportRow = z.infer<typeof ImportRowSchema>
