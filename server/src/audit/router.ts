import { IdSchema } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { trustedKeys } from './key.ts'
import { listKinds, searchAudit } from './search.ts'
import { verifyAudit } from './verify.ts'

const EntrySchema = z.object({
  position: z.int(),
  commandId: IdSchema('Command'),
  kind: z.string(),
  subjectKind: z.string(),
  subjectId: z.string().nullable(),
  payload: z.unknown(),
  actorId: IdSchema('Person').nullable(),
  actorName: z.string().nullable(),
  deviceId: z.string().nullable(),
  occurredAt: InstantSchema,
  recordedAt: InstantSchema,
})

const QuerySchema = z.object({
  text: z.string().trim().min(1).max(200).optional(),
  kind: z.string().max(100).optional(),
  actorId: IdSchema('Person').optional(),
  subjectId: z.uuid().optional(),
  from: InstantSchema.optional(),
  to: InstantSchema.optional(),
  before: z.int().positive().optional(),
  limit: z.int().min(1).max(200).default(50),
})

const positions = z.array(z.int())
const FindingSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('changed'), seal: z.int() }),
  z.object({ kind: z.literal('removed'), seal: z.int(), positions }),
  z.object({ kind: z.literal('inserted'), positions }),
  z.object({ kind: z.literal('broken_chain'), seal: z.int() }),
  z.object({ kind: z.literal('bad_signature'), seal: z.int(), keyId: z.string() }),
  z.object({ kind: z.literal('not_the_exported_head'), seal: z.int() }),
])

export const auditRouter = router({
  /** The record, newest first, filtered. */
  search: procedure('audit.search')
    .input(QuerySchema)
    .output(z.object({ entries: z.array(EntrySchema), kinds: z.array(z.string()) }))
    .query(async ({ ctx, input }) => ({
      entries: await searchAudit(ctx.db, input),
      kinds: await listKinds(ctx.db),
    })),

  /** How far the record is sealed, and by whom. */
  seals: procedure('audit.seals')
    .output(
      z.object({
        head: z
          .object({
            number: z.int(),
            hash: z.string(),
            toPosition: z.int(),
            keyId: z.string(),
            sealedAt: InstantSchema,
          })
          .nullable(),
      }),
    )
    .query(async ({ ctx }) => {
      const head = await ctx.db
        .selectFrom('auditSeal')
        .select(['number', 'hash', 'toPosition', 'keyId', 'sealedAt'])
        .orderBy('number', 'desc')
        .limit(1)
        .executeTakeFirst()
      return { head: head ?? null }
    }),

  /** Reads every sealed event again. */
  verify: procedure('audit.verify')
    .output(
      z.object({
        isIntact: z.boolean(),
        seals: z.int(),
        sealedEvents: z.int(),
        unsealedEvents: z.int(),
        headHash: z.string().nullable(),
        findings: z.array(FindingSchema),
      }),
    )
    .query(({ ctx }) => verifyAudit(ctx.db, trustedKeys(ctx.config.directory))),
})
