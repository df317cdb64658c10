/** Edits of many sites at once, as screen and server exchange them. */
import { z } from 'zod'
import { IdSchema } from '../../commands/index.ts'
import { FieldChangeSchema, fieldNames, sharedFieldNames } from '../edit/fields.ts'
import { editRefusals } from '../edit/refusals.ts'
import { ProblemCodeSchema } from '../problems/problem.ts'
import { SiteFilterSchema } from './site.ts'

/** Sites named one by one, or all that a filter finds but a few. */
export const SiteSelectionSchema = z.union([
  z.object({ siteIds: z.array(IdSchema('Site')).min(1).max(5_000) }),
  z.object({
    filter: SiteFilterSchema,
    excludedIds: z.array(IdSchema('Site')).max(5_000).default([]),
  }),
])
export type SiteSelection = z.infer<typeof SiteSelectionSchema>

/** The same values for all selected sites, or for all stations or ports that stand there. */
export const EditSitesSchema = z.object({
  selection: SiteSelectionSchema,
  changes: z
    .array(
      FieldChangeSchema.refine(({ field }) => field !== 'coordinates', {
        error: 'Every site has coordinates of its own: give a table of them.',
      }),
    )
    .min(1)
    .max(sharedFieldNames.length),
})
export type EditSites = z.infer<typeof EditSitesSchema>

const value = z.union([z.string(), z.boolean(), z.null()])

export const EditPreviewSchema = z.object({
  sites: z.int(),
  fields: z.array(
    z.object({
      field: z.enum(fieldNames),
      changed: z.int(),
      unchanged: z.int(),
      refused: z.array(
        z.object({ reason: z.enum(editRefusals), count: z.int(), names: z.array(z.string()) }),
      ),
      samples: z.array(z.object({ name: z.string(), before: value, after: value })),
    }),
  ),
})
export type EditPreview = z.infer<typeof EditPreviewSchema>

export const EditedSchema = z.object({ changed: z.int(), refused: z.int() })
export const EditUndoneSchema = z.object({
  restored: z.int(),
  /** Values that somebody has changed since: they stay. */
  inTheWay: z.int(),
  names: z.array(z.string()),
})

/** A file of sites or stations that was exported, edited and comes back. */
export const EditFileSchema = z.object({ uploadId: IdSchema('Upload') })
export const EditFilePreviewSchema = EditPreviewSchema.extend({
  rows: z.int(),
  /** What is wrong with the file, all of it; while there is anything, nothing is changed. */
  problems: z.array(z.object({ line: z.int(), column: z.string(), message: z.string() })),
  problemCount: z.int(),
  /** Columns that tell something and are not edited here. */
  ignoredColumns: z.array(z.string()),
})
export type EditFilePreview = z.infer<typeof EditFilePreviewSchema>

/** A table of sites and where they stand, pasted or a file: it waits as an upload. */
export const CoordinatesSchema = z.object({ uploadId: IdSchema('Upload') })
/** With rows that are refused, the others are written only where somebody says so. */
export const SetCoordinatesSchema = CoordinatesSchema.extend({ acceptGoodRows: z.boolean() })
export type SetCoordinates = z.infer<typeof SetCoordinatesSchema>

export const CoordinatesPreviewSchema = z.object({
  rows: z.int(),
  moved: z.int(),
  /** They stand there already. */
  unchanged: z.int(),
  /** The first of them, those that go the farthest first. */
  moves: z.array(
    z.object({
      line: z.int(),
      siteId: IdSchema('Site'),
      name: z.string(),
      before: z.string().nullable(),
      after: z.string(),
      /** Null where the site had no coordinates. */
      metres: z.number().nullable(),
    }),
  ),
  refusedCount: z.int(),
  /** The first of them; `line` is null where the table as a whole cannot be read. */
  refused: z.array(
    z.object({
      line: z.int().nullable(),
      /** As the row names the site, or the site's own name where it is known. */
      what: z.string(),
      code: ProblemCodeSchema,
      why: z.string(),
      fix: z.string(),
    }),
  ),
  isUnusable: z.boolean(),
})
export type CoordinatesPreview = z.infer<typeof CoordinatesPreviewSchema>
