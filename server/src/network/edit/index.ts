/** Edits of many sites and stations at once, on screen or by a file that comes back. */
import { IdSchema } from '@changeover/shared/commands'
import {
  CoordinatesPreviewSchema,
  CoordinatesSchema,
  EditedSchema,
  EditFilePreviewSchema,
  EditFileSchema,
  EditPreviewSchema,
  EditSitesSchema,
  EditUndoneSchema,
  SetCoordinatesSchema,
} from '@changeover/shared/network'
import { z } from 'zod'
import { commandProcedure } from '../../commands.ts'
import { procedure } from '../../trpc.ts'
import { previewCoordinates, setCoordinates } from './coordinates.ts'
import { editFromFile, previewEditFile } from './edit-file.ts'
import { editSites, previewEdit, undoEdit } from './edit.ts'

export const editProcedures = {
  /** A query with a body: a selection may name thousands of sites. */
  previewEdit: procedure('network.previewEdit')
    .input(EditSitesSchema)
    .output(EditPreviewSchema)
    .mutation(({ ctx, input }) => previewEdit(ctx.db, ctx.actor, input)),

  editSites: commandProcedure({
    name: 'network.editSites',
    data: EditSitesSchema,
    result: EditedSchema,
    handle: editSites,
  }),
  undoEdit: commandProcedure({
    name: 'network.undoEdit',
    data: z.object({ commandId: IdSchema('Command') }),
    result: EditUndoneSchema,
    handle: undoEdit,
  }),

  previewEditFile: procedure('network.previewEditFile')
    .input(EditFileSchema)
    .output(EditFilePreviewSchema)
    .query(({ ctx, input }) => previewEditFile(ctx, ctx.actor, input)),

  editFromFile: commandProcedure({
    name: 'network.editFromFile',
    data: EditFileSchema,
    result: EditedSchema,
    handle: editFromFile,
  }),

  previewCoordinates: procedure('network.previewCoordinates')
    .input(CoordinatesSchema)
    .output(CoordinatesPreviewSchema)
    .query(({ ctx, input }) => previewCoordinates(ctx, ctx.actor, input)),

  setCoordinates: commandProcedure({
    name: 'network.setCoordinates',
    data: SetCoordinatesSchema,
    result: EditedSchema,
    handle: setCoordinates,
  }),
}
