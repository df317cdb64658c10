import { IdSchema } from '@changeover/shared/commands'
import {
  AssignmentSchema,
  BulkChangeSchema,
  ChangePreviewSchema,
  RefusedGroupSchema,
  SheetImportSchema,
  SheetPreviewSchema,
} from '@changeover/shared/orders'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { assign, previewAssignment } from './assignment.ts'
import { changeOrders, previewChange } from './change.ts'
import { importSheet, previewSheet } from './sheet/import.ts'
import { undoChange } from './undo.ts'
import { now } from '../clock.ts'

const refused = z.array(RefusedGroupSchema)

/** Changes of many orders at once. Previews are queries with a body: a selection may name thousands of orders. */
export const changeRouter = router({
  previewChange: procedure('orders.previewChange')
    .input(BulkChangeSchema)
    .output(ChangePreviewSchema)
    .mutation(({ ctx, input }) => previewChange(ctx.db, ctx.actor, input, now())),

  change: commandProcedure({
    name: 'orders.change',
    data: BulkChangeSchema,
    result: z.object({ changed: z.int(), refused }),
    isBulk: true,
    handle: changeOrders,
  }),

  previewAssignment: procedure('orders.previewAssignment')
    .input(AssignmentSchema)
    .output(ChangePreviewSchema)
    .mutation(({ ctx, input }) => previewAssignment(ctx.db, ctx.actor, input, now())),

  assign: commandProcedure({
    name: 'orders.assign',
    data: AssignmentSchema,
    result: z.object({ assigned: z.int(), refused }),
    isBulk: true,
    handle: assign,
  }),

  previewImport: procedure('orders.previewImport')
    .input(SheetImportSchema.pick({ uploadId: true }))
    .output(SheetPreviewSchema)
    .mutation(({ ctx, input }) => previewSheet(ctx, ctx.actor, input)),

  import: commandProcedure({
    name: 'orders.import',
    data: SheetImportSchema,
    result: z.object({ changed: z.int(), leftOut: z.int() }),
    isBulk: true,
    handle: importSheet,
  }),

  undo: commandProcedure({
    name: 'orders.undo',
    data: z.object({ commandId: IdSchema('Command') }),
    result: z.object({
      restored: z.int(),
      inTheWay: z.array(
        z.object({ orderId: IdSchema('WorkOrder'), number: z.number(), state: z.string() }),
      ),
      inTheWayCount: z.int(),
    }),
    isBulk: true,
    handle: undoChange,
  }),
})
