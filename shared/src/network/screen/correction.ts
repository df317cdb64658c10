/** Corrections of derived sites as screen and server exchange them; the rules are in `../sites/correct.ts`. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { InstantSchema } from '../../time/index.ts'

/** All stations of `fromSiteId` belong to `intoSiteId`; the emptied site leads there. */
export const MergeSitesSchema = z.object({
  intoSiteId: IdSchema('Site'),
  fromSiteId: IdSchema('Site'),
})
/** Some stations of a site become a site of their own, under `name` or the name they share. */
export const SplitSiteSchema = z.object({
  siteId: IdSchema('Site'),
  stationIds: z.array(IdSchema('Station')).min(1).max(500),
  name: z.string().trim().min(1).max(200).optional(),
})
/** One station belongs to another site. */
export const MoveStationSchema = z.object({
  stationId: IdSchema('Station'),
  siteId: IdSchema('Site'),
})

/** A correction before it is made, whichever it is. */
export const CorrectionSchema = z.discriminatedUnion('kind', [
  MergeSitesSchema.extend({ kind: z.literal('merge') }),
  SplitSiteSchema.extend({ kind: z.literal('split') }),
  MoveStationSchema.extend({ kind: z.literal('move') }),
])
export type Correction = z.infer<typeof CorrectionSchema>

const CountsSchema = z.object({
  stations: z.int(),
  ports: z.int(),
  ccs1: z.int(),
  nacs: z.int(),
})

/** One of the two sites of a correction, before and after. */
export const CorrectedSiteSchema = z.object({
  /** Null for the site that a split will make. */
  id: IdSchema('Site').nullable(),
  name: z.string(),
  before: CountsSchema,
  after: CountsSchema,
})

const OrderRefSchema = z.object({
  id: IdSchema('WorkOrder'),
  number: z.int(),
  state: z.string(),
})

/** What a correction would do; nothing is written. */
export const CorrectionPreviewSchema = z.object({
  from: CorrectedSiteSchema,
  to: CorrectedSiteSchema,
  /** Metres between the two; null where one has no coordinates or is new. */
  metresApart: z.number().nullable(),
  /** The site that is left without a station and leads to the other. */
  vanishes: z.boolean(),
  /** Work orders that go along with their ports. */
  ordersMoved: z.array(OrderRefSchema),
  /** Open work orders with ports on both sides; while there are any, the correction is refused. */
  ordersInTheWay: z.array(OrderRefSchema),
})
export type CorrectionPreview = z.infer<typeof CorrectionPreviewSchema>

export const CorrectedSchema = z.object({
  fromSiteId: IdSchema('Site'),
  toSiteId: IdSchema('Site'),
  stations: z.int(),
  orders: z.int(),
})

/** A correction that was made, as the site's page lists it. */
export const MadeCorrectionSchema = z.object({
  commandId: IdSchema('Command'),
  kind: z.enum(['merge', 'split', 'move']),
  fromSiteId: IdSchema('Site'),
  fromName: z.string(),
  toSiteId: IdSchema('Site'),
  toName: z.string(),
  stations: z.int(),
  by: z.string().nullable(),
  madeAt: InstantSchema,
  isUndone: z.boolean(),
})
export type MadeCorrection = z.infer<typeof MadeCorrectionSchema>

/** A site near another one: a candidate for a merge. */
export const NearbySiteSchema = z.object({
  id: IdSchema('Site'),
  name: z.string(),
  street: z.string().nullable(),
  city: z.string().nullable(),
  stations: z.int(),
  metres: z.int(),
})
