/** What the screens ask about sites, and what they get: lean shapes for lists, maps and one site. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { DaySchema, InstantSchema } from '../../time/index.ts'
import { RungSchema } from '../rung.ts'
import { LevelSchema, StandardSchema } from '../standards.ts'
import { MadeCorrectionSchema } from './correction.ts'
import { SiteFileSchema } from './site-file.ts'
import { SiteWaiverSchema } from './waiver.ts'

/** How far a site is: by what the ledger says of its ports, whatever the plan. */
export const siteProgresses = ['unknown', 'none', 'some', 'all'] as const
export const SiteProgressSchema = z.enum(siteProgresses)
/** `unknown`: no connector of the site is known; `none`, `some`, `all` of its ports have NACS. */
export type SiteProgress = z.infer<typeof SiteProgressSchema>

/** The filter that the map and the table share. All parts must hold. */
export const SiteFilterSchema = z.object({
  /** Words of name, address, station name, source id or serial number. */
  search: z.string().trim().max(200).optional(),
  regions: z.array(z.string()).max(100).optional(),
  /** Sites where a plug of this standard stands. */
  standard: StandardSchema.optional(),
  /** Sites with ports of this level. */
  level: LevelSchema.optional(),
  progress: z.array(SiteProgressSchema).max(4).optional(),
  isFunded: z.boolean().optional(),
  /** Degrees. */
  box: z
    .object({ west: z.number(), south: z.number(), east: z.number(), north: z.number() })
    .optional(),
  /** A drawn area: its corners as longitude and latitude in degrees, in order; it closes itself. */
  area: z
    .array(z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]))
    .min(3)
    .max(100)
    .optional(),
})
export type SiteFilter = z.infer<typeof SiteFilterSchema>

export const siteSorts = ['name', 'region', 'ports', 'progress'] as const
export const SiteListSchema = SiteFilterSchema.extend({
  /** What stood at the end of this day, as was known then; left out, what stands now. */
  asOf: DaySchema.optional(),
  sort: z.enum(siteSorts).default('name'),
  descending: z.boolean().default(false),
  limit: z.int().min(1).max(500).default(100),
  /** Where the page before ended; it comes with that page. */
  after: z.string().max(500).optional(),
})
export type SiteList = z.infer<typeof SiteListSchema>

export const SiteRowSchema = z.object({
  id: IdSchema('Site'),
  name: z.string(),
  street: z.string().nullable(),
  city: z.string().nullable(),
  region: z.string(),
  lat: z.number().nullable(),
  lon: z.number().nullable(),
  stations: z.int(),
  acPorts: z.int(),
  dcPorts: z.int(),
  unknownPorts: z.int(),
  acNacsPorts: z.int(),
  dcNacsPorts: z.int(),
  fundedPorts: z.int(),
  progress: SiteProgressSchema,
})
export type SiteRow = z.infer<typeof SiteRowSchema>

export const SitePageSchema = z.object({
  sites: z.array(SiteRowSchema),
  /** Null on the last page. */
  next: z.string().nullable(),
  /** How many sites the filter finds, where this page is all of them; else null, and `network.countSites` says. */
  total: z.int().nullable(),
})
export type SitePage = z.infer<typeof SitePageSchema>

/** The sites of a map in columns: the nth entry of each belongs to the nth site. */
export const MapSitesSchema = z.object({
  ids: z.array(IdSchema('Site')),
  /** Degrees × 100,000, rounded: about a metre. */
  lat: z.array(z.int()),
  lon: z.array(z.int()),
  /** Index into `siteProgresses`. */
  progress: z.array(z.int().min(0).max(3)),
  ports: z.array(z.int()),
})
export type MapSites = z.infer<typeof MapSitesSchema>

export const NetworkSummarySchema = z.object({
  sites: z.int(),
  stations: z.int(),
  ports: z.object({ L1: z.int(), L2: z.int(), DC: z.int(), unknown: z.int() }),
  acPorts: z.int(),
  dcPorts: z.int(),
  acNacsPorts: z.int(),
  dcNacsPorts: z.int(),
  /** Sites where at least one AC or DC port has NACS. */
  sitesWithNacs: z.int(),
  connectors: z.record(z.string(), z.int()),
  regions: z.array(z.object({ region: z.string(), sites: z.int() })),
})
export type NetworkSummary = z.infer<typeof NetworkSummarySchema>

export const ConnectorSchema = z.object({
  id: IdSchema('Connector'),
  standard: StandardSchema,
  /** Null: it stood there before the records begin. */
  installedOn: DaySchema.nullable(),
  removedOn: DaySchema.nullable(),
  installedOrderId: IdSchema('WorkOrder').nullable(),
  removedOrderId: IdSchema('WorkOrder').nullable(),
  /** The kit that it came with. */
  kit: z.string().nullable(),
  /** Who recorded the installation and the removal. */
  installedBy: z.string().nullable(),
  removedBy: z.string().nullable(),
  /** How far it has climbed since it was fitted, the earliest first. */
  rungs: z.array(z.object({ rung: RungSchema, reachedOn: DaySchema })),
})
/** What an open work order will do to a port. */
export const PlannedConnectorSchema = z.object({
  standard: StandardSchema,
  /** The standard whose place the kit takes; null when it adds one beside, or the kit is not known. */
  removes: StandardSchema.nullable(),
  orderId: IdSchema('WorkOrder'),
  orderNumber: z.int(),
  scheduledOn: DaySchema.nullable(),
  kit: z.string().nullable(),
})
export const PortSchema = z.object({
  id: IdSchema('Port'),
  number: z.int(),
  level: LevelSchema.nullable(),
  powerKw: z.number().nullable(),
  isFunded: z.boolean(),
  /** Those that stand here and those that stood here, in the order they came. */
  connectors: z.array(ConnectorSchema),
  /** Null where no open order comes to the port. */
  planned: PlannedConnectorSchema.nullable(),
})
export const StationSchema = z.object({
  id: IdSchema('Station'),
  version: z.int(),
  name: z.string(),
  sourceId: z.string(),
  source: z.string(),
  network: z.string().nullable(),
  status: z.enum(['open', 'planned', 'unavailable', 'unknown']),
  model: z.string().nullable(),
  serial: z.string().nullable(),
  openedOn: DaySchema.nullable(),
  notSeenSince: DaySchema.nullable(),
  ports: z.array(PortSchema),
})
export type StationDetail = z.infer<typeof StationSchema>

export const SiteDetailSchema = z.object({
  id: IdSchema('Site'),
  version: z.int(),
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
  /** Why its stations are one site. */
  because: z.object({ rule: z.string(), metres: z.number() }),
  progress: SiteProgressSchema,
  /** Merges, splits and moved stations that the site was part of, the newest first. */
  corrections: z.array(MadeCorrectionSchema),
  /** Permits, drawings and other files of the site, the newest first. */
  files: z.array(SiteFileSchema),
  /** Photos of its work orders that have arrived, the newest first. */
  photos: z.array(
    z.object({
      sha256: z.string(),
      kind: z.string(),
      takenAt: InstantSchema,
      orderId: IdSchema('WorkOrder'),
      orderNumber: z.int(),
    }),
  ),
  /** Who let a CCS1 connector go, and why, the newest first. */
  waivers: z.array(SiteWaiverSchema),
  stations: z.array(StationSchema),
  orders: z.array(
    z.object({
      id: IdSchema('WorkOrder'),
      number: z.int(),
      state: z.string(),
      scheduledOn: DaySchema.nullable(),
      doneOn: DaySchema.nullable(),
      portCount: z.int(),
    }),
  ),
})
export type SiteDetail = z.infer<typeof SiteDetailSchema>
