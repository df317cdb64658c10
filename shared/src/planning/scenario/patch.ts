import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema } from '../../time/index.ts'

/**
 * A what-if as a patch of the planner's inputs. Each part is about one place or one promise; what is
 * not named stays as it is. Live data is not touched by it.
 */
export const ScenarioPatchSchema = z.object({
  /** More crews at the home of a territory, like its most common one; fewer when negative. */
  crews: z
    .array(z.object({ territoryId: z.string(), count: z.int().min(-100).max(100) }))
    .max(200)
    .default([]),
  /** Deliveries that come later (earlier when negative); null is every depot, every kit. */
  kitDelays: z
    .array(
      z.object({
        depotId: IdSchema('Depot').nullable(),
        kitTypeId: IdSchema('KitType').nullable(),
        weeks: z.int().min(-52).max(104),
      }),
    )
    .max(100)
    .default([]),
  /** A gate that opens another day. */
  gates: z
    .array(z.object({ milestoneId: IdSchema('Milestone'), gateOn: DaySchema }))
    .max(50)
    .default([]),
  /** Minutes that each shift lasts longer; null is every territory. */
  overtime: z
    .array(z.object({ territoryId: z.string().nullable(), minutes: z.int().min(0).max(360) }))
    .max(200)
    .default([]),
  /** Regions whose sites another territory's crews look after. */
  regions: z
    .array(z.object({ region: z.string(), territoryId: z.string() }))
    .max(200)
    .default([]),
})
export type ScenarioPatch = z.infer<typeof ScenarioPatchSchema>

/** Whether a patch changes nothing. */
export function isEmptyPatch(patch: ScenarioPatch): boolean {
  return Object.values(patch).every((part) => part.length === 0)
}

const name = z.string().trim().min(1, { error: 'Name the scenario.' }).max(80)

/** A new scenario, or what an existing one becomes. */
export const ScenarioWishSchema = z.object({
  scenarioId: IdSchema('Scenario').nullable().default(null),
  programId: IdSchema('Program'),
  name,
  patch: ScenarioPatchSchema.refine((patch) => !isEmptyPatch(patch), {
    error: 'Change at least one thing.',
  }),
})

export const ScenarioSchema = z.object({
  id: IdSchema('Scenario'),
  version: z.int(),
  programId: IdSchema('Program'),
  name,
  patch: ScenarioPatchSchema,
  createdBy: z.string().nullable(),
  /** Its latest plan that was made or is being made. */
  planId: IdSchema('Plan').nullable(),
})
