import { ActorSchema, PersonSchema, RoleSchema, SetupSchema } from '@changeover/shared/accounts'
import { CommandEnvelopeSchema, IdSchema, ReceiptSchema } from '@changeover/shared/commands'
import { z } from 'zod'
import { commandProcedure, execute } from '../commands.ts'
import { procedure, publicProcedure, router } from '../trpc.ts'
import { addPerson, createFirstAdministrator, hasAdministrator, systemActor } from './people.ts'

const added = z.object({ personId: IdSchema('Person') })

const setup = {
  name: 'accounts.setup' as const,
  data: SetupSchema,
  result: added,
  handle: async (
    work: Parameters<typeof createFirstAdministrator>[0],
    data: z.output<typeof SetupSchema>,
  ) => ({
    personId: await createFirstAdministrator(work, {
      ...data,
      role: 'administrator',
      regions: null,
      crewId: null,
    }),
  }),
}

export const accountsRouter = router({
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

  setup: publicProcedure('accounts.setup')
    .input(CommandEnvelopeSchema.extend({ data: SetupSchema }))
    .output(ReceiptSchema.extend({ result: added }))
    .mutation(({ ctx, input: { data, ...envelope } }) =>
      execute(ctx, systemActor, setup, envelope, data),
    ),

  listPeople: procedure('accounts.listPeople')
    .output(
      z.array(
        z.object({
          id: IdSchema('Person'),
          name: z.string(),
          email: z.string(),
          role: RoleSchema,
          regions: z.array(z.string()).nullable(),
          isDisabled: z.boolean(),
        }),
      ),
    )
    .query(async ({ ctx }) => {
      const people = await ctx.db
        .selectFrom('person')
        .select(['id', 'name', 'email', 'role', 'regions', 'disabledAt'])
        .orderBy('name')
        .execute()
      return people.map(({ disabledAt, role, ...person }) => ({
        ...person,
        role: RoleSchema.parse(role),
        isDisabled: disabledAt !== null,
      }))
    }),

  createPerson: commandProcedure({
    name: 'accounts.createPerson',
    data: PersonSchema,
    result: added,
    handle: async (work, data) => ({ personId: await addPerson(work, data) }),
  }),
})
