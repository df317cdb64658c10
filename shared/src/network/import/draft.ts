/** An import that is being prepared: how its file is to be read, as far as somebody has said so. */
import { z } from 'zod'
import { FileKindSchema, ReadingSchema } from './preview.ts'

export const ImportDraftSchema = ReadingSchema.extend({
  kind: FileKindSchema,
  network: z.string().min(1).max(200).nullable().default(null),
  acceptGoodRows: z.boolean().default(false),
})
export type ImportDraft = z.infer<typeof ImportDraftSchema>

/** The version of an upload in which nothing was mended yet. */
export const UNTOUCHED_VERSION = 1

/** A draft as the server keeps it; whoever saves it next says which version they saw. */
export const KeptDraftSchema = z.object({ draft: ImportDraftSchema, version: z.int() })
export type KeptDraft = z.infer<typeof KeptDraftSchema>
