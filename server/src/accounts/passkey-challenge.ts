import { AppError, type Id } from '@changeover/shared/commands'
import { randomBytes } from 'node:crypto'
import { isIP } from 'node:net'
import { sql } from 'kysely'
import { z } from 'zod'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/**
 * What a device is given to sign: random, used once, good for five minutes by the database's clock, in
 * every process. One that was given for adding a passkey belongs to the person who adds it.
 */
const VALID_MINUTES = 5

export async function giveChallenge(
  db: Database,
  personId: Id<'Person'> | null,
): Promise<Uint8Array<ArrayBuffer>> {
  const challenge = new Uint8Array(randomBytes(32))
  await db
    .deleteFrom('passkeyChallenge')
    .where('expiresAt', '<', sql<never>`now()`)
    .execute()
  await sql`
    insert into passkey_challenge (challenge, person_id, expires_at)
    values (${Buffer.from(challenge).toString('base64url')}, ${personId}, now() + ${VALID_MINUTES} * interval '1 minute')
  `.execute(db)
  return challenge
}

/** Uses up the challenge that was signed. @returns it, when it was given to this person and is still good. */
export async function takeChallenge(
  db: Database | DatabaseTransaction,
  clientDataJSON: string,
  personId: Id<'Person'> | null,
): Promise<string | null> {
  const challenge = challengeIn(clientDataJSON)
  if (challenge === null) return null
  const taken = await db
    .deleteFrom('passkeyChallenge')
    .where('challenge', '=', challenge)
    .where('personId', personId === null ? 'is' : '=', personId)
    .returning(sql<boolean>`expires_at > now()`.as('isGood'))
    .executeTakeFirst()
  return taken?.isGood ? challenge : null
}

/** What the browser says was signed; the signature over it is checked afterwards. */
function challengeIn(clientDataJSON: string): string | null {
  try {
    const text = Buffer.from(clientDataJSON, 'base64url').toString('utf8')
    return ClientDataSchema.parse(JSON.parse(text)).challenge
  } catch {
    return null
  }
}

const ClientDataSchema = z.object({ challenge: z.string() })

/** The name that passkeys made on this origin belong to. @throws AppError `PASSKEY_NEEDS_NAME` for an address that is a number. */
export function hostNameOf(origin: string): string {
  const { hostname } = new URL(origin)
  if (isIP(hostname.replace(/^\[|\]$/g, ''))) throw new AppError('PASSKEY_NEEDS_NAME', { hostname })
  return hostname
}
