import { AppError } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { listOutcomes, listWaitingJobs, retryJob } from './repository.ts'

const JobIdSchema = z.string().regex(/^\d{1,18}$/)

export const jobsRouter = router({
  /** What waits, runs or has given up, and how each kind of job went lately. */
  list: procedure('jobs.list')
    .output(
      z.object({
        waiting: z.array(
          z.object({
            id: z.string(),
            task: z.string(),
            state: z.enum(['waiting', 'running', 'retrying', 'given_up']),
            attempts: z.int(),
            maxAttempts: z.int(),
            runAt: InstantSchema,
            lastError: z.string().nullable(),
          }),
        ),
        outcomes: z.array(
          z.object({
            task: z.string(),
            succeededAt: InstantSchema.nullable(),
            failedAt: InstantSchema.nullable(),
            lastError: z.string().nullable(),
            runs: z.int(),
            failures: z.int(),
          }),
        ),
      }),
    )
    .query(async ({ ctx }) => ({
      waiting: await listWaitingJobs(ctx.db),
      outcomes: await listOutcomes(ctx.db),
    })),

  retry: commandProcedure({
    name: 'jobs.retry',
    data: z.object({ jobId: JobIdSchema }),
    result: z.object({}),
    handle: async (work, { jobId }) => {
      if (!(await retryJob(work.tx, jobId))) throw new AppError('NOT_FOUND')
      work.record({ kind: 'job.retried', subject: { kind: 'job', id: null }, payload: { jobId } })
      work.stale('jobs')
      return {}
    },
  }),
})
