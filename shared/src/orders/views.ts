/** What the screens and the phone hold of orders; a phone checks what it kept against these. */
import { z } from 'zod'
import { IdSchema } from '../commands/index.ts'
import { ChecklistStepSchema, ChargeSchema } from '../program/index.ts'
import { DaySchema, InstantSchema } from '../time/index.ts'
import { OrderReportsSchema, RivalAnswerSchema } from './reports.ts'
import { OrderStateSchema } from './order-state.ts'

const ref = <Kind extends string>(kind: Kind) => z.object({ id: IdSchema(kind), name: z.string() })

/** A row of the table. */
export const OrderRowSchema = z.object({
  id: IdSchema('WorkOrder'),
  number: z.number(),
  version: z.int(),
  state: OrderStateSchema,
  stateSince: InstantSchema,
  siteId: IdSchema('Site'),
  siteName: z.string(),
  city: z.string().nullable(),
  region: z.string(),
  charge: ChargeSchema,
  milestoneName: z.string(),
  kitName: z.string().nullable(),
  portCount: z.int(),
  priority: z.int(),
  crewName: z.string().nullable(),
  scheduledOn: DaySchema.nullable(),
  dueOn: DaySchema.nullable(),
  doneOn: DaySchema.nullable(),
  blockedReason: z.string().nullable(),
})
export type OrderRow = z.infer<typeof OrderRowSchema>

/** An order as it was at the end of a past day; since which day it was in its state then. */
export const PastOrderRowSchema = OrderRowSchema.omit({
  version: true,
  stateSince: true,
  doneOn: true,
}).extend({ enteredOn: DaySchema })
export type PastOrderRow = z.infer<typeof PastOrderRowSchema>

export const OrderPortSchema = z.object({
  id: IdSchema('Port'),
  number: z.int(),
  stationName: z.string(),
  stationSerial: z.string().nullable(),
  stationSourceId: z.string(),
  model: z.string().nullable(),
  family: z.string().nullable(),
  level: z.enum(['L1', 'L2', 'DC']).nullable(),
  powerKw: z.number().nullable(),
  isFunded: z.boolean(),
  /** Standards of the connectors that stand there now. */
  standards: z.array(z.string()),
  kitTypeId: IdSchema('KitType').nullable(),
  outcome: z.enum(['open', 'fitted', 'not_fitted', 'cancelled']),
  outcomeReason: z.string().nullable(),
  kitSerial: z.string().nullable(),
  kitSide: z.enum(['left', 'right']).nullable(),
  /** Until when a waiver that was granted beforehand lets one CCS1 connector go; null without one. */
  waivedUntil: DaySchema.nullable(),
  /** The days on which the connector that the order fitted reached its rungs. */
  rungs: z.object({
    energised: DaySchema.nullable(),
    first_session: DaySchema.nullable(),
    publicly_listed: DaySchema.nullable(),
  }),
})
export type OrderPort = z.infer<typeof OrderPortSchema>

export const OrderKitSchema = z.object({
  id: IdSchema('KitType'),
  code: z.string(),
  name: z.string(),
  family: z.string(),
  level: z.string(),
  addsStandard: z.string(),
  removesStandard: z.string().nullable(),
  side: z.enum(['left', 'right']).nullable(),
  durationMinutes: z.int(),
})

/** Everything the order's page and the phone need. */
export const OrderDetailSchema = z.object({
  id: IdSchema('WorkOrder'),
  number: z.number(),
  version: z.int(),
  state: OrderStateSchema,
  stateSince: InstantSchema,
  charge: ChargeSchema,
  addsStandard: z.string().nullable(),
  priority: z.int(),
  scheduledOn: DaySchema.nullable(),
  routePosition: z.int().nullable(),
  dueOn: DaySchema.nullable(),
  doneOn: DaySchema.nullable(),
  blockedReason: z.string().nullable(),
  program: ref('Program'),
  milestone: ref('Milestone').extend({ gateOn: DaySchema, targetOn: DaySchema }),
  crew: ref('Crew').nullable(),
  site: z.object({
    id: IdSchema('Site'),
    name: z.string(),
    street: z.string().nullable(),
    city: z.string().nullable(),
    region: z.string(),
    postalCode: z.string().nullable(),
    lat: z.number().nullable(),
    lon: z.number().nullable(),
    timeZone: z.string(),
    hostContact: z.string().nullable(),
    accessNotes: z.string().nullable(),
    ccs1: z.int(),
    j1772: z.int(),
  }),
  keepsJ1772: z.boolean(),
  kitTypeId: IdSchema('KitType').nullable(),
  /** The order's own kits, or the candidates of the program where the crew must look. */
  kits: z.array(OrderKitSchema),
  ports: z.array(OrderPortSchema),
  checklist: z
    .object({
      code: z.string(),
      version: z.int(),
      name: z.string(),
      steps: z.array(ChecklistStepSchema),
    })
    .nullable(),
  answers: z.array(
    z.object({
      step: z.string(),
      value: z.union([z.string(), z.number(), z.boolean(), z.null()]),
      answeredAt: InstantSchema,
      answeredBy: z.string().nullable(),
      commandId: IdSchema('Command'),
      /** Other answers that nobody has decided about. */
      rivals: z.array(RivalAnswerSchema),
    }),
  ),
  evidence: z.array(
    z.object({
      id: IdSchema('Evidence'),
      kind: z.enum(['before', 'after', 'blocked', 'other']),
      sha256: z.string(),
      takenAt: InstantSchema,
      /** False: named by the phone, the file has not arrived yet. */
      isStored: z.boolean(),
    }),
  ),
  /** The latest photos of the site by earlier orders, for whoever has to find the way. */
  sitePhotos: z.array(
    z.object({
      sha256: z.string(),
      kind: z.enum(['before', 'after', 'blocked', 'other']),
      takenAt: InstantSchema,
    }),
  ),
  ...OrderReportsSchema.shape,
})
export type OrderDetail = z.infer<typeof OrderDetailSchema>

/** A port for which no order could be made. */
export const OrderExceptionSchema = z.object({
  id: IdSchema('OrderException'),
  reason: z.string(),
  trackName: z.string(),
  siteId: IdSchema('Site'),
  siteName: z.string(),
  region: z.string(),
  stationName: z.string(),
  portNumber: z.int(),
  createdOn: DaySchema,
})

/** A part that goes back to the depot, with the order it comes from. */
export const ReturnedPartSchema = z.object({
  id: IdSchema('OrderPart'),
  name: z.string(),
  serial: z.string().nullable(),
  isFaulty: z.boolean(),
  note: z.string().nullable(),
  recordedOn: DaySchema,
  orderId: IdSchema('WorkOrder'),
  orderNumber: z.number(),
  siteName: z.string(),
  region: z.string(),
  crewName: z.string().nullable(),
})
export type ReturnedPart = z.infer<typeof ReturnedPartSchema>
