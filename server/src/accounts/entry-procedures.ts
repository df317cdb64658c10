import { ActorSchema, SetPasswordSchema, SetupSchema } from '@changeover/shared/accounts'
import {
  AppError,
  CommandEnvelopeSchema,
  IdSchema,
  ReceiptSchema,
} from '@changeover/shared/commands'
import { z } from 'zod'
import { execute } from '../commands.ts'
import { publicProcedure } from '../trpc.ts'
import { findLinkHolder, setPasswordByLink } from './links.ts'
import { canMail } from '../mail.ts'
import { sendLink } from './manage-people.ts'
import { createFirstAdministrator, hasAdministrator, systemActor } from './people.ts'
import { countAttempt } from './throttle.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

const added = z.object({ personId: IdSchema('Person') })
const holderSchema = z.object({
  name: z.string(),
  email: z.string(),
  purpose: z.enum(['invitation', 'reset']),
})

const setup = {
  name: 'accounts.setup' as const,
  data: SetupSchema,
  result: added,
  handle: async (work: UnitOfWork, data: z.output<typeof SetupSchema>) => ({
    personId: await createFirstAdministrator(work, {
      ...data,
      role: 'administrator',
      regions: null,
      crewId: null,
    }),
  }),
}

const setPassword = {
  name: 'accounts.setPassword' as const,
  data: SetPasswordSchema,
  result: holderSchema,
  handle: async (work: UnitOfWork, data: z.output<typeof SetPasswordSchema>) => {
    const { name, email, purpose } = await setPasswordByLink(work, data)
    return { name, email, purpose }
  },
}

const requestReset = {
  name: 'accounts.requestReset' as const,
  data: z.object({ personId: IdSchema('Person') }),
  result: z.object({}),
  handle: async (
    work: UnitOfWork,
    { personId }: { personId: z.output<typeof added>['personId'] },
  ) => {
    await sendLink(work, personId, 'reset')
    return {}
  },
}

/** What needs no session: who am I, how can I get in. */
export const entryProcedures = {
  /** Who is signed in, and what the sign-in page needs to know when nobody is. */
  me: publicProcedure('accounts.me')
    .output(
      z.object({ actor: ActorSchema.nullable(), isDemo: z.boolean(), needsSetup: z.boolean() }),
    )
    .query(async ({ ctx }) => ({
      actor: ctx.actor,
      isDemo: ctx.installation.isDemo,
      needsSetup: !ctx.installation.isDemo && !(await hasAdministrator(ctx.db)),
    })),

  signInOptions: publicProcedure('accounts.signInOptions')
    .output(z.object({ canReset: z.boolean(), openIdName: z.string().nullable() }))
    .query(({ ctx }) => ({
      canReset: canMail(ctx),
      openIdName: ctx.config.openId?.name ?? null,
    })),

  setup: publicProcedure('accounts.setup')
    .input(CommandEnvelopeSchema.extend({ data: SetupSchema }))
    .output(ReceiptSchema.extend({ result: added }))
    .mutation(({ ctx, input: { data, ...envelope } }) =>
      execute(ctx, systemActor, setup, envelope, data),
    ),

  inspectLink: publicProcedure('accounts.inspectLink')
    .input(z.object({ code: z.string().max(200) }))
    .output(holderSchema)
    .query(({ ctx, input }) => findLinkHolder(ctx.db, ctx.installation.secret, input.code)),

  setPassword: publicProcedure('accounts.setPassword')
    .input(CommandEnvelopeSchema.extend({ data: SetPasswordSchema }))
    .output(ReceiptSchema.extend({ result: holderSchema }))
    .mutation(({ ctx, input: { data, ...envelope } }) =>
      execute(ctx, systemActor, setPassword, envelope, data),
    ),

  /** Answers alike whether or not anybody has this address. */
  requestReset: publicProcedure('accounts.requestReset')
    .input(CommandEnvelopeSchema.extend({ data: z.object({ email: z.email() }) }))
    .output(z.object({}))
    .mutation(async ({ ctx, input: { data, ...envelope } }) => {
      const attempt = { email: `reset ${data.email}`, address: ctx.address, device: undefined }
      if (!(await countAttempt(ctx.db, ctx.installation.secret, attempt)))
        throw new AppError('TOO_MANY_ATTEMPTS')
      const person = await ctx.db
        .selectFrom('person')
        .select('id')
        .where('email', '=', data.email.toLowerCase())
        .where('disabledAt', 'is', null)
        .executeTakeFirst()
      if (person && canMail(ctx))
        await execute(ctx, systemActor, requestReset, envelope, { personId: person.id })
      return {}
    }),
}
