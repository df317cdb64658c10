import { IdSchema } from '@changeover/shared/commands'
import {
  BadRowsRequestSchema,
  BadRowsSchema,
  FileKindSchema,
  DriftAskedSchema,
  DriftSchema,
  ImportPreviewSchema,
  ImportProgressSchema,
  ImportRequestSchema,
  ImportRowSchema,
  KeptDraftSchema,
  LinePageRequestSchema,
  LinePageSchema,
  ListPreviewSchema,
  ListRequestSchema,
  MapSitesSchema,
  MixAskedSchema,
  MixSchema,
  NetworkSummarySchema,
  SiteDetailSchema,
  SiteFilterSchema,
  SiteListSchema,
  SitePageSchema,
  UploadFindingsSchema,
} from '@changeover/shared/network'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import {
  findDraft,
  importCommand,
  inspectUpload,
  keepDraftCommand,
  listBadRows,
  listImports,
  listPreviewSites,
  previewImport,
  readProgress,
  rememberMappingCommand,
  undoImportCommand,
} from './import/index.ts'
import { importListCommand, listPreviewRows, previewList } from './lists/index.ts'
import { correctionProcedures } from './corrections/index.ts'
import { listDrift } from './drift/drift.ts'
import { editProcedures } from './edit/index.ts'
import { hardwareProcedures } from './hardware/index.ts'
import { mixOn } from './ledger/mix.ts'
import { siteFileProcedures } from './site-files/index.ts'
import { waiverProcedures } from './waivers/index.ts'
import { countSites, getSite, listSites, mapSites, summarise } from './sites/service.ts'
import { Uploads } from './uploads.ts'

const uploadInput = z.object({ uploadId: IdSchema('Upload') })

export const networkRouter = router({
  summary: procedure('network.summary')
    .input(z.object({ asOf: DaySchema.optional() }).optional())
    .output(NetworkSummarySchema)
    .query(({ ctx, input }) => summarise(ctx.db, ctx.actor, input?.asOf)),

  listSites: procedure('network.listSites')
    .input(SiteListSchema)
    .output(SitePageSchema)
    .query(({ ctx, input }) => listSites(ctx.db, ctx.actor, input)),

  /** Apart from the list, since a filter that finds 50,000 sites shows the first at once. */
  countSites: procedure('network.countSites')
    .input(SiteFilterSchema.extend({ asOf: DaySchema.optional() }))
    .output(z.object({ total: z.int() }))
    .query(async ({ ctx, input }) => ({ total: await countSites(ctx.db, ctx.actor, input) })),

  mapSites: procedure('network.mapSites')
    .input(SiteFilterSchema.extend({ asOf: DaySchema.optional() }))
    .output(MapSitesSchema)
    .query(({ ctx, input }) => mapSites(ctx.db, ctx.actor, input)),

  getSite: procedure('network.getSite')
    .input(
      z.object({
        siteId: IdSchema('Site'),
        on: DaySchema.optional(),
        asOf: DaySchema.nullable().default(null),
      }),
    )
    .output(SiteDetailSchema)
    .query(({ ctx, input }) =>
      getSite(ctx.db, ctx.actor, input.siteId, { on: input.on ?? null, asOf: input.asOf }),
    ),

  inspectUpload: procedure('network.inspectUpload')
    .input(uploadInput.extend({ kind: FileKindSchema.nullable().default(null) }))
    .output(UploadFindingsSchema)
    .query(({ ctx, input }) => inspectUpload(ctx, input.uploadId, input.kind)),

  /** What somebody mended in an upload so far, here or on another device. */
  importDraft: procedure('network.importDraft')
    .input(uploadInput)
    .output(KeptDraftSchema.nullable())
    .query(({ ctx, input }) => findDraft(ctx.db, input.uploadId)),

  previewImport: procedure('network.previewImport')
    .input(ImportRequestSchema)
    .output(ImportPreviewSchema)
    .query(({ ctx, input }) => previewImport(ctx, ctx.actor, input)),

  previewList: procedure('network.previewList')
    .input(ListRequestSchema)
    .output(ListPreviewSchema)
    .query(({ ctx, input }) => previewList(ctx, ctx.actor, input)),

  /** What a preview counted, line by line: sites, or the rows of a list. */
  listPreviewLines: procedure('network.listPreviewLines')
    .input(
      z.object({
        request: z.union([ListRequestSchema, ImportRequestSchema]),
        page: LinePageRequestSchema.prefault({}),
      }),
    )
    .output(LinePageSchema)
    .query(({ ctx, input: { request, page } }) =>
      'kind' in request
        ? listPreviewRows(ctx, ctx.actor, request, page)
        : listPreviewSites(ctx, ctx.actor, request, page),
    ),

  listBadRows: procedure('network.listBadRows')
    .input(BadRowsRequestSchema)
    .output(BadRowsSchema)
    .query(({ ctx, input }) => listBadRows(ctx, input)),

  /** How far a running import is; null when none of this upload has begun. */
  importProgress: procedure('network.importProgress')
    .input(uploadInput)
    .output(ImportProgressSchema.nullable())
    .query(async ({ ctx, input }) =>
      ImportProgressSchema.nullable()
        .catch(null)
        .parse(await readProgress(new Uploads(ctx.config).path(input.uploadId))),
    ),

  listImports: procedure('network.listImports')
    .output(z.array(ImportRowSchema))
    .query(({ ctx }) => listImports(ctx.db)),

  import: commandProcedure(importCommand()),
  importList: commandProcedure(importListCommand()),
  rememberMapping: commandProcedure(rememberMappingCommand),
  keepImportDraft: commandProcedure(keepDraftCommand),
  undoImport: commandProcedure(undoImportCommand),

  ...correctionProcedures,
  ...waiverProcedures,
  ...hardwareProcedures,
  ...editProcedures,
  ...siteFileProcedures,

  /** Where the public list and our ledger differ about NACS, with ages. */
  drift: procedure('network.drift')
    .input(DriftAskedSchema)
    .output(DriftSchema)
    .query(({ ctx, input }) => listDrift(ctx.db, ctx.actor, input)),

  /** What stood in some regions on a day, by standard; with CHAdeMO that went or will go. */
  mixOn: procedure('network.mixOn')
    .input(MixAskedSchema)
    .output(MixSchema)
    .query(({ ctx, input }) => mixOn(ctx.db, ctx.actor, input)),
})
