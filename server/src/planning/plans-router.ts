import { IdSchema } from '@changeover/shared/commands'
import {
  AcceptScopeSchema,
  CostRateSchema,
  ORDER_CHANGES,
  PlanChangeRowSchema,
  PlanDetailSchema,
  PlanHeadSchema,
  PlanRequestSchema,
  RefusedOrderSchema,
  ReviewPartSchema,
} from '@changeover/shared/planning'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { accept, undoAccept } from './plans/accept.ts'
import type { PlanSummary } from './plans/plan-row.ts'
import { drop, isVisible, propose, requireProgram, stop } from './plans/proposals.ts'
import { listPlans } from './plans/repository.ts'
import { getReport, listChanges, listParts } from './plans/review.ts'

const planRef = z.object({ planId: IdSchema('Plan') })
/** Stored by our own code: its shape is its type. */
const planRow = PlanHeadSchema.extend({ summary: z.custom<PlanSummary>().nullable() })
const nothing = z.object({})
/** The past day on which plans are looked at; null is now. */
const asOf = DaySchema.nullable().default(null)
/** Enough for the page and a look back. */
const PLANS_LISTED = 30

export const plansRouter = router({
  /** The program's plans, the latest first: what runs, what waits for a review, what was decided. */
  listPlans: procedure('planning.listPlans')
    .input(z.object({ programId: IdSchema('Program'), asOf }))
    .output(z.array(planRow))
    .query(async ({ ctx, input }) => {
      await requireProgram(ctx.db, input.programId)
      const plans = await listPlans(ctx.db, input.programId, PLANS_LISTED, input.asOf)
      return plans.filter((plan) => isVisible(ctx.actor, plan))
    }),

  getPlan: procedure('planning.getPlan')
    .input(planRef.extend({ asOf }))
    .output(
      z.object({
        plan: planRow,
        detail: PlanDetailSchema.nullable(),
        /** What the ids in it are called. */
        names: z.record(z.string(), z.string()),
        /** Prices as they are now, or were on the past day: a plan is priced when it is looked at. */
        rates: z.array(CostRateSchema),
      }),
    )
    .query(({ ctx, input }) => getReport(ctx.db, ctx.actor, input.planId, input.asOf)),

  /** The orders of a plan, by number: what it adds, moves, drops, leaves. */
  listChanges: procedure('planning.listChanges')
    .input(
      planRef.extend({
        kinds: z.array(z.enum(ORDER_CHANGES)).min(1).default(['added', 'moved', 'dropped']),
        crewId: IdSchema('Crew').nullable().default(null),
        weekOn: DaySchema.nullable().default(null),
        after: z.number().nullable().default(null),
        limit: z.int().min(1).max(500).default(100),
      }),
    )
    .output(z.object({ rows: z.array(PlanChangeRowSchema), next: z.number().nullable() }))
    .query(({ ctx, input }) => listChanges(ctx.db, ctx.actor, input)),

  /** What is left to review, by the parts in which it can be accepted. */
  listParts: procedure('planning.listParts')
    .input(planRef)
    .output(z.object({ crews: z.array(ReviewPartSchema), weeks: z.array(ReviewPartSchema) }))
    .query(({ ctx, input }) => listParts(ctx.db, ctx.actor, input.planId)),

  propose: commandProcedure({
    name: 'planning.propose',
    data: PlanRequestSchema,
    result: planRef,
    handle: propose,
  }),

  stop: commandProcedure({ name: 'planning.stop', data: planRef, result: nothing, handle: stop }),

  drop: commandProcedure({ name: 'planning.drop', data: planRef, result: nothing, handle: drop }),

  accept: commandProcedure({
    name: 'planning.accept',
    data: planRef.extend({ scope: AcceptScopeSchema.default({ kind: 'all' }) }),
    result: z.object({
      scheduled: z.int(),
      dropped: z.int(),
      refused: z.int(),
      refusedOrders: z.array(RefusedOrderSchema),
    }),
    handle: accept,
  }),

  undoAccept: commandProcedure({
    name: 'planning.undoAccept',
    data: planRef.extend({ commandId: IdSchema('Command') }),
    result: z.object({
      restored: z.int(),
      inTheWay: z.array(
        z.object({ orderId: IdSchema('WorkOrder'), number: z.number(), state: z.string() }),
      ),
      inTheWayCount: z.int(),
    }),
    handle: undoAccept,
  }),
})
