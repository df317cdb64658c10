import { IdSchema } from '@changeover/shared/commands'
import {
  AnswerSchema,
  ClosingSchema,
  DifferenceEffectSchema,
  DifferenceSchema,
  EvidenceSchema,
  OrderDetailSchema,
  OrderReasonSchema,
  OrderRefSchema,
  OrderStateSchema,
} from '@changeover/shared/orders'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { closeOrder } from './close.ts'
import { ordersOfDays } from './details.ts'
import { addEvidence, answer } from './evidence.ts'
import { reportDifference } from './difference.ts'
import { block, plainTransition } from './plain-transitions.ts'

/** `isLate`: kept as a report, because the order was cancelled or given to others meanwhile. */
const moved = z.object({
  state: OrderStateSchema,
  version: z.int(),
  isLate: z.boolean().optional(),
})

export const fieldRouter = router({
  today: procedure('orders.today')
    .input(
      z.object({
        from: DaySchema,
        to: DaySchema,
        crewId: IdSchema('Crew').nullable().default(null),
      }),
    )
    .output(
      z.object({
        crew: z.object({ id: IdSchema('Crew'), name: z.string() }).nullable(),
        orders: z.array(OrderDetailSchema),
        checklists: z.array(OrderDetailSchema.shape.checklist.unwrap()),
      }),
    )
    .query(({ ctx, input }) => ordersOfDays(ctx.db, ctx.actor, input)),

  travel: commandProcedure({
    name: 'orders.travel',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('travel'),
  }),
  arrive: commandProcedure({
    name: 'orders.arrive',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('arrive'),
  }),
  start: commandProcedure({
    name: 'orders.start',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('start'),
  }),
  unblock: commandProcedure({
    name: 'orders.unblock',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('unblock'),
  }),
  block: commandProcedure({
    name: 'orders.block',
    data: OrderReasonSchema,
    result: moved,
    handle: block,
  }),

  different: commandProcedure({
    name: 'orders.different',
    data: DifferenceSchema,
    result: moved.extend({ effect: DifferenceEffectSchema }),
    handle: reportDifference,
  }),

  answer: commandProcedure({
    name: 'orders.answer',
    data: AnswerSchema,
    /** A measured value outside its limits is kept, and its step stays open. */
    result: z.object({ problem: z.string().nullable(), isRival: z.boolean() }),
    handle: answer,
  }),

  addEvidence: commandProcedure({
    name: 'orders.addEvidence',
    data: EvidenceSchema,
    result: z.object({ isStored: z.boolean() }),
    handle: addEvidence,
  }),

  close: commandProcedure({
    name: 'orders.close',
    data: ClosingSchema,
    result: moved.extend({ portsFitted: z.int(), chademoLost: z.int() }),
    handle: closeOrder,
  }),
})
