import { CreatedPasskeySchema, PasskeyNameSchema } from '@changeover/shared/accounts'
import { CommandEnvelopeSchema, IdSchema, ReceiptSchema } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure, execute } from '../commands.ts'
import { procedure } from '../trpc.ts'
import { addPasskey, beginPasskey, listPasskeys, removePasskey, renamePasskey } from './passkeys.ts'

const passkeyId = IdSchema('Passkey')
const NewPasskeySchema = z.object({ name: PasskeyNameSchema, created: CreatedPasskeySchema })
const added = z.object({ passkeyId })

/** What `navigator.credentials.create` is given, as JSON; the browser reads it, we do not. */
const creationOptions = z.record(z.string(), z.unknown())

export const passkeyProcedures = {
  listPasskeys: procedure('accounts.listPasskeys')
    .input(
      z
        .object({ personId: IdSchema('Person').nullable().default(null) })
        .default({ personId: null }),
    )
    .output(
      z.array(
        z.object({
          id: passkeyId,
          name: z.string(),
          isSynced: z.boolean(),
          hostName: z.string(),
          createdAt: InstantSchema,
          lastUsedAt: InstantSchema.nullable(),
        }),
      ),
    )
    .query(({ ctx, input }) => listPasskeys(ctx.db, ctx.actor, input.personId)),

  /** Changes nothing but what the next answer may sign. */
  beginPasskey: procedure('accounts.beginPasskey')
    .output(creationOptions)
    .mutation(async ({ ctx }) => ({ ...(await beginPasskey(ctx, ctx.actor)) })),

  /** A command whose handler also needs to know under which name the page was opened. */
  addPasskey: procedure('accounts.addPasskey')
    .input(CommandEnvelopeSchema.extend({ data: NewPasskeySchema }))
    .output(ReceiptSchema.extend({ result: added }))
    .mutation(({ ctx, input: { data, ...envelope } }) =>
      execute(
        ctx,
        ctx.actor,
        {
          name: 'accounts.addPasskey',
          data: NewPasskeySchema,
          result: added,
          handle: (work, given) => addPasskey(work, { ...given, origin: ctx.origin }),
        },
        envelope,
        data,
      ),
    ),

  renamePasskey: commandProcedure({
    name: 'accounts.renamePasskey',
    data: z.object({ passkeyId, name: PasskeyNameSchema }),
    result: z.object({}),
    handle: renamePasskey,
  }),

  removePasskey: commandProcedure({
    name: 'accounts.removePasskey',
    data: z.object({ passkeyId }),
    result: z.object({}),
    handle: removePasskey,
  }),
}
