import { INPUT_GROUPS } from '@changeover/shared/forecast'
import { IdSchema } from '@changeover/shared/commands'
import { ChargeSchema } from '@changeover/shared/program'
import type { Finding } from '@changeover/shared/progress'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { ProgressFilterSchema, recordingDay, scopeOf } from '../progress/index.ts'
import { procedure, router } from '../trpc.ts'
import {
  BasisSchema,
  FanPointSchema,
  RegionForecastSchema,
  TerritoryForecastSchema,
} from './detail.ts'
import { now } from './now.ts'
import { outlook, OutlookQuestionSchema, trend } from './outlook.ts'
import { scorecard } from './scorecard.ts'
import { shift } from './shift.ts'

const count = z.number()
/** Made by our own definition: its shape is its type, not something from outside. */
const finding = z.custom<Finding>()
const day = DaySchema.nullable()
const milestone = {
  milestoneId: IdSchema('Milestone'),
  name: z.string(),
  charge: ChargeSchema,
}

const whole = z.object({
  gate: day,
  target: DaySchema,
  scope: count,
  done: count,
  /** How many futures were played. */
  runs: z.int(),
  p10On: day,
  p50On: day,
  p80On: day,
  p90On: day,
  /** Of the target, 0 to 1, and in whole percent as it is said. */
  chance: z.number(),
  percent: z.int(),
  /** Since about a week before; points are whole, and those of the causes add up, where they are known. */
  change: z
    .object({
      since: DaySchema,
      points: z.int(),
      causes: z.array(z.object({ group: z.enum(INPUT_GROUPS), points: z.int() })),
    })
    .nullable(),
  fan: z.array(FanPointSchema),
})

const said = z
  .object({
    p50On: day,
    chanceOfTarget: z.number().nullable(),
    target: DaySchema,
    daysLate: z.int().nullable(),
  })
  .nullable()

export const forecastRouter = router({
  /** What is forecast for each milestone, how sure it is, and what moved it. */
  outlook: procedure('forecast.outlook')
    .input(OutlookQuestionSchema)
    .output(
      z.object({
        asOf: DaySchema,
        milestones: z.array(
          z.object({
            ...milestone,
            /** The day on which it was said. */
            reportedOn: DaySchema,
            basis: BasisSchema,
            target: DaySchema,
            /** Null when the question is about some regions only. */
            whole: whole.nullable(),
            territories: z.array(TerritoryForecastSchema),
            /** Those that were asked for; of a question about all, empty unless it wants each. */
            regions: z.array(RegionForecastSchema),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => outlook(ctx.db, scopeOf(ctx, input), input.byRegion)),

  /** What would be said if it were asked now, beside what was said last. */
  now: procedure('forecast.now')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        milestones: z.array(
          z.object({
            ...milestone,
            percent: z.int(),
            p50On: day,
            said: z.object({ on: DaySchema, percent: z.int(), p50On: day }).nullable(),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => now(ctx.db, ctx.actor, input, recordingDay())),

  /** How the forecast of each milestone moved, from what was said at the time, a point a week. */
  trend: procedure('forecast.trend')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        milestones: z.array(
          z.object({
            ...milestone,
            slipDays: z.int().nullable(),
            finding,
            points: z.array(
              z.object({
                reportedOn: DaySchema,
                p10On: day,
                p50On: day,
                p90On: day,
                chanceOfTarget: z.number().nullable(),
                targetOn: DaySchema,
              }),
            ),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => trend(ctx.db, scopeOf(ctx, input))),

  /** Why the date of each milestone moved between two days: its parts add up to the shift. */
  shift: procedure('forecast.shift')
    .input(ProgressFilterSchema.extend({ from: DaySchema }))
    .output(
      z.object({
        asOf: DaySchema,
        /** The days on which the two forecasts were said; null where there are not two. */
        from: day,
        to: day,
        /** How many futures each mix was played with. */
        runs: z.int().nullable(),
        milestones: z.array(
          z.object({
            ...milestone,
            days: count,
            points: count,
            parts: z.array(z.object({ group: z.enum(INPUT_GROUPS), days: count, points: count })),
            before: said,
            after: said,
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => shift(ctx.db, scopeOf(ctx, input), input.from)),

  /** How often the ranges on record held, and what is learnt from it. */
  scorecard: procedure('forecast.scorecard')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        horizons: z.array(
          z.object({
            weeks: z.int(),
            settled: z.int(),
            coverage80: count.nullable(),
            below: count.nullable(),
            above: count.nullable(),
          }),
        ),
        /** What the drift of the next forecast is multiplied by. */
        recalibration: count,
        finishes: z.int(),
        brier: count.nullable(),
        forecasts: z.array(
          z.object({
            name: z.string(),
            charge: ChargeSchema,
            madeOn: DaySchema,
            on: DaySchema,
            weeks: z.int(),
            p10: count,
            p50: count,
            p90: count,
            outcome: count,
            held: z.boolean(),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => scorecard(ctx.db, scopeOf(ctx, input))),
})
