import { IdSchema } from '@changeover/shared/commands'
import { BoardBlockSchema, GridSchema, type BoardWorld } from '@changeover/shared/planning'
import { DaySchema, weekOf } from '@changeover/shared/time'
import { z } from 'zod'
import { procedure, router } from '../trpc.ts'
import { getGrid } from './board/grid.ts'
import { getWeek } from './board/week.ts'

const programId = IdSchema('Program')
const planId = IdSchema('Plan').nullable().default(null)
/** The past day on which the board is looked at; null is now. */
const asOf = DaySchema.nullable().default(null)

export const boardRouter = router({
  /** Load against capacity by territory and week: of a plan, or live. */
  grid: procedure('planning.grid')
    .input(
      z.object({
        programId,
        planId,
        asOf,
        weeks: z.int().min(1).max(104).default(16),
        /** Territories that cover one of these; left out, all that the person may see. */
        regions: z.array(z.string()).nullable().default(null),
      }),
    )
    .output(GridSchema)
    .query(({ ctx, input }) => getGrid(ctx.db, ctx.actor, input)),

  /** The crew board of a territory's week: of a plan, or live. */
  week: procedure('planning.week')
    .input(
      z.object({
        programId,
        planId,
        asOf,
        territoryId: z.string().min(1).max(100),
        weekOn: DaySchema.refine((day) => day === weekOf(day), {
          error: 'A week is named by its Monday.',
        }),
        page: z.int().min(0).max(1000).default(0),
      }),
    )
    .output(
      z.object({
        territoryName: z.string(),
        crewCount: z.int(),
        /** Made by our own code: its shape is its type. */
        world: z.custom<BoardWorld>(),
        blocks: z.array(BoardBlockSchema),
        unassigned: z.array(BoardBlockSchema),
        names: z.record(z.string(), z.string()),
      }),
    )
    .query(({ ctx, input }) => getWeek(ctx.db, ctx.actor, input)),
})
