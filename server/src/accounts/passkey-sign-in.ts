import type { BetterAuthPlugin } from 'better-auth'
import { APIError, createAuthEndpoint } from 'better-auth/api'
import { setSessionCookie } from 'better-auth/cookies'
import { AppError, ERRORS, type Id } from '@changeover/shared/commands'
import { SignedChallengeSchema, type SignedChallenge } from '@changeover/shared/accounts'
import {
  generateAuthenticationOptions,
  verifyAuthenticationResponse,
  type AuthenticatorTransport,
} from '@simplewebauthn/server'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { giveChallenge, hostNameOf, takeChallenge } from './passkey-challenge.ts'

/**
 * Signing in with a passkey, beside the library's own ways, so that sessions and cookies are made in one
 * place. Nobody says who they are: the passkey names its person. It asks its owner for a finger, a face
 * or a PIN, so no second factor follows.
 */
export function passkeySignIn(db: Database, publicUrl: string | undefined): BetterAuthPlugin {
  const originOf = (request: Request | undefined) => publicUrl ?? new URL(request?.url ?? '').origin
  return {
    id: 'changeover-passkey',
    endpoints: {
      beginPasskeySignIn: createAuthEndpoint('/passkey/begin', { method: 'POST' }, async (ctx) =>
        ctx.json(
          await generateAuthenticationOptions({
            rpID: orRefuse(() => hostNameOf(originOf(ctx.request))),
            challenge: await giveChallenge(db, null),
            userVerification: 'required',
          }),
        ),
      ),
      finishPasskeySignIn: createAuthEndpoint(
        '/passkey/finish',
        { method: 'POST', body: z.object({ signed: SignedChallengeSchema }) },
        async (ctx) => {
          const personId = await checkPasskey(db, ctx.body.signed, originOf(ctx.request))
          const session = personId && (await ctx.context.internalAdapter.createSession(personId))
          const user = personId && (await ctx.context.internalAdapter.findUserById(personId))
          if (!session || !user) throw refused('PASSKEY_REFUSED')
          await setSessionCookie(ctx, { session, user })
          return ctx.json({ isSignedIn: true })
        },
      ),
    },
  }
}

/** @returns whose passkey signed what was given; null when it is not known or did not. */
async function checkPasskey(
  db: Database,
  signed: SignedChallenge,
  origin: string,
): Promise<Id<'Person'> | null> {
  const passkey = await db
    .selectFrom('passkey')
    .selectAll()
    .where('credentialId', '=', signed.id)
    .executeTakeFirst()
  if (!passkey) return null
  const { userHandle, ...response } = signed.response
  const expectedChallenge = await takeChallenge(db, response.clientDataJSON, null)
  if (expectedChallenge === null) return null
  const checked = await verifyAuthenticationResponse({
    response: { ...signed, response: userHandle ? { ...response, userHandle } : response },
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: passkey.rpId,
    credential: {
      id: passkey.credentialId,
      publicKey: new Uint8Array(passkey.publicKey),
      counter: passkey.counter,
      // Hints for the browser, stored as it gave them; checking does not read them.
      transports: passkey.transports as AuthenticatorTransport[],
    },
  }).catch(() => ({ verified: false as const }))
  if (!checked.verified) return null
  await db
    .updateTable('passkey')
    .set({
      counter: checked.authenticationInfo.newCounter,
      isSynced: checked.authenticationInfo.credentialBackedUp,
      lastUsedAt: sql<never>`now()`,
    })
    .where('id', '=', passkey.id)
    .execute()
  return passkey.personId
}

function refused(code: keyof typeof ERRORS): APIError {
  return new APIError('UNAUTHORIZED', { code, message: ERRORS[code].why })
}

/** Our refusals in the library's words. */
function orRefuse<Answer>(work: () => Answer): Answer {
  try {
    return work()
  } catch (cause) {
    throw cause instanceof AppError ? refused(cause.code) : cause
  }
}
