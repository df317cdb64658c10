import { IdSchema } from '@changeover/shared/commands'
import { ChecklistStepSchema, ChecklistTemplateSchema } from '@changeover/shared/program'
import { DaySchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure, router } from '../trpc.ts'
import { getChecklist, listChecklists, publishChecklist, setKitChecklist } from './checklists.ts'

const kit = z.object({ id: IdSchema('KitType'), code: z.string(), name: z.string() })
const code = z.string().regex(/^[a-z][a-z0-9_]{0,60}$/, {
  error: 'A code has small letters, digits and underscores, and begins with a letter.',
})

export const checklistRouter = router({
  listChecklists: procedure('program.listChecklists')
    .output(
      z.array(
        z.object({
          code: z.string(),
          name: z.string(),
          version: z.int(),
          publishedOn: DaySchema,
          steps: z.int(),
          kits: z.array(kit),
          openOrders: z.int(),
        }),
      ),
    )
    .query(({ ctx }) => listChecklists(ctx.db)),

  getChecklist: procedure('program.getChecklist')
    .input(z.object({ code: z.string() }))
    .output(
      z.object({
        code: z.string(),
        /** The newest first. */
        versions: z.array(
          z.object({
            version: z.int(),
            name: z.string(),
            publishedOn: DaySchema,
            steps: z.array(ChecklistStepSchema),
            /** Orders that are not over and keep to this version. */
            openOrders: z.int(),
          }),
        ),
      }),
    )
    .query(({ ctx, input }) => getChecklist(ctx.db, input.code)),

  publishChecklist: commandProcedure({
    name: 'program.publishChecklist',
    data: z
      .object({ code, name: z.string().trim().min(1).max(100), steps: z.array(z.unknown()) })
      .transform((draft) => ({ ...draft, version: 1 }))
      .pipe(ChecklistTemplateSchema),
    result: z.object({ version: z.int() }),
    handle: publishChecklist,
  }),

  setKitChecklist: commandProcedure({
    name: 'program.setKitChecklist',
    data: z.object({ kitTypeId: IdSchema('KitType'), code: z.string() }),
    result: z.object({}),
    handle: setKitChecklist,
  }),
})
