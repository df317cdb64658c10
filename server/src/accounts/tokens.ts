import { RoleSchema, type Actor, type NewToken } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/**
 * API tokens: a program acts as the person who made the token, with the person's role and scope as
 * they are at that moment, and no further than the token's access. A token is random, made on the
 * device that asks for it; the server only ever stores its SHA-256.
 */
const PREFIX = 'cho_'

/** Writes `last_used_at` at most this often, so that reading does not become writing. */
const USED_MINUTES = 5

/** Who is behind an `Authorization: Bearer …` header, and whether they may change anything. */
export async function actorOfToken(
  db: Database,
  authorization: string,
): Promise<{ actor: Actor; mayWrite: boolean } | null> {
  const token = /^Bearer (\S+)$/.exec(authorization)?.[1]
  if (!token?.startsWith(PREFIX)) return null
  const row = await db
    .selectFrom('apiToken')
    .innerJoin('person', 'person.id', 'apiToken.personId')
    .select(['apiToken.id', 'access', 'personId', 'person.name', 'role', 'regions', 'crewId'])
    .where('tokenSha256', '=', createHash('sha256').update(token).digest('hex'))
    .where('revokedAt', 'is', null)
    .where('disabledAt', 'is', null)
    .where('expiresAt', '>', sql<never>`now()`)
    .executeTakeFirst()
  if (!row) return null
  await noteUse(db, row.id)
  const { personId, name, role, regions, crewId } = row
  const actor = { personId, name, role: RoleSchema.parse(role), regions, crewId }
  return { actor, mayWrite: row.access === 'full' }
}

async function noteUse(db: Database, id: Id<'ApiToken'>): Promise<void> {
  await db
    .updateTable('apiToken')
    .set({ lastUsedAt: sql`now()` })
    .where('id', '=', id)
    .where((where) =>
      where.or([
        where('lastUsedAt', 'is', null),
        where('lastUsedAt', '<', sql<never>`now() - ${USED_MINUTES} * interval '1 minute'`),
      ]),
    )
    .execute()
}

/** A person's own tokens, or everybody's for whoever administers. */
export async function listTokens(db: Database, actor: Actor) {
  const isAdministrator = actor.role === 'administrator'
  const tokens = await db
    .selectFrom('apiToken')
    .innerJoin('person', 'person.id', 'apiToken.personId')
    .select([
      'apiToken.id',
      'apiToken.name',
      'person.name as owner',
      'access',
      'expiresAt',
      'lastUsedAt',
      'apiToken.createdAt',
    ])
    .where('revokedAt', 'is', null)
    .$if(!isAdministrator, (query) => query.where('personId', '=', actor.personId))
    .orderBy('apiToken.createdAt', 'desc')
    .execute()
  return tokens
}

/** Registers a token that the asking device made. */
export async function createToken(work: UnitOfWork, token: NewToken) {
  const id = newId<'ApiToken'>()
  await work.tx
    .insertInto('apiToken')
    .values({
      id,
      personId: work.actor.personId,
      name: token.name,
      tokenSha256: token.tokenSha256,
      access: token.access,
      expiresAt: sql`now() + ${token.days} * interval '1 day'`,
    })
    .execute()
  work.record({
    kind: 'token.created',
    subject: { kind: 'person', id: work.actor.personId },
    payload: { tokenId: id, name: token.name, access: token.access, days: token.days },
  })
  work.stale('tokens')
  return { tokenId: id }
}

/** Ends a token: one's own, or anybody's for whoever administers. */
export async function revokeToken(work: UnitOfWork, { tokenId }: { tokenId: Id<'ApiToken'> }) {
  const revoked = await work.tx
    .updateTable('apiToken')
    .set({ revokedAt: work.recordedAt })
    .where('id', '=', tokenId)
    .where('revokedAt', 'is', null)
    .$if(work.actor.role !== 'administrator', (query) =>
      query.where('personId', '=', work.actor.personId),
    )
    .returning('personId')
    .executeTakeFirst()
  if (!revoked) throw new AppError('NOT_FOUND')
  work.record({
    kind: 'token.revoked',
    subject: { kind: 'person', id: revoked.personId },
    payload: { tokenId },
  })
  work.stale('tokens')
  return {}
}
