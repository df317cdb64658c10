import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { forgetSessions } from './sessions.ts'

/** Where a person is signed in: one's own, or anybody's for whoever administers. */
export async function listSessions(db: Database, actor: Actor, personId: Id<'Person'> | null) {
  const whose = personId ?? actor.personId
  if (whose !== actor.personId && actor.role !== 'administrator') throw new AppError('NOT_FOUND')
  return db
    .selectFrom('session')
    .select(['id', 'createdAt', 'updatedAt as seenAt', 'ipAddress', 'userAgent'])
    .where('personId', '=', whose)
    .where('expiresAt', '>', sql<never>`now()`)
    .orderBy('updatedAt', 'desc')
    .execute()
}

/** Ends a session. It is refused from then on, in other processes within seconds. */
export async function revokeSession(work: UnitOfWork, { sessionId }: { sessionId: Id<'Session'> }) {
  const ended = await work.tx
    .deleteFrom('session')
    .where('id', '=', sessionId)
    .$if(work.actor.role !== 'administrator', (query) =>
      query.where('personId', '=', work.actor.personId),
    )
    .returning('personId')
    .executeTakeFirst()
  if (!ended) throw new AppError('NOT_FOUND')
  work.record({
    kind: 'session.revoked',
    subject: { kind: 'person', id: ended.personId },
    payload: {},
  })
  work.stale('sessions')
  forgetSessions()
  return {}
}
