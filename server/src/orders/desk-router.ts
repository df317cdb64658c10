import { IdSchema } from '@changeover/shared/commands'
import { ArrangeDeskSchema, OrderDeskSchema, SaveViewSchema } from '@changeover/shared/orders'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { arrangeDesk, deleteView, deskOf, saveView } from './desk.ts'

const nothing = z.object({})

/** How somebody looks at the table: columns and kept views. */
export const deskRouter = router({
  desk: procedure('orders.desk')
    .output(OrderDeskSchema)
    .query(({ ctx }) => deskOf(ctx.db, ctx.actor)),

  saveView: commandProcedure({
    name: 'orders.saveView',
    data: SaveViewSchema,
    result: z.object({ viewId: IdSchema('OrderView') }),
    handle: saveView,
  }),

  deleteView: commandProcedure({
    name: 'orders.deleteView',
    data: z.object({ viewId: IdSchema('OrderView') }),
    result: nothing,
    handle: deleteView,
  }),

  arrangeDesk: commandProcedure({
    name: 'orders.arrangeDesk',
    data: ArrangeDeskSchema,
    result: nothing,
    handle: arrangeDesk,
  }),
})
