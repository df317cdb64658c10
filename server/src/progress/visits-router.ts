import { ChargeSchema } from '@changeover/shared/program'
import {
  FIRST_VISIT_FAILURES,
  FigureSchema,
  LiveRungSchema,
  type FigureUnit,
  type Finding,
} from '@changeover/shared/progress'
import { IdSchema } from '@changeover/shared/commands'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { procedure } from '../trpc.ts'
import { figureRows } from './figures/rows.ts'
import { figureSum } from './figures/sums.ts'
import { ProgressFilterSchema, recordingDay, scopeOf } from './scope.ts'
import { ageingOf, firstVisitsOf, notLive } from './visits.ts'

const count = z.int()
/** Made by our own definitions: their shapes are their types, not something from outside. */
const finding = z.custom<Finding>()
const unit = z.custom<FigureUnit>()

const row = z.object({
  key: z.string(),
  orderId: IdSchema('WorkOrder').nullable(),
  orderNumber: z.number().nullable(),
  siteId: IdSchema('Site').nullable(),
  name: z.string(),
  city: z.string().nullable(),
  region: z.string(),
  day: DaySchema.nullable(),
  note: z.string().nullable(),
  quantity: count,
})
const band = { fromDays: count, toDays: count.nullable() }
const failures = z.array(
  z.object({ failure: z.enum(FIRST_VISIT_FAILURES), visits: count, share: z.number() }),
)
const visits = { visits: count, done: count, success: z.number().nullable(), failures }
const key = z.object({ at: z.string().nullable(), id: z.string() }).nullable()

/** Charts of what became of orders and visits, and the rows behind every figure. */
export const visitProcedures = {
  /** What adds up to a number that was shown, page by page. */
  rows: procedure('progress.rows')
    .input(
      z.object({
        figure: FigureSchema,
        filter: ProgressFilterSchema.default({}),
        after: key.default(null),
        limit: z.int().min(1).max(1_000).default(200),
      }),
    )
    .output(
      z.object({
        asOf: DaySchema,
        unit,
        rows: z.array(row),
        next: key,
      }),
    )
    .query(({ ctx, input }) => figureRows(ctx.db, ctx.actor, input, recordingDay())),

  /** What all rows of a figure add up to: the number that was shown. Apart from the rows, which come at once. */
  sum: procedure('progress.sum')
    .input(z.object({ figure: FigureSchema, filter: ProgressFilterSchema.default({}) }))
    .output(
      z.object({
        unit,
        sum: count,
        /** Rows; with `hasMore`, so many at least; null where counting them would cost too much. */
        count: count.nullable(),
        hasMore: z.boolean(),
      }),
    )
    .query(({ ctx, input }) => figureSum(ctx.db, ctx.actor, input, recordingDay())),

  /** How long open orders have been in their state, against how long finished ones took. */
  ageing: procedure('progress.ageing')
    .input(ProgressFilterSchema.extend({ charge: ChargeSchema }))
    .output(
      z.object({
        asOf: DaySchema,
        states: z.array(
          z.object({
            state: z.string(),
            open: count,
            old: count,
            p50: z.number().nullable(),
            p85: z.number().nullable(),
            oldestDays: count,
            bands: z.array(z.object({ ...band, orders: count })),
          }),
        ),
        oldest: z.array(row),
        finding,
      }),
    )
    .query(({ ctx, input }) => ageingOf(ctx.db, scopeOf(ctx, input), input.charge)),

  /** How often one visit was enough. */
  firstVisits: procedure('progress.firstVisits')
    .input(ProgressFilterSchema.extend({ charge: ChargeSchema }))
    .output(
      z.object({
        asOf: DaySchema,
        from: DaySchema,
        ...visits,
        weeks: z.array(z.object({ week: DaySchema, ...visits })),
        finding,
      }),
    )
    .query(({ ctx, input }) => firstVisitsOf(ctx.db, scopeOf(ctx, input), input.charge)),

  /** Connectors that are in place and not yet proven to work. */
  notLive: procedure('progress.notLive')
    .input(ProgressFilterSchema.extend({ rung: LiveRungSchema }))
    .output(
      z.object({
        asOf: DaySchema,
        rung: LiveRungSchema,
        installed: count,
        live: count,
        notLive: count,
        groups: z.array(z.object({ ...band, connectors: count })),
        finding,
      }),
    )
    .query(({ ctx, input }) => notLive(ctx.db, scopeOf(ctx, input), input.rung)),
}
