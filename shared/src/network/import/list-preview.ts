/** Previews and results of files that are joined by a key: hardware of stations, orders of home kits. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema } from '../../time/index.ts'
import { LineKindSchema } from './lines.ts'
import { FileFindingsSchema, ListKindSchema, ReadingSchema } from './preview.ts'

/** What importing such a file does, in rows; each has one outcome. */
export const ListCountsSchema = z.object({
  created: z.int(),
  changed: z.int(),
  unchanged: z.int(),
  /** Rows whose key is that of nothing we know. */
  unmatched: z.int(),
  rejectedRows: z.int(),
  droppedRows: z.int(),
})
export type ListCounts = z.infer<typeof ListCountsSchema>

export const ListRequestSchema = ReadingSchema.omit({ mapping: true }).extend({
  kind: ListKindSchema,
  acceptGoodRows: z.boolean().default(false),
})
export type ListRequest = z.infer<typeof ListRequestSchema>

const kitCounts = { ordered: z.int(), shipped: z.int(), installed: z.int() }

export const ListPreviewSchema = z.object({
  kind: ListKindSchema,
  file: FileFindingsSchema,
  counts: ListCountsSchema,
  lineCounts: z.array(z.object({ kind: LineKindSchema, count: z.int() })),
  /** Home kits of the file by region and by week (its Monday); empty for other files. */
  kitsByRegion: z.array(z.object({ region: z.string(), ...kitCounts })),
  kitsByWeek: z.array(z.object({ week: DaySchema, ...kitCounts })),
  changesNothing: z.boolean(),
})
export type ListPreview = z.infer<typeof ListPreviewSchema>

export const ListImportResultSchema = z.object({
  /** Null when the file changed nothing. */
  importId: IdSchema('Import').nullable(),
  counts: ListCountsSchema,
})
export type ListImportResult = z.infer<typeof ListImportResultSchema>
