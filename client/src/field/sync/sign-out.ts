import type { FieldDatabase } from '../store/database.ts'
import { recall, remember } from '../store/memory.ts'
import type { FieldServer, Trouble } from './server.ts'

/**
 * Ends the session: on the phone at once, at the server as soon as it is reached. Until then the session takes
 * nobody back in, so that a phone can be handed on where there is no signal. What waits stays on the phone and
 * is sent by the same person later.
 */
export async function signOut(db: FieldDatabase, server: FieldServer): Promise<void> {
  await remember(db, 'isLeaving', true)
  await db.delete('meta', 'actor')
  await endLeftSession(db, server)
}

/** Ends the session that somebody left without a signal. @returns why it could not be told, if it could not. */
export async function endLeftSession(
  db: FieldDatabase,
  server: FieldServer,
): Promise<Trouble | 'failed' | null> {
  if (!(await recall(db, 'isLeaving'))) return null
  const answer = await server.signOut()
  if (answer.kind !== 'ok' && answer.kind !== 'signed-out')
    return answer.kind === 'refused' ? 'failed' : answer.kind
  await forgetLeaving(db)
  return null
}

/** Somebody signed in: their session stands in the place of the one that was left. */
export const forgetLeaving = (db: FieldDatabase) => db.delete('meta', 'isLeaving')
