/**
 * What a file says about a network, before anything of it is in the database.
 *
 * A record holds what its source states and nothing else: null is "the source does not say", and
 * each null that somebody must resolve has an entry in `asks`. A port without connectors is a port
 * whose connectors are unknown, for every port has at least one. Changed by whoever adds a format.
 */
import { z } from 'zod'
import { DaySchema } from '../time/index.ts'
import { LevelSchema, StandardSchema } from './standards.ts'

/** What one row of the source stands for. */
export const GrainSchema = z.enum(['site', 'station', 'unit'])
export type Grain = z.infer<typeof GrainSchema>

export const SourceSchema = z.enum(['afdc', 'ocm', 'ocpi', 'geojson', 'csv'])
export type Source = z.infer<typeof SourceSchema>

export const StationStatusSchema = z.enum(['open', 'planned', 'unavailable'])
export type StationStatus = z.infer<typeof StationStatusSchema>

export const ImportedPortSchema = z.object({
  level: LevelSchema.nullable(),
  /** Highest power of the port in kW; null where the source does not say. */
  powerKw: z.number().positive().nullable(),
  /** The plugs of this port; empty where the source does not say which of the station's they are. */
  connectors: z.array(StandardSchema),
})
export type ImportedPort = z.infer<typeof ImportedPortSchema>

/**
 * A question that the file leaves open. `WHICH_CONNECTORS`: `count` ports of `level` carry some of
 * `among`, and the file does not say which. `WHICH_LEVEL`: `count` ports have no level.
 * `HOW_MANY_PORTS`: connectors of `among` are listed, but not on how many ports (`count` is null).
 */
export const AskSchema = z.object({
  code: z.enum(['WHICH_CONNECTORS', 'WHICH_LEVEL', 'HOW_MANY_PORTS']),
  level: LevelSchema.nullable(),
  count: z.int().positive().nullable(),
  among: z.array(StandardSchema),
})
export type Ask = z.infer<typeof AskSchema>

export const ImportedStationSchema = z.object({
  source: SourceSchema,
  /** The source's own id; with `source` and `grain` it is the key that a re-import goes by. */
  sourceId: z.string().min(1),
  grain: GrainSchema,
  /** Line of the file (CSV) or position in the list (JSON), from 1. */
  line: z.int().positive(),
  name: z.string(),
  network: z.string().nullable(),
  status: StationStatusSchema.nullable(),
  street: z.string().nullable(),
  city: z.string().nullable(),
  /** ISO 3166-2, such as `US-WA` or `CA-BC`; null outside the United States and Canada. */
  region: z.string().nullable(),
  postalCode: z.string().nullable(),
  /** ISO 3166-1, two letters. */
  country: z.string().length(2).nullable(),
  lat: z.number().min(-90).max(90),
  lon: z.number().min(-180).max(180),
  openedOn: DaySchema.nullable(),
  access: z.enum(['public', 'private']).nullable(),
  phone: z.string().nullable(),
  model: z.string().nullable(),
  facilityType: z.string().nullable(),
  /** True where a federal charging programme is named; null where nothing is said. */
  isFunded: z.boolean().nullable(),
  /** The connector list as the station's row has it, whichever port they are on. */
  connectors: z.array(StandardSchema),
  ports: z.array(ImportedPortSchema),
  asks: z.array(AskSchema),
})
export type ImportedStation = z.infer<typeof ImportedStationSchema>
