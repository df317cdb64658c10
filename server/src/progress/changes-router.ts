import { IdSchema } from '@changeover/shared/commands'
import { ChargeSchema } from '@changeover/shared/program'
import { BudgetReportSchema, SinceSchema, type Finding } from '@changeover/shared/progress'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure } from '../trpc.ts'
import { freezeBaseline } from './baselines.ts'
import { reportBudget } from './budget.ts'
import { baselines, changesSince } from './changes.ts'
import { earned } from './earned.ts'
import { ProgressFilterSchema, scopeOf } from './scope.ts'

const count = z.int()
/** Made by our own definitions: its shape is their type, not something from outside. */
const finding = z.custom<Finding>()
const changed = z.object({ orders: count, ports: count })
const ratio = z.number().nullable()

/** Holding the plan against what was promised: changes, baselines, earned value. */
export const changeProcedures = {
  /** What changed since a day or a baseline: added, moved, dropped, done. */
  changes: procedure('progress.changes')
    .input(ProgressFilterSchema.extend(SinceSchema.shape))
    .output(
      z.object({
        asOf: DaySchema,
        milestones: z.array(
          z.object({
            milestoneId: IdSchema('Milestone'),
            name: z.string(),
            charge: ChargeSchema,
            added: changed,
            moved: changed.extend({ daysLater: count.nullable() }),
            dropped: changed,
            done: changed,
          }),
        ),
      }),
    )
    .query(({ ctx, input }) =>
      changesSince(ctx.db, scopeOf(ctx, input), {
        since: input.since,
        baselineId: input.baselineId,
      }),
    ),

  /** The baselines on record, the newest first. */
  baselines: procedure('progress.baselines')
    .input(ProgressFilterSchema)
    .output(
      z.array(
        z.object({
          id: IdSchema('Baseline'),
          milestoneId: IdSchema('Milestone'),
          milestoneName: z.string(),
          name: z.string(),
          takenOn: DaySchema,
          gateOn: DaySchema,
          targetOn: DaySchema,
          scopeCount: count,
        }),
      ),
    )
    .query(({ ctx, input }) => baselines(ctx.db, scopeOf(ctx, input))),

  /** Earned value and earned schedule of each current. */
  earned: procedure('progress.earned')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        series: z.array(
          z.object({
            charge: ChargeSchema,
            name: z.string(),
            basis: z.enum(['budget', 'connectors']),
            currency: z.string().nullable(),
            /** In cents, or in connectors. */
            planned: z.number(),
            earned: z.number(),
            actualCost: ratio,
            budget: z.number(),
            scheduleVariance: z.number(),
            scheduleIndex: ratio,
            costVariance: ratio,
            costIndex: ratio,
            estimateAtCompletion: ratio,
            toCompleteIndex: ratio,
            /** In weeks of the plan. */
            schedule: z.object({
              earnedPeriods: z.number(),
              variancePeriods: z.number(),
              index: ratio,
              forecastPeriods: ratio,
            }),
            startedOn: DaySchema,
            plannedEndOn: DaySchema,
            forecastEndOn: DaySchema.nullable(),
            weeks: z.array(z.object({ on: DaySchema, index: ratio })),
            finding,
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => earned(ctx.db, scopeOf(ctx, input))),

  freezeBaseline: commandProcedure({
    name: 'progress.freezeBaseline',
    data: z.object({
      programId: IdSchema('Program'),
      name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
    }),
    result: z.object({ baselineIds: z.array(IdSchema('Baseline')) }),
    handle: freezeBaseline,
  }),

  reportBudget: commandProcedure({
    name: 'progress.reportBudget',
    data: BudgetReportSchema,
    result: z.object({}),
    handle: reportBudget,
  }),
}
