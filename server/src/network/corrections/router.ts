import { IdSchema } from '@changeover/shared/commands'
import {
  CorrectedSchema,
  CorrectionPreviewSchema,
  CorrectionSchema,
  MergeSitesSchema,
  MoveStationSchema,
  NearbySiteSchema,
  SplitSiteSchema,
} from '@changeover/shared/network'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { procedure } from '../../trpc.ts'
import { correct } from './correct.ts'
import { listNearby, previewCorrection } from './read.ts'
import { undoCorrection } from './undo.ts'

/** The procedures of corrections; part of the network's router. */
export const correctionProcedures = {
  listNearby: procedure('network.listNearby')
    .input(z.object({ siteId: IdSchema('Site') }))
    .output(z.array(NearbySiteSchema))
    .query(({ ctx, input }) => listNearby(ctx.db, ctx.actor, input.siteId)),

  previewCorrection: procedure('network.previewCorrection')
    .input(CorrectionSchema)
    .output(CorrectionPreviewSchema)
    .query(({ ctx, input }) => previewCorrection(ctx.db, ctx.actor, input)),

  mergeSites: commandProcedure({
    name: 'network.mergeSites',
    data: MergeSitesSchema,
    result: CorrectedSchema,
    handle: (work, data) => correct(work, { kind: 'merge', ...data }),
  }),
  splitSite: commandProcedure({
    name: 'network.splitSite',
    data: SplitSiteSchema,
    result: CorrectedSchema,
    handle: (work, data) => correct(work, { kind: 'split', ...data }),
  }),
  moveStation: commandProcedure({
    name: 'network.moveStation',
    data: MoveStationSchema,
    result: CorrectedSchema,
    handle: (work, data) => correct(work, { kind: 'move', ...data }),
  }),
  undoCorrection: commandProcedure({
    name: 'network.undoCorrection',
    data: z.object({ commandId: IdSchema('Command') }),
    result: CorrectedSchema,
    handle: undoCorrection,
  }),
}
