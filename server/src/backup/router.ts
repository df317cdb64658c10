import { IdSchema } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { enqueue } from '../jobs/enqueue.ts'
import { procedure, router } from '../trpc.ts'
import { filesForBackup } from './files.ts'

export const backupRouter = router({
  list: procedure('backup.list')
    .output(
      z.object({
        directory: z.string(),
        keep: z.int(),
        everyHours: z.int(),
        /** The bucket that holds photos and files. */
        bucket: z.string().nullable(),
        /** Whether photos and files are part of it. */
        withFiles: z.boolean(),
        backups: z.array(
          z.object({
            id: IdSchema('Backup'),
            fileName: z.string(),
            bytes: z.int(),
            madeAt: InstantSchema,
            verifiedAt: InstantSchema.nullable(),
          }),
        ),
      }),
    )
    .query(async ({ ctx }) => ({
      ...ctx.config.backup,
      withFiles: filesForBackup(ctx.config) !== null,
      bucket: ctx.config.s3?.bucket ?? null,
      backups: await ctx.db
        .selectFrom('backup')
        .select(['id', 'fileName', 'bytes', 'madeAt', 'verifiedAt'])
        .orderBy('madeAt', 'desc')
        .execute(),
    })),

  /** Asks for a backup now; it is made as a job and appears in the list when it was verified. */
  start: commandProcedure({
    name: 'backup.start',
    data: z.object({}),
    result: z.object({}),
    handle: async (work) => {
      await enqueue(work.tx, 'backup', {}, { key: 'backup', maxAttempts: 3 })
      work.record({ kind: 'backup.asked', subject: { kind: 'backup', id: null }, payload: {} })
      work.stale('jobs')
      return {}
    },
  }),
})
