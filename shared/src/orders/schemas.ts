import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema, InstantSchema } from '../time/index.ts'
import { kitFacts, PartSchema } from './reports.ts'
import { OrderStateSchema } from './order-state.ts'

const orderId = IdSchema('WorkOrder')
/** Why somebody decides; it is read by the crew and kept for ever. */
export const ReasonSchema = z.string().trim().min(3, { error: 'Give a reason.' }).max(500)

/** Which orders: every field narrows; null or left out does not. All of it stands in the page's address. */
export const OrderFilterSchema = z.object({
  programId: IdSchema('Program').nullish(),
  milestoneId: IdSchema('Milestone').nullish(),
  trackId: IdSchema('Track').nullish(),
  siteId: IdSchema('Site').nullish(),
  regions: z.array(z.string()).nullish(),
  charge: z.enum(['AC', 'DC', 'HOME']).nullish(),
  states: z.array(OrderStateSchema).nullish(),
  /** `none`: orders without a crew. */
  crewId: z.union([z.literal('none'), IdSchema('Crew')]).nullish(),
  kitTypeId: z.union([z.literal('none'), IdSchema('KitType')]).nullish(),
  scheduledFrom: DaySchema.nullish(),
  scheduledTo: DaySchema.nullish(),
  dueTo: DaySchema.nullish(),
  priority: z.int().min(1).max(5).nullish(),
  /** Orders that are not to be worked on yet: their day, or today where they have none, is before the gate. */
  isBeforeGate: z.boolean().nullish(),
  blockedReason: z.string().nullish(),
  /** At least so many days in its present state. */
  minDaysInState: z.int().positive().nullish(),
  /** An order's number, or words of its site's name or address, or of a station's name, id or serial. */
  search: z.string().trim().max(200).nullish(),
})
export type OrderFilter = z.infer<typeof OrderFilterSchema>

/** What the table can be sorted by; ties are broken by number. */
export const ORDER_SORTS = ['number', 'scheduledOn', 'dueOn', 'stateSince'] as const

/** Orders that a bulk command is about: named one by one, or all that a filter finds but a few. */
export const SelectionSchema = z.union([
  z.object({ orderIds: z.array(orderId).min(1).max(5_000) }),
  z.object({ filter: OrderFilterSchema, excludedIds: z.array(orderId).max(5_000).default([]) }),
])
export type Selection = z.infer<typeof SelectionSchema>

export const AssignmentSchema = z.object({
  selection: SelectionSchema,
  crewId: IdSchema('Crew'),
  day: DaySchema,
})
export type Assignment = z.infer<typeof AssignmentSchema>

export const CrewSchema = z.object({
  name: z.string().trim().min(1, { error: 'Enter a name.' }).max(100),
  region: z.string().min(1, { error: 'Choose a region.' }),
  skills: z.array(z.enum(['AC', 'DC', 'HOME'])).min(1, { error: 'Choose at least one skill.' }),
  timeZone: z.string().min(1),
  homeLat: z.number().min(-90).max(90).nullable().default(null),
  homeLon: z.number().min(-180).max(180).nullable().default(null),
})

export const OrderRefSchema = z.object({ orderId })
export const OrderReasonSchema = z.object({ orderId, reason: ReasonSchema })

export const AnswerSchema = z.object({
  orderId,
  step: z.string().min(1).max(100),
  value: z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]),
  /**
   * The command of the answer that the sender had before its eyes; null when there was none. An
   * answer that takes the place of another one unseen becomes its rival. Left out: whatever is there.
   */
  basedOn: IdSchema('Command').nullable().optional(),
  /** Rivals that the sender saw and decided between. */
  settles: z.array(IdSchema('Command')).max(50).optional(),
})
export type Answer = z.infer<typeof AnswerSchema>

export const EvidenceSchema = z.object({
  orderId,
  evidenceId: IdSchema('Evidence'),
  kind: z.enum(['before', 'after', 'blocked', 'other']),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  takenAt: InstantSchema,
})

const standard = z.string().regex(/^[A-Z0-9_]+$/)

export const PortOutcomeSchema = z.discriminatedUnion('outcome', [
  z.object({
    portId: IdSchema('Port'),
    outcome: z.literal('fitted'),
    standard,
    /** The kit that was used, where it was asked on site or differs from the plan. */
    kitTypeId: IdSchema('KitType').nullish(),
    ...kitFacts,
    removed: z.array(standard).max(10).default([]),
  }),
  z.object({ portId: IdSchema('Port'), outcome: z.literal('not_fitted'), reason: ReasonSchema }),
])

export const ClosingSchema = z.object({
  orderId,
  /** One outcome for each port that is still open in the order. */
  ports: z.array(PortOutcomeSchema).max(500),
  parts: z.array(PartSchema).max(50).optional(),
  /** Lets the site's CCS1 count fall; only managers can give it, and never on a funded port. */
  waiver: z.object({ reason: z.string().trim().min(10).max(500) }).nullish(),
})
export type Closing = z.infer<typeof ClosingSchema>

export const GenerationSchema = z.object({
  programId: IdSchema('Program'),
  /** Null: all milestones of the program. */
  milestoneId: IdSchema('Milestone').nullable().default(null),
})
