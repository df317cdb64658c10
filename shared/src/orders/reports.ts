/**
 * What crews report beside a clean job, and how screens hold it: hardware that differs, parts, answers
 * that two phones gave differently, work on an order that was no longer theirs. Nothing of it is thrown
 * away. A field that a phone may leave out has no default: both sides hash what was sent.
 */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { DaySchema, InstantSchema } from '../time/index.ts'

const SideSchema = z.enum(['left', 'right'])

/** The hardware differs from the plan: a kit of the program fits what stands there, or words say what it is. */
export const DifferenceSchema = z.object({
  orderId: IdSchema('WorkOrder'),
  seen: z.union([
    z.object({
      kitTypeId: IdSchema('KitType'),
      /** The version of the kit's checklist that the phone went on with, so that both work by the same. */
      checklistVersion: z.int().positive().optional(),
    }),
    z.object({
      description: z.string().trim().min(2, { error: 'Say what you see.' }).max(200),
    }),
  ]),
})
export type Difference = z.infer<typeof DifferenceSchema>

/** What a difference led to: the order follows it, goes back to planning, or was over already. */
export const DifferenceEffectSchema = z.enum(['adapted', 'returned', 'noted'])
export type DifferenceEffect = z.infer<typeof DifferenceEffectSchema>

/** A part beyond the ports' kits: used besides, or going back to the depot. */
export const PartSchema = z.object({
  partId: IdSchema('OrderPart'),
  portId: IdSchema('Port').nullish(),
  kind: z.enum(['used', 'returned']),
  /** Set where the part is a whole kit: a faulty one leaves the stock like a fitted one. */
  kitTypeId: IdSchema('KitType').nullish(),
  name: z.string().trim().min(1).max(100),
  serial: z.string().trim().min(1).max(100).nullish(),
  isFaulty: z.boolean(),
  note: z.string().trim().min(1).max(300).nullish(),
})
export type Part = z.infer<typeof PartSchema>

/** What a fitted port says of its kit. */
export const kitFacts = {
  side: SideSchema.nullish(),
  kitSerial: z.string().trim().min(1).max(100).nullish(),
}

/** Another answer to a step, given without knowing of the first. */
export const RivalAnswerSchema = z.object({
  commandId: IdSchema('Command'),
  value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
  answeredAt: InstantSchema,
  answeredBy: z.string().nullable(),
})
export type RivalAnswer = z.infer<typeof RivalAnswerSchema>

/** What an order's page and the phone show of reports. */
export const OrderReportsSchema = z.object({
  observations: z.array(
    z.object({
      kitName: z.string().nullable(),
      description: z.string().nullable(),
      effect: DifferenceEffectSchema,
      observedAt: InstantSchema,
      observedBy: z.string().nullable(),
    }),
  ),
  parts: z.array(
    z.object({
      id: IdSchema('OrderPart'),
      kind: z.enum(['used', 'returned']),
      name: z.string(),
      serial: z.string().nullable(),
      isFaulty: z.boolean(),
      note: z.string().nullable(),
      recordedOn: DaySchema,
    }),
  ),
  lateReports: z.array(
    z.object({
      /** The command that was not carried out, e.g. `orders.close`. */
      name: z.string(),
      reason: z.enum(['cancelled', 'taken_away']),
      occurredAt: InstantSchema,
      reportedBy: z.string().nullable(),
      crewName: z.string().nullable(),
      data: z.record(z.string(), z.unknown()),
    }),
  ),
})
export type OrderReports = z.infer<typeof OrderReportsSchema>
