import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'

/** The most weeks that get daily routes. */
export const MOST_DETAILED_WEEKS = 8

/** How long a search may take: `quick` answers while one waits, `thorough` is for a coffee. */
export const EFFORTS = ['quick', 'thorough'] as const

/** What somebody asks of a plan. */
export const PlanOptionsSchema = z.object({
  detailedWeeks: z.int().min(1).max(MOST_DETAILED_WEEKS).default(MOST_DETAILED_WEEKS),
  /** Visits of the next days stay as they are. */
  frozenDays: z.int().min(0).max(28).default(2),
  effort: z.enum(EFFORTS).default('quick'),
})
export type PlanRequestOptions = z.infer<typeof PlanOptionsSchema>

export const PlanRequestSchema = z.object({
  programId: IdSchema('Program'),
  /** A what-if: the plan is made from the scenario's inputs and cannot be accepted. */
  scenarioId: IdSchema('Scenario').nullable().default(null),
  options: PlanOptionsSchema.prefault({}),
})
export type PlanRequest = z.infer<typeof PlanRequestSchema>

/** Steps of the tactical search, and of the routes of a territory's week. */
export function searchSteps({ effort }: Pick<PlanRequestOptions, 'effort'>): {
  iterations: number
  routeIterations: number
} {
  switch (effort) {
    case 'quick':
      return { iterations: 500, routeIterations: 1_500 }
    case 'thorough':
      return { iterations: 5_000, routeIterations: 20_000 }
  }
}

/** What the making of a plan goes through, in this order. */
export const PLAN_STAGES = [
  'waiting',
  'reading',
  'weeks',
  'routes',
  'bound',
  'checking',
  'storing',
] as const
export type PlanStage = (typeof PLAN_STAGES)[number]
