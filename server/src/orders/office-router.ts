import { IdSchema } from '@changeover/shared/commands'
import {
  CampaignSchema,
  CrewSchema,
  GenerationSchema,
  ORDER_SORTS,
  OrderDetailSchema,
  OrderExceptionSchema,
  OrderFilterSchema,
  OrderReasonSchema,
  OrderRefSchema,
  OrderRowSchema,
  OrderStateSchema,
  PastOrderRowSchema,
  ReturnedPartSchema,
} from '@changeover/shared/orders'
import { ChargeSchema } from '@changeover/shared/program'
import { dayAt, DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { createCrew, listCrews } from './crews.ts'
import { previewCampaign, startCampaign } from './campaign.ts'
import { blockedReasons, milestoneChoices } from './choices.ts'
import { getOrder } from './details.ts'
import { listExceptions } from './exceptions.ts'
import { generate, previewGeneration } from './generation.ts'
import { countOrders, listOrders } from './list.ts'
import { cancel, reopen } from './outcomes.ts'
import { listOrdersOn } from './past.ts'
import { listReturns } from './returns.ts'
import { plainTransition } from './plain-transitions.ts'
import { now } from '../clock.ts'

const moved = z.object({ state: OrderStateSchema, version: z.int() })
const counted = z.array(z.object({ name: z.string(), count: z.int() }))
const pageKey = z.object({ value: z.string().nullable(), number: z.int() }).nullable()

export const officeRouter = router({
  list: procedure('orders.list')
    .input(
      z.object({
        filter: OrderFilterSchema.default({}),
        sort: z
          .object({
            by: z.enum(ORDER_SORTS),
            isDescending: z.boolean(),
          })
          .default({ by: 'number', isDescending: false }),
        after: pageKey.default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ rows: z.array(OrderRowSchema), next: pageKey }))
    .query(({ ctx, input }) => listOrders(ctx.db, ctx.actor, input, now())),

  count: procedure('orders.count')
    .input(z.object({ filter: OrderFilterSchema.default({}) }))
    .output(z.object({ total: z.int(), isEstimate: z.boolean() }))
    .query(({ ctx, input }) => countOrders(ctx.db, ctx.actor, input.filter, now())),

  /** The orders as they were at the end of a past day. */
  listOn: procedure('orders.listOn')
    .input(
      z.object({
        asOf: DaySchema,
        filter: OrderFilterSchema.default({}),
        after: z.int().nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        rows: z.array(PastOrderRowSchema),
        next: z.int().nullable(),
        total: z.int().nullable(),
        isMore: z.boolean(),
      }),
    )
    .query(({ ctx, input }) => listOrdersOn(ctx.db, ctx.actor, input)),

  get: procedure('orders.get')
    .input(OrderRefSchema.extend({ asOf: DaySchema.nullable().default(null) }))
    .output(OrderDetailSchema)
    .query(({ ctx, input }) => getOrder(ctx.db, ctx.actor, input.orderId, input.asOf)),

  returns: procedure('orders.returns')
    .input(
      z.object({
        onlyFaulty: z.boolean().default(false),
        asOf: DaySchema.nullable().default(null),
      }),
    )
    .output(z.object({ rows: z.array(ReturnedPartSchema), isCut: z.boolean() }))
    .query(({ ctx, input }) => listReturns(ctx.db, ctx.actor, input)),

  listMilestones: procedure('orders.listMilestones')
    .input(z.object({ programId: IdSchema('Program').nullable().default(null) }))
    .output(
      z.array(
        z.object({ id: IdSchema('Milestone'), programId: IdSchema('Program'), name: z.string() }),
      ),
    )
    .query(({ ctx, input }) => milestoneChoices(ctx.db, input.programId)),

  blockedReasons: procedure('orders.blockedReasons')
    .output(z.array(z.object({ reason: z.string(), count: z.int() })))
    .query(({ ctx }) => blockedReasons(ctx.db, ctx.actor)),

  listExceptions: procedure('orders.listExceptions')
    .input(
      z.object({
        programId: IdSchema('Program'),
        reason: z.string().nullable().default(null),
        afterId: IdSchema('OrderException').nullable().default(null),
        asOf: DaySchema.nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(
      z.object({
        counts: z.array(z.object({ reason: z.string(), count: z.int() })),
        rows: z.array(OrderExceptionSchema),
      }),
    )
    .query(({ ctx, input }) => listExceptions(ctx.db, ctx.actor, input)),

  listCrews: procedure('orders.listCrews')
    .input(
      z.object({
        day: DaySchema.nullable().default(null),
        asOf: DaySchema.nullable().default(null),
      }),
    )
    .output(
      z.array(
        z.object({
          id: IdSchema('Crew'),
          name: z.string(),
          region: z.string(),
          skills: z.array(ChargeSchema),
          timeZone: z.string(),
          ordersOnDay: z.int(),
        }),
      ),
    )
    .query(({ ctx, input }) => listCrews(ctx.db, ctx.actor, input.day, input.asOf)),

  createCrew: commandProcedure({
    name: 'orders.createCrew',
    data: CrewSchema,
    result: z.object({ crewId: IdSchema('Crew') }),
    handle: createCrew,
  }),

  previewCampaign: procedure('orders.previewCampaign')
    .input(CampaignSchema)
    .output(
      z.array(
        z.object({
          name: z.string(),
          gateOn: DaySchema,
          targetOn: DaySchema,
          sentence: z.string(),
          ports: z.int(),
          sites: z.int(),
        }),
      ),
    )
    .query(({ ctx, input }) => previewCampaign(ctx.db, ctx.actor, input, dayAt(now(), 'UTC'))),

  startCampaign: commandProcedure({
    name: 'orders.startCampaign',
    data: CampaignSchema,
    result: z.object({
      programId: IdSchema('Program'),
      orders: z.int(),
      ports: z.int(),
      exceptions: z.int(),
    }),
    handle: startCampaign,
  }),

  previewGeneration: procedure('orders.previewGeneration')
    .input(GenerationSchema)
    .output(
      z.array(
        z.object({
          milestoneId: IdSchema('Milestone'),
          name: z.string(),
          orders: z.int(),
          ports: z.int(),
          toAsk: z.int(),
          exceptions: counted,
          kits: counted,
        }),
      ),
    )
    .query(({ ctx, input }) => previewGeneration(ctx.db, ctx.actor, input)),

  generate: commandProcedure({
    name: 'orders.generate',
    data: GenerationSchema,
    result: z.object({ orders: z.int(), ports: z.int(), exceptions: z.int() }),
    handle: generate,
  }),

  dispatch: commandProcedure({
    name: 'orders.dispatch',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('dispatch'),
  }),
  verify: commandProcedure({
    name: 'orders.verify',
    data: OrderRefSchema,
    result: moved,
    handle: plainTransition('verify'),
  }),
  reopen: commandProcedure({
    name: 'orders.reopen',
    data: OrderReasonSchema,
    result: moved,
    handle: reopen,
  }),
  cancel: commandProcedure({
    name: 'orders.cancel',
    data: OrderReasonSchema,
    result: moved,
    handle: cancel,
  }),
})
