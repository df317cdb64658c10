import { CommandEnvelopeSchema, IdSchema, ReceiptSchema } from '@changeover/shared/commands'
import { ExecutiveLinkSchema, WeeklyMailSchema } from '@changeover/shared/sharing'
import { DaySchema, InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure, execute } from '../commands.ts'
import { canMail } from '../mail.ts'
import { ProgressFilterSchema } from '../progress/index.ts'
import { procedure, publicProcedure, router } from '../trpc.ts'
import { createLinkCommand, CreatedLinkSchema } from './create-link.ts'
import { listLinks, openLink, reportFor, revokeLink } from './links.ts'
import { makeReport, type Report } from './report.ts'
import { readSubscription } from './weekly-repository.ts'
import { previewWeekly, subscribe, unsubscribe } from './weekly.ts'

const linkFacts = {
  name: z.string(),
  maker: z.string(),
  asOf: DaySchema,
  regions: z.array(z.string()).nullable(),
  madeAt: InstantSchema,
  expiresAt: InstantSchema,
}
const programId = IdSchema('Program').nullable()

export const sharingRouter = router({
  /** The frozen report behind a link; the only page of the desk that may need no session. */
  open: publicProcedure('sharing.open')
    .input(z.object({ code: z.string().max(200) }))
    // The report's parts were checked by their own procedures when it was frozen.
    .output(z.object({ ...linkFacts, report: z.custom<Report>() }))
    .query(({ ctx, input }) => openLink(ctx, input.code)),

  /** Everything that the printed page shows, in one answer: no chart is of another moment than the next. */
  report: procedure('sharing.report')
    .input(ProgressFilterSchema)
    // The report's parts are checked by their own procedures.
    .output(z.custom<Report>())
    .query(({ ctx, input }) => makeReport(ctx, input)),

  listLinks: procedure('sharing.listLinks')
    .output(
      z.array(
        z.object({
          id: IdSchema('ExecutiveLink'),
          ...linkFacts,
          needsSignIn: z.boolean(),
          address: z.string(),
        }),
      ),
    )
    .query(({ ctx }) => listLinks(ctx, ctx.actor)),

  /** Freezes what the maker sees and gives it an address. */
  createLink: procedure('sharing.createLink')
    .input(CommandEnvelopeSchema.extend({ data: ExecutiveLinkSchema }))
    .output(ReceiptSchema.extend({ result: CreatedLinkSchema }))
    .mutation(async ({ ctx, input: { data, ...envelope } }) => {
      const report = await reportFor(ctx, data)
      return execute(ctx, ctx.actor, createLinkCommand(report), envelope, data)
    }),

  revokeLink: commandProcedure({
    name: 'sharing.revokeLink',
    data: z.object({ linkId: IdSchema('ExecutiveLink') }),
    result: z.object({}),
    handle: revokeLink,
  }),

  /** One's own order of the weekly mail, and whether this installation can send it. */
  weekly: procedure('sharing.weekly')
    .output(
      z.object({
        isMailed: z.boolean(),
        order: z.object({ programId, weekday: z.int(), email: z.string() }).nullable(),
      }),
    )
    .query(async ({ ctx }) => {
      const order = await readSubscription(ctx.db, ctx.actor.personId)
      return {
        isMailed: canMail(ctx),
        order: order
          ? { programId: order.programId, weekday: order.weekday, email: order.email }
          : null,
      }
    }),

  /** The mail as it would be written now. */
  previewWeekly: procedure('sharing.previewWeekly')
    .input(z.object({ programId }))
    .output(z.object({ subject: z.string(), text: z.string(), html: z.string() }))
    .query(({ ctx, input }) => previewWeekly(ctx, input.programId)),

  subscribe: commandProcedure({
    name: 'sharing.subscribe',
    data: WeeklyMailSchema,
    result: z.object({}),
    handle: subscribe,
  }),

  unsubscribe: commandProcedure({
    name: 'sharing.unsubscribe',
    data: z.object({}),
    result: z.object({}),
    handle: unsubscribe,
  }),
})
