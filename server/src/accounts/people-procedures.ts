import {
  InvitationSchema,
  PersonChangeSchema,
  PersonSchema,
  RoleSchema,
} from '@changeover/shared/accounts'
import { AppError, IdSchema } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { sql } from 'kysely'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure } from '../trpc.ts'
import { linkAddress } from './mail.ts'
import { invitePerson, sendLink, setDisabled, updatePerson } from './manage-people.ts'
import { listPeople } from './list-people.ts'
import { addPerson } from './people.ts'
import { previewScope } from './scope-preview.ts'

const PersonRowSchema = z.object({
  id: IdSchema('Person'),
  name: z.string(),
  email: z.string(),
  role: RoleSchema,
  regions: z.array(z.string()).nullable(),
  crewId: IdSchema('Crew').nullable(),
  isDisabled: z.boolean(),
  /** Invited, and has not set a password or signed in otherwise yet. */
  isInvited: z.boolean(),
  hasSecondFactor: z.boolean(),
  seenAt: InstantSchema.nullable(),
})

const LinkSchema = z.object({ linkId: IdSchema('AccountLink'), isMailed: z.boolean() })

/** Other people: what an administrator does and an auditor sees. */
export const peopleProcedures = {
  listPeople: procedure('accounts.listPeople')
    .output(z.array(PersonRowSchema))
    .query(({ ctx }) => listPeople(ctx.db)),

  previewScope: procedure('accounts.previewScope')
    .input(InvitationSchema.pick({ role: true, regions: true, crewId: true }))
    .output(
      z.object({
        sites: z.int(),
        openOrders: z.int(),
        regions: z.array(z.object({ region: z.string(), sites: z.int() })),
      }),
    )
    .query(({ ctx, input }) => previewScope(ctx.db, input)),

  createPerson: commandProcedure({
    name: 'accounts.createPerson',
    data: PersonSchema,
    result: z.object({ personId: IdSchema('Person') }),
    handle: async (work, data) => ({ personId: await addPerson(work, data) }),
  }),

  invitePerson: commandProcedure({
    name: 'accounts.invitePerson',
    data: InvitationSchema,
    result: LinkSchema.extend({ personId: IdSchema('Person') }),
    handle: invitePerson,
  }),

  updatePerson: commandProcedure({
    name: 'accounts.updatePerson',
    data: PersonChangeSchema,
    result: z.object({}),
    handle: updatePerson,
  }),

  setDisabled: commandProcedure({
    name: 'accounts.setDisabled',
    data: z.object({ personId: IdSchema('Person'), isDisabled: z.boolean() }),
    result: z.object({}),
    handle: setDisabled,
  }),

  sendReset: commandProcedure({
    name: 'accounts.sendReset',
    data: z.object({ personId: IdSchema('Person') }),
    result: LinkSchema,
    handle: (work, { personId }) => sendLink(work, personId, 'reset'),
  }),

  /** The address behind a link that was made lately, for an administrator to hand on. */
  showLink: procedure('accounts.showLink')
    .input(z.object({ linkId: IdSchema('AccountLink') }))
    .output(z.object({ address: z.string() }))
    .query(async ({ ctx, input }) => {
      const link = await ctx.db
        .selectFrom('accountLink')
        .select('id')
        .where('id', '=', input.linkId)
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', sql<never>`now()`)
        .executeTakeFirst()
      if (!link) throw new AppError('LINK_USED')
      return { address: linkAddress(ctx, link.id) }
    }),
}
