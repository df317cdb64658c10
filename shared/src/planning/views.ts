/** What the screens hold of plans. */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema, InstantSchema } from '../time/index.ts'
import { ORDER_CHANGES } from './orders/order-changes.ts'
import type { Reason } from './problem.ts'
import type { PlanReport } from './report/plan-report.ts'
import type { Worth } from './report/worth.ts'
import type { ScenarioComparison } from './scenario/comparison.ts'
import type { PlanQuantities } from './scenario/quantities.ts'
import type { Violation } from './validate/violation.ts'

/** Made by our own functions: its shape is its type, not something from outside. */
const reason = z.custom<Reason>()

export const PlanChangeRowSchema = z.object({
  orderId: IdSchema('WorkOrder'),
  number: z.number(),
  change: z.enum(ORDER_CHANGES),
  siteId: IdSchema('Site'),
  siteName: z.string(),
  city: z.string().nullable(),
  region: z.string(),
  charge: z.string(),
  territoryId: z.string(),
  weekOn: DaySchema.nullable(),
  crewId: IdSchema('Crew').nullable(),
  plannedOn: DaySchema.nullable(),
  beforeCrewId: IdSchema('Crew').nullable(),
  beforeOn: DaySchema.nullable(),
  reason: reason.nullable(),
  cause: z.custom<Violation>().nullable(),
  /** Changed since the proposal was made: it will be refused. */
  isStale: z.boolean(),
  isAccepted: z.boolean(),
  refusal: z.string().nullable(),
})
export type PlanChangeRow = z.infer<typeof PlanChangeRowSchema>

/** Part of a proposal: all of it, what concerns some crews, or some weeks. */
export const AcceptScopeSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('all') }),
  z.object({ kind: z.literal('crews'), crewIds: z.array(IdSchema('Crew')).min(1).max(1000) }),
  z.object({ kind: z.literal('weeks'), weeks: z.array(DaySchema).min(1).max(60) }),
])
export type AcceptScope = z.infer<typeof AcceptScopeSchema>

/** Counts of what is to be reviewed, by the parts in which it can be accepted. */
export const ReviewPartSchema = z.object({
  key: z.string(),
  name: z.string(),
  added: z.int(),
  moved: z.int(),
  dropped: z.int(),
  /** Of these, orders that changed since. */
  stale: z.int(),
})
export type ReviewPart = z.infer<typeof ReviewPartSchema>

/** Why an order did not move. */
export const RefusedOrderSchema = z.object({
  orderId: IdSchema('WorkOrder'),
  number: z.number(),
  reason: z.string(),
})

export const PlanDetailSchema = z.custom<
  PlanReport & {
    worth: Worth[]
    comparison: ScenarioComparison | null
    /** Absent in plans that were made before prices. */
    quantities?: PlanQuantities
  }
>()

export const PlanHeadSchema = z.object({
  id: IdSchema('Plan'),
  programId: IdSchema('Program'),
  scenarioId: IdSchema('Scenario').nullable(),
  state: z.enum(['running', 'proposed', 'accepted', 'dropped', 'failed']),
  stage: z.string(),
  progress: z.number(),
  /** More than one: the server went away, and the plan was begun anew. */
  attempts: z.int(),
  isStopAsked: z.boolean(),
  failure: z.enum(['INTERRUPTED', 'INVALID', 'UNEXPECTED']).nullable(),
  fromOn: DaySchema,
  requestedBy: z.string().nullable(),
  requestedAt: InstantSchema,
  finishedAt: InstantSchema.nullable(),
  acceptedCommandId: IdSchema('Command').nullable(),
})
export type PlanHead = z.infer<typeof PlanHeadSchema>

/** A territory's week: load against capacity. */
export const GridCellSchema = z.object({
  territoryId: z.string(),
  weekOn: DaySchema,
  loadMinutes: z.number(),
  capacityMinutes: z.number(),
  waitingForKits: z.int(),
})
export type GridCell = z.infer<typeof GridCellSchema>

export const GridSchema = z.object({
  /** The plan whose capacities are shown; null while none was ever made. */
  planId: IdSchema('Plan').nullable(),
  /** When that plan was made. */
  asOf: InstantSchema.nullable(),
  territories: z.array(z.object({ id: z.string(), name: z.string() })),
  weeks: z.array(DaySchema),
  cells: z.array(GridCellSchema),
})
export type Grid = z.infer<typeof GridSchema>

/** A block of the crew board. */
export const BoardBlockSchema = z.object({
  orderId: IdSchema('WorkOrder'),
  number: z.number(),
  state: z.string(),
  siteId: IdSchema('Site'),
  siteName: z.string(),
  city: z.string().nullable(),
  milestoneId: IdSchema('Milestone'),
  charge: z.string(),
  ports: z.int(),
  minutes: z.number(),
  crewId: IdSchema('Crew').nullable(),
  dayOn: DaySchema.nullable(),
  position: z.int().nullable(),
  /** What the plan makes of it; null on the live board. */
  change: z.enum(ORDER_CHANGES).nullable(),
})
export type BoardBlock = z.infer<typeof BoardBlockSchema>
