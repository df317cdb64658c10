import { RoleSchema, type Actor } from '@changeover/shared/accounts'
import { AppError, asId, type Id } from '@changeover/shared/commands'
import type { Database } from '../db/database.ts'
import type { Announcer } from '../live/index.ts'
import type { Auth } from './auth.ts'
import { actorOfToken } from './tokens.ts'

/** Who is behind a request, by which session, and how far a token reaches. */
export interface Caller {
  actor: Actor | null
  sessionId: Id<'Session'> | null
  mayWrite: boolean
}

const nobody: Caller = { actor: null, sessionId: null, mayWrite: false }

/** A session that was checked this long ago is not asked for again: a revoked one ends within it. */
const TRUSTED_MS = 3_000
const MAX_REMEMBERED = 5_000

const remembered = new Map<string, { caller: Caller; until: number }>()

/** Who sent a request, by its session cookie or its token. A token that is not valid is nobody, whatever the cookie says. */
export async function callerOf(
  auth: Auth,
  db: Database,
  headers: { cookie?: string | undefined; authorization?: string | undefined },
): Promise<Caller> {
  const { cookie, authorization } = headers
  const key = authorization ?? cookie
  if (!key) return nobody
  const known = remembered.get(key)
  if (known && known.until > Date.now()) return known.caller
  const caller = authorization
    ? await readToken(db, authorization)
    : await readSession(auth, db, key)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(key, { caller, until: Date.now() + TRUSTED_MS })
  return caller
}

/** Who may be served on a route of its own, beside tRPC: nobody when a token that reads would change something. */
export async function actorOf(
  auth: Auth,
  db: Database,
  request: { method: string; headers: Parameters<typeof callerOf>[2] },
): Promise<Actor | null> {
  const { actor, mayWrite } = await callerOf(auth, db, request.headers)
  return mayWrite || request.method === 'GET' || request.method === 'HEAD' ? actor : null
}

/** Forgets what was remembered, after a role or a session changed in this process. */
export function forgetSessions(): void {
  remembered.clear()
}

/** What any process says when somebody's session or rights changed. */
const ABOUT_SESSIONS = new Set(['sessions', 'people', 'everything'])

/**
 * Forgets also what another process changed, as soon as it says so after its commit. @returns how to
 * stop listening.
 */
export function forgetWhenTold(announcer: Announcer): () => void {
  return announcer.hear((heard) => {
    if ('missed' in heard || heard.topics.some((topic) => ABOUT_SESSIONS.has(topic)))
      forgetSessions()
  })
}

async function readToken(db: Database, authorization: string): Promise<Caller> {
  const found = await actorOfToken(db, authorization)
  return found ? { ...found, sessionId: null } : nobody
}

async function readSession(auth: Auth, db: Database, cookie: string): Promise<Caller> {
  const session = await auth.api.getSession({ headers: new Headers({ cookie }) }).catch(() => {
    // The library hides why; all that it does here is to read a row. Whoever asks may ask again.
    throw new AppError('UNAVAILABLE')
  })
  if (!session) return nobody
  const person = await db
    .selectFrom('person')
    .select(['id', 'name', 'role', 'regions', 'crewId'])
    .where('id', '=', asId<'Person'>(session.user.id))
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (!person) return nobody
  const { id: personId, name, role, regions, crewId } = person
  return {
    actor: { personId, name, role: RoleSchema.parse(role), regions, crewId },
    sessionId: asId<'Session'>(session.session.id),
    mayWrite: true,
  }
}
