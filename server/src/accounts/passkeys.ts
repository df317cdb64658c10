import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { Actor, CreatedPasskey } from '@changeover/shared/accounts'
import { generateRegistrationOptions, verifyRegistrationResponse } from '@simplewebauthn/server'
import type { RequestContext } from '../context.ts'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { giveChallenge, hostNameOf, takeChallenge } from './passkey-challenge.ts'

/** Signatures that every browser and device of today can make (COSE): ES256, EdDSA, RS256. */
const ALGORITHMS = [-7, -8, -257]

/** One's own passkeys, or anybody's for whoever administers. */
export async function listPasskeys(db: Database, actor: Actor, personId: Id<'Person'> | null) {
  const whose = personId ?? actor.personId
  if (whose !== actor.personId && actor.role !== 'administrator') throw new AppError('NOT_FOUND')
  return db
    .selectFrom('passkey')
    .select(['id', 'name', 'isSynced', 'rpId as hostName', 'createdAt', 'lastUsedAt'])
    .where('personId', '=', whose)
    .orderBy('createdAt')
    .execute()
}

/**
 * What the browser needs to make a passkey on this device: one that names the person by itself and asks
 * for a finger, a face or a PIN, so that it stands for password and second factor together.
 * @throws AppError `PASSKEY_NEEDS_NAME`; `FORBIDDEN` to a token, which is no person before a screen.
 */
export async function beginPasskey(
  context: Pick<RequestContext, 'db' | 'origin' | 'sessionId'>,
  actor: Actor,
) {
  const { db, origin, sessionId } = context
  if (!sessionId) throw new AppError('FORBIDDEN', { reason: 'Passkeys are added by people.' })
  const rpID = hostNameOf(origin)
  const known = await db
    .selectFrom('passkey')
    .select(['credentialId as id', 'transports'])
    .where('personId', '=', actor.personId)
    .execute()
  const { email } = await db
    .selectFrom('person')
    .select('email')
    .where('id', '=', actor.personId)
    .executeTakeFirstOrThrow()
  return generateRegistrationOptions({
    rpName: 'Changeover',
    rpID,
    userID: new TextEncoder().encode(actor.personId),
    userName: email,
    userDisplayName: actor.name,
    challenge: await giveChallenge(db, actor.personId),
    attestationType: 'none',
    supportedAlgorithmIDs: ALGORITHMS,
    excludeCredentials: known,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
}

/** Keeps the passkey that the person's device has made. @throws AppError `PASSKEY_REFUSED` when it did not sign what it was given. */
export async function addPasskey(
  work: UnitOfWork,
  { name, created, origin }: { name: string; created: CreatedPasskey; origin: string },
) {
  const { tx, actor } = work
  const rpID = hostNameOf(origin)
  const { response, ...credential } = created
  const { transports, ...signed } = response
  const expectedChallenge = await takeChallenge(tx, signed.clientDataJSON, actor.personId)
  if (expectedChallenge === null) throw new AppError('PASSKEY_REFUSED')
  const checked = await verifyRegistrationResponse({
    response: { ...credential, response: signed },
    expectedChallenge,
    expectedOrigin: origin,
    expectedRPID: rpID,
    supportedAlgorithmIDs: ALGORITHMS,
  }).catch(() => ({ verified: false as const }))
  if (!checked.verified) throw new AppError('PASSKEY_REFUSED')
  const { credential: made, credentialBackedUp } = checked.registrationInfo
  const passkeyId = newId<'Passkey'>()
  await tx
    .insertInto('passkey')
    .values({
      id: passkeyId,
      personId: actor.personId,
      name,
      credentialId: made.id,
      publicKey: Buffer.from(made.publicKey),
      counter: made.counter,
      transports: transports ?? [],
      rpId: rpID,
      isSynced: credentialBackedUp,
    })
    .execute()
  record(work, 'passkey.added', actor.personId, { passkeyId, name })
  return { passkeyId }
}

export async function renamePasskey(
  work: UnitOfWork,
  { passkeyId, name }: { passkeyId: Id<'Passkey'>; name: string },
) {
  const before = await work.tx
    .selectFrom('passkey')
    .select('name')
    .where('id', '=', passkeyId)
    .where('personId', '=', work.actor.personId)
    .forUpdate()
    .executeTakeFirst()
  if (!before) throw new AppError('NOT_FOUND')
  await work.tx.updateTable('passkey').set({ name }).where('id', '=', passkeyId).execute()
  record(work, 'passkey.renamed', work.actor.personId, { passkeyId, from: before.name, to: name })
  return {}
}

/** Takes a passkey away, one's own or, for whoever administers, anybody's. Sessions that it opened go on until they are ended. */
export async function removePasskey(work: UnitOfWork, { passkeyId }: { passkeyId: Id<'Passkey'> }) {
  const removed = await work.tx
    .deleteFrom('passkey')
    .where('id', '=', passkeyId)
    .$if(work.actor.role !== 'administrator', (query) =>
      query.where('personId', '=', work.actor.personId),
    )
    .returning(['personId', 'name'])
    .executeTakeFirst()
  if (!removed) throw new AppError('NOT_FOUND')
  record(work, 'passkey.removed', removed.personId, { passkeyId, name: removed.name })
  return {}
}

function record(
  work: UnitOfWork,
  kind: `passkey.${'added' | 'renamed' | 'removed'}`,
  personId: Id<'Person'>,
  payload: Record<string, unknown>,
): void {
  work.record({ kind, subject: { kind: 'person', id: personId }, payload })
  work.stale('passkeys')
}
