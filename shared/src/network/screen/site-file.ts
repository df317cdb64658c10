/** Files of a site: permits, drawings, contracts. The bytes go apart, by their hash. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { InstantSchema } from '../../time/index.ts'

export const siteFileKinds = ['permit', 'drawing', 'photo', 'contract', 'other'] as const
const kind = z.enum(siteFileKinds)

/** Names a file whose bytes have arrived. */
export const AttachFileSchema = z.object({
  siteId: IdSchema('Site'),
  fileId: IdSchema('SiteFile'),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  /** As the person's computer calls it; never used as a path. */
  fileName: z.string().trim().min(1).max(200),
  kind,
  note: z.string().trim().max(500).nullable().default(null),
})
export type AttachFile = z.infer<typeof AttachFileSchema>
export const SiteFileRefSchema = z.object({ fileId: IdSchema('SiteFile') })

export const SiteFileSchema = z.object({
  id: IdSchema('SiteFile'),
  fileName: z.string(),
  kind,
  note: z.string().nullable(),
  bytes: z.number(),
  contentType: z.string(),
  by: z.string().nullable(),
  attachedAt: InstantSchema,
})
export type SiteFile = z.infer<typeof SiteFileSchema>
