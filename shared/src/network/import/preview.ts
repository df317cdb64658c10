/**
 * What the import page and the command line say about a file: what it is, what is wrong with it,
 * and what it would change. The same counts are kept with the import when it is carried out.
 */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { GrainSchema } from '../imported.ts'
import { ColumnMappingSchema } from '../mapped/mapping.ts'
import { ProblemCodeSchema } from '../problems/problem.ts'
import { RepairsSchema, RowFixSchema } from '../record/fixes.ts'
import { LineKindSchema } from './lines.ts'

/** What the rows of a file are about: stations, what hardware stations are, or orders of home kits. */
export const FileKindSchema = z.enum(['stations', 'station_details', 'home_kits'])
export type FileKind = z.infer<typeof FileKindSchema>
/** Files that are joined to what is there by a key. */
export const ListKindSchema = z.enum(['station_details', 'home_kits'])
export type ListFileKind = z.infer<typeof ListKindSchema>

/** All findings of one code, with the first few in full. */
export const ProblemGroupSchema = z.object({
  code: ProblemCodeSchema,
  severity: z.enum(['error', 'warning']),
  count: z.int().positive(),
  /** A sentence each, in English, for those who read no code. */
  why: z.string(),
  fix: z.string(),
  /** Rules that may mend it. */
  fixes: z.array(RowFixSchema),
  /** Whether its rows can be left out on purpose. */
  canDrop: z.boolean(),
  samples: z.array(
    z.object({
      line: z.int().nullable(),
      column: z.string().nullable(),
      value: z.string().nullable(),
      data: z.record(z.string(), z.union([z.string(), z.number()])),
    }),
  ),
})
export type ProblemGroup = z.infer<typeof ProblemGroupSchema>

/** What reading the file came to. */
export const FileFindingsSchema = z.object({
  fileName: z.string(),
  bytes: z.int(),
  kind: FileKindSchema,
  format: z.string().nullable(),
  grain: GrainSchema.nullable(),
  rows: z.int(),
  electricRows: z.int(),
  otherFuelRows: z.int(),
  otherNetworkRows: z.int(),
  rejectedRows: z.int(),
  networks: z.array(z.object({ network: z.string(), rows: z.int() })),
  /** Left out because the person said so. */
  droppedRows: z.int(),
  /** In how many rows each rule mended something. */
  mended: z.array(z.object({ fix: RowFixSchema, rows: z.int() })),
  editedCells: z.int(),
  /** The columns of a table, as far as they are shown. */
  header: z.array(z.string()),
  unknownColumns: z.array(z.string()),
  problems: z.array(ProblemGroupSchema),
  errorCount: z.int(),
  warningCount: z.int(),
  isUnusable: z.boolean(),
})
export type FileFindings = z.infer<typeof FileFindingsSchema>

/** What a file is before anybody has said how it is meant, and which mapping of its columns to begin with. */
export const UploadFindingsSchema = FileFindingsSchema.extend({
  /**
   * For tables that no known source makes: the mapping that was used for this header before, or what
   * the names of the columns suggest. Null where none is needed.
   */
  mapping: z.object({ columns: ColumnMappingSchema, isRemembered: z.boolean() }).nullable(),
})
export type UploadFindings = z.infer<typeof UploadFindingsSchema>

export const PortTotalsSchema = z.object({
  L1: z.int(),
  L2: z.int(),
  DC: z.int(),
  unknown: z.int(),
})

/** What an import does, counted. Stations have one outcome each. */
export const ImportCountsSchema = z.object({
  stations: z.object({
    created: z.int(),
    moved: z.int(),
    renamed: z.int(),
    readdressed: z.int(),
    /** With other ports or connectors than before. */
    portsChanged: z.int().default(0),
    changed: z.int(),
    returned: z.int(),
    unchanged: z.int(),
    /** Missing from a file that covers their region. */
    notSeen: z.int(),
    /** Known, in regions or networks that the file says nothing about. */
    outside: z.int(),
    /** New, though a record of another grain has the same id: neither is taken for the other. */
    otherGrain: z.int(),
  }),
  sites: z.object({ created: z.int(), extended: z.int() }),
  /** Of all stations in the file. */
  ports: PortTotalsSchema,
  /** Ports that the import adds. */
  newPorts: z.int(),
  /** Ports in the file whose plugs it does not say. */
  portsToAsk: z.int(),
  rejectedRows: z.int(),
})
export type ImportCounts = z.infer<typeof ImportCountsSchema>

export const importKinds = [
  'created',
  'moved',
  'renamed',
  'readdressed',
  'ports_changed',
  'changed',
  'returned',
  'not_seen',
] as const
export type ImportKind = (typeof importKinds)[number]

export const ImportSampleSchema = z.object({
  kind: z.enum([...importKinds, 'other_grain']),
  sourceId: z.string(),
  name: z.string(),
  place: z.string(),
  /** Field by field, as text; empty for created stations. */
  changes: z.array(z.object({ field: z.string(), before: z.string(), after: z.string() })),
})
export type ImportSample = z.infer<typeof ImportSampleSchema>

export const ImportPreviewSchema = z.object({
  file: FileFindingsSchema,
  counts: ImportCountsSchema,
  samples: z.array(ImportSampleSchema),
  /** The largest sites that would be made, with the reason why their stations are one. */
  siteSamples: z.array(
    z.object({
      name: z.string(),
      place: z.string(),
      stations: z.int(),
      ports: z.int(),
      rule: z.string(),
      metres: z.number(),
    }),
  ),
  /** How many sites each kind of change concerns; a site may be in several. See `PreviewLine`. */
  lineCounts: z.array(z.object({ kind: LineKindSchema, count: z.int() })),
  changesNothing: z.boolean(),
})
export type ImportPreview = z.infer<typeof ImportPreviewSchema>

/** How an uploaded file is to be read: with what mended, and under which mapping. */
export const ReadingSchema = RepairsSchema.extend({
  uploadId: IdSchema('Upload'),
  mapping: ColumnMappingSchema.nullable().default(null),
})
export type Reading = z.infer<typeof ReadingSchema>

/** What to import: an uploaded file, of it one network or all, and whether its good rows will do. */
export const ImportRequestSchema = ReadingSchema.extend({
  network: z.string().min(1).max(200).nullable().default(null),
  acceptGoodRows: z.boolean().default(false),
})
export type ImportRequest = z.infer<typeof ImportRequestSchema>

export const ImportResultSchema = z.object({
  /** Null when the file changed nothing. */
  importId: IdSchema('Import').nullable(),
  counts: ImportCountsSchema,
})
export type ImportResult = z.infer<typeof ImportResultSchema>

export const ImportProgressSchema = z.object({
  stage: z.enum(['reading', 'comparing', 'writing', 'counting', 'done']),
  /** Share of the stage that is done, from 0 to 1. */
  share: z.number().min(0).max(1),
})
export type ImportProgress = z.infer<typeof ImportProgressSchema>
