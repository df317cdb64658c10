import { IdSchema } from '@changeover/shared/commands'
import { ChargeSchema } from '@changeover/shared/program'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { burnUp } from './burn-up.ts'
import { changeProcedures } from './changes-router.ts'
import { chartProcedures } from './charts-router.ts'
import { countsColumn, daysColumn, knownCountsColumn } from './column.ts'
import { coverage } from './coverage.ts'
import { overview } from './overview.ts'
import { byRegion, bySite } from './regions.ts'
import { ProgressFilterSchema, scopeOf } from './scope.ts'
import { visitProcedures } from './visits-router.ts'

const count = z.int()

const forecast = z.object({
  reportedOn: DaySchema,
  p10On: DaySchema.nullable(),
  p50On: DaySchema.nullable(),
  p80On: DaySchema.nullable(),
  p90On: DaySchema.nullable(),
  chanceOfTarget: z.number().nullable(),
})

const milestone = z.object({
  id: IdSchema('Milestone'),
  name: z.string(),
  trackId: IdSchema('Track'),
  charge: ChargeSchema,
  gateOn: DaySchema,
  targetOn: DaySchema,
  /** In ports (in kits for home kits). */
  scope: count,
  done: count,
  remaining: count,
  /** Due by the day of the question; null without a baseline. */
  planned: count.nullable(),
  /** Negative when early; null before the plan begins and when all is done. */
  daysLate: count.nullable(),
  daysLateWeekAgo: count.nullable(),
  doneWeekAgo: count,
  scopeWeekAgo: count,
  /** Ports for which no order could be made. */
  exceptions: count,
  blocked: count,
  blockedWeekAgo: count,
  forecast: forecast.nullable(),
  forecastWeekAgo: forecast.nullable(),
})

const standing = z.object({
  ports: count,
  portsWithNacs: count,
  portsWithNacsWeekAgo: count,
  sites: count,
  sitesWithNacs: count,
  sitesWithNacsWeekAgo: count,
})

/** Who lives in the regions in question, and in those of them with a port that a NACS car can use. */
const people = { people: count, peopleCovered: count }

export const progressRouter = router({
  ...chartProcedures,
  ...visitProcedures,
  ...changeProcedures,

  /** How far each milestone is, held against its plan, and what the last week brought. */
  overview: procedure('progress.overview')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        isPast: z.boolean(),
        regions: z.array(z.string()).readonly().nullable(),
        milestones: z.array(milestone),
      }),
    )
    .query(({ ctx, input }) => overview(ctx.db, scopeOf(ctx, input))),

  /** Done against plan, cumulative, AC and DC apart. */
  burnUp: procedure('progress.burnUp')
    .input(ProgressFilterSchema.extend({ step: z.enum(['day', 'week']).default('week') }))
    .output(
      z.object({
        asOf: DaySchema,
        series: z.array(
          z.object({
            charge: ChargeSchema,
            name: z.string(),
            gateOn: DaySchema,
            targetOn: DaySchema,
            /** A column each: ten years have a thousand points, and most of a row would be names. */
            on: daysColumn,
            done: knownCountsColumn,
            scope: countsColumn,
            /** Null without a baseline. */
            planned: countsColumn.nullable(),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => burnUp(ctx.db, scopeOf(ctx, input), input.step)),

  /** Done and in scope by region, for the map; AC and DC apart. */
  byRegion: procedure('progress.byRegion')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        regions: z.array(
          z.object({
            region: z.string(),
            charge: ChargeSchema,
            scope: count,
            done: count,
            /** Behind the region's part of the plan; negative is early, null is no plan that runs. */
            daysLate: count.nullable(),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => byRegion(ctx.db, scopeOf(ctx, input))),

  /** Sites of one region with what is done there, for the map by county. */
  bySite: procedure('progress.bySite')
    .input(ProgressFilterSchema.extend({ region: z.string(), charge: ChargeSchema }))
    .output(
      z.object({
        asOf: DaySchema,
        sites: z.array(z.object({ lat: z.number(), lon: z.number(), scope: count, done: count })),
      }),
    )
    .query(({ ctx, input }) =>
      bySite(ctx.db, scopeOf(ctx, { ...input, regions: [input.region] }), input.charge),
    ),

  /** Shares of ports and sites with NACS, and what stands of each standard. */
  coverage: procedure('progress.coverage')
    .input(ProgressFilterSchema)
    .output(
      z.object({
        asOf: DaySchema,
        ac: standing.extend(people),
        dc: standing.extend(people),
        connectors: z.array(z.object({ standard: z.string(), count })),
        regions: z.array(z.object({ region: z.string(), ac: standing, dc: standing })),
      }),
    )
    .query(({ ctx, input }) => coverage(ctx.db, scopeOf(ctx, input))),
})
