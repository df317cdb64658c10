import { NewTokenSchema, TOKEN_ACCESS } from '@changeover/shared/accounts'
import { IdSchema } from '@changeover/shared/commands'
import { InstantSchema } from '@changeover/shared/time'
import { z } from 'zod'
import { commandProcedure } from '../commands.ts'
import { procedure } from '../trpc.ts'
import { listSessions, revokeSession } from './session-list.ts'
import { createToken, listTokens, revokeToken } from './tokens.ts'

const SessionSchema = z.object({
  id: IdSchema('Session'),
  createdAt: InstantSchema,
  seenAt: InstantSchema,
  ipAddress: z.string().nullable(),
  userAgent: z.string().nullable(),
  isCurrent: z.boolean(),
})

const TokenSchema = z.object({
  id: IdSchema('ApiToken'),
  name: z.string(),
  owner: z.string(),
  access: z.enum(TOKEN_ACCESS),
  expiresAt: InstantSchema,
  lastUsedAt: InstantSchema.nullable(),
  createdAt: InstantSchema,
})

/** One's own sessions and tokens; whoever administers sees everybody's. */
export const ownProcedures = {
  listSessions: procedure('accounts.listSessions')
    .input(
      z
        .object({ personId: IdSchema('Person').nullable().default(null) })
        .default({ personId: null }),
    )
    .output(z.array(SessionSchema))
    .query(async ({ ctx, input }) => {
      const sessions = await listSessions(ctx.db, ctx.actor, input.personId)
      return sessions.map((session) => ({ ...session, isCurrent: session.id === ctx.sessionId }))
    }),

  revokeSession: commandProcedure({
    name: 'accounts.revokeSession',
    data: z.object({ sessionId: IdSchema('Session') }),
    result: z.object({}),
    handle: revokeSession,
  }),

  listTokens: procedure('accounts.listTokens')
    .output(z.array(TokenSchema))
    .query(({ ctx }) => listTokens(ctx.db, ctx.actor)),

  createToken: commandProcedure({
    name: 'accounts.createToken',
    data: NewTokenSchema,
    result: z.object({ tokenId: IdSchema('ApiToken') }),
    handle: createToken,
  }),

  revokeToken: commandProcedure({
    name: 'accounts.revokeToken',
    data: z.object({ tokenId: IdSchema('ApiToken') }),
    result: z.object({}),
    handle: revokeToken,
  }),
}
