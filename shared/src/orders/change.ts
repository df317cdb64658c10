/**
 * What the office changes of many orders at once: any field, or one step of their life. Every order
 * of the selection is judged by itself; those that cannot be changed stay as they are, with the
 * reason. The same rules hold for a click, for the bulk bar and for a CSV that comes back.
 */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema } from '../time/index.ts'
import { ReasonSchema, SelectionSchema } from './schemas.ts'
import { TRANSITIONS } from './states.ts'

/** Steps that are the office's word alone; the crew's steps need a crew on site. */
export const OFFICE_STEPS = ['dispatch', 'verify', 'reopen', 'cancel'] as const
export const OfficeStepSchema = z.enum(OFFICE_STEPS)
export type OfficeStep = z.infer<typeof OfficeStepSchema>

/** Whether somebody has to say why. */
export function needsReason(step: OfficeStep): boolean {
  const needs: readonly string[] = TRANSITIONS[step].needs
  return needs.includes('reason')
}

/** A field that is left out stays; null empties it. */
export const OrderPatchSchema = z.object({
  crewId: IdSchema('Crew').nullable().optional(),
  scheduledOn: DaySchema.nullable().optional(),
  dueOn: DaySchema.nullable().optional(),
  priority: z.int().min(1).max(5).optional(),
  milestoneId: IdSchema('Milestone').optional(),
  /** Null: the crew names the kit on site. */
  kitTypeId: IdSchema('KitType').nullable().optional(),
})
export type OrderPatch = z.infer<typeof OrderPatchSchema>
export type OrderField = keyof OrderPatch

/** In the order in which screens and files show them. */
export const ORDER_FIELDS = [
  'crewId',
  'scheduledOn',
  'dueOn',
  'priority',
  'milestoneId',
  'kitTypeId',
] as const satisfies readonly OrderField[]

export const OrderChangeSchema = z
  .object({
    set: OrderPatchSchema.default({}),
    step: OfficeStepSchema.nullable().default(null),
    reason: ReasonSchema.nullable().default(null),
  })
  .superRefine(({ set, step, reason }, context) => {
    const isEmpty = Object.values(set).every((value) => value === undefined)
    if (isEmpty === (step === null))
      context.addIssue({
        code: 'custom',
        message: 'Change fields, or take one step: one of the two.',
      })
    if (step && needsReason(step) && !reason)
      context.addIssue({ code: 'custom', path: ['reason'], message: 'Give a reason.' })
  })
export type OrderChange = z.infer<typeof OrderChangeSchema>

export const BulkChangeSchema = z.object({ selection: SelectionSchema, change: OrderChangeSchema })
export type BulkChange = z.infer<typeof BulkChangeSchema>

/** Why an order stays as it is. */
export const ChangeRefusalSchema = z.enum([
  'BEFORE_GATE',
  'ILLEGAL_STATE',
  'NO_SKILL',
  'OTHER_TRACK',
  'WRONG_KIT',
  'UNCHANGED',
])
export type ChangeRefusal = z.infer<typeof ChangeRefusalSchema>

/** Orders that stay as they are, and why; `numbers` are a few of them, to look at. */
export const RefusedGroupSchema = z.object({
  reason: ChangeRefusalSchema,
  count: z.int(),
  numbers: z.array(z.number()),
})
export type RefusedGroup = z.infer<typeof RefusedGroupSchema>

/** A change of one order, as a person reads it. */
export const ChangeSampleSchema = z.object({
  number: z.number(),
  siteName: z.string(),
  changes: z.array(
    z.object({
      field: z.enum([...ORDER_FIELDS, 'state']),
      from: z.string().nullable(),
      to: z.string().nullable(),
    }),
  ),
})

/** What a change would do; nothing is written. */
export const ChangePreviewSchema = z.object({
  orders: z.int(),
  ports: z.int(),
  /** Of these, orders that had a crew or a day before. */
  moved: z.int(),
  /** How many orders get another value, by field. */
  fields: z.array(z.object({ field: z.enum([...ORDER_FIELDS, 'state']), count: z.int() })),
  samples: z.array(ChangeSampleSchema),
  refused: z.array(RefusedGroupSchema),
  /** What the crew has on the day already, where both are set. */
  crewLoad: z.object({ orders: z.int(), ports: z.int() }),
})
export type ChangePreview = z.infer<typeof ChangePreviewSchema>
