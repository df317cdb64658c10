import { ChargeSchema } from '@changeover/shared/program'
import type { Finding } from '@changeover/shared/progress'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { blocked, flow, home, kits, mix, weeklyThroughput } from './charts.ts'
import { ProgressFilterSchema, scopeOf } from './scope.ts'

const count = z.int()
/** Made by our own definitions a line before: its shape is their type, not something from outside. */
const finding = z.custom<Finding>()
const layers = z.array(z.object({ name: z.string(), counts: z.array(count) }))

/** The charts beyond the overview: one procedure each, all of the same scope. */
export const chartProcedures = {
  /** Done a week against the rate that the target asks for. */
  throughput: procedure('progress.throughput')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        series: z.array(
          z.object({
            charge: ChargeSchema,
            name: z.string(),
            weeks: z.array(
              z.object({
                week: DaySchema,
                done: count,
                mean: z.number().nullable(),
                isWhole: z.boolean(),
              }),
            ),
            required: z.number().nullable(),
            current: z.number().nullable(),
            finding,
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => weeklyThroughput(ctx.db, scopeOf(ctx, input))),

  /** Orders by state, stacked, by week. */
  flow: procedure('progress.flow')
    .input(ProgressFilterSchema.extend({ charge: ChargeSchema }))
    .output(z.object({ asOf: DaySchema, days: z.array(DaySchema), layers, finding }))
    .query(({ ctx, input }) => flow(ctx.db, scopeOf(ctx, input), input.charge)),

  /** What blocking costs, by reason. */
  blocked: procedure('progress.blocked')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        from: DaySchema,
        bars: z.array(
          z.object({
            reason: z.string(),
            connectorDays: count,
            share: z.number(),
            cumulative: z.number(),
            openConnectors: count,
          }),
        ),
        connectorDays: count,
        finding,
      }),
    )
    .query(({ ctx, input }) => blocked(ctx.db, scopeOf(ctx, input))),

  /** How long the kits last. */
  kits: procedure('progress.kits')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        types: z.array(
          z.object({
            name: z.string(),
            points: z.array(z.object({ on: DaySchema, balance: count })),
            firstBelowZero: DaySchema.nullable(),
            shortBy: count,
          }),
        ),
        finding,
      }),
    )
    .query(({ ctx, input }) => kits(ctx.db, scopeOf(ctx, input))),

  /** Connectors by standard, by week: CCS1 never falls. */
  mix: procedure('progress.mix')
    .input(ProgressFilterSchema)
    .output(
      z.object({ asOf: DaySchema, days: z.array(DaySchema), layers, chademoLost: count, finding }),
    )
    .query(({ ctx, input }) => mix(ctx.db, scopeOf(ctx, input))),

  /** Home kits ordered, shipped and installed, by week and region. */
  homeKits: procedure('progress.homeKits')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        weeks: z.array(
          z.object({
            week: DaySchema,
            ordered: count,
            shipped: count,
            installed: count,
            underway: count,
          }),
        ),
        regions: z.array(
          z.object({ region: z.string(), ordered: count, shipped: count, installed: count }),
        ),
        finding,
      }),
    )
    .query(({ ctx, input }) => home(ctx.db, scopeOf(ctx, input))),
}
