import { RecordHistoryAskedSchema, RecordHistorySchema } from '@changeover/shared/history'
import { procedure, router } from '../trpc.ts'
import { recordHistory } from './read.ts'

export const historyRouter = router({
  /** What happened to a record that the person may see, the newest first. */
  ofRecord: procedure('history.ofRecord')
    .input(RecordHistoryAskedSchema)
    .output(RecordHistorySchema)
    .query(({ ctx, input }) => recordHistory(ctx.db, ctx.actor, input)),
})
