import { IdSchema } from '@changeover/shared/commands'
import {
  InputChangesSchema,
  InputFileSchema,
  InputHistorySchema,
  InputListNameSchema,
  InputPreviewSchema,
  InputQuerySchema,
  InputRowSchema,
  ReferencesSchema,
} from '@changeover/shared/planning'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { procedure, router } from '../../trpc.ts'
import { changeInputs, undoInputs } from './apply.ts'
import { importInputs, previewInputs } from './import.ts'
import { exportInputs, inputHistory, listInputs, listReferences } from './read.ts'

/** Lists of inputs: all by the same six procedures, as they all are the same kind of thing. */
export const inputsRouter = router({
  list: procedure('inputs.list')
    .input(InputQuerySchema)
    .output(z.object({ rows: z.array(InputRowSchema), total: z.int() }))
    .query(({ ctx, input }) => listInputs(ctx.db, ctx.actor, input)),

  references: procedure('inputs.references')
    .output(ReferencesSchema)
    .query(({ ctx }) => listReferences(ctx.db, ctx.actor)),

  history: procedure('inputs.history')
    .input(
      z.object({
        list: InputListNameSchema,
        id: IdSchema('Input'),
        asOf: DaySchema.nullable().default(null),
      }),
    )
    .output(InputHistorySchema)
    .query(({ ctx, input }) => inputHistory(ctx.db, ctx.actor, input)),

  exportCsv: procedure('inputs.exportCsv')
    .input(InputQuerySchema.omit({ limit: true }))
    .output(z.string())
    .query(({ ctx, input }) => exportInputs(ctx.db, ctx.actor, input)),

  /** A mutation only because a file does not fit into an address; nothing is written. */
  previewImport: procedure('inputs.previewImport')
    .input(InputFileSchema)
    .output(InputPreviewSchema)
    .mutation(({ ctx, input }) => previewInputs(ctx.db, ctx.actor, input)),

  change: commandProcedure({
    name: 'inputs.change',
    data: InputChangesSchema,
    result: z.object({ changed: z.int(), ids: z.array(IdSchema('Input')) }),
    handle: changeInputs,
  }),

  import: commandProcedure({
    name: 'inputs.import',
    data: InputFileSchema.extend({ digest: z.string() }),
    result: z.object({ added: z.int(), changed: z.int(), unchanged: z.int() }),
    handle: importInputs,
  }),

  undo: commandProcedure({
    name: 'inputs.undo',
    data: z.object({ commandId: IdSchema('Command') }),
    result: z.object({ changed: z.int() }),
    handle: undoInputs,
  }),
})
