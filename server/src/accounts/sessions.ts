import { RoleSchema, type Actor } from '@changeover/shared/accounts'
import { asId } from '@changeover/shared/commands'
import type { Database } from '../db/database.ts'
import type { Auth } from './auth.ts'

/** A session that was checked this long ago is not asked for again: a revoked one ends within it. */
const TRUSTED_MS = 3_000
const MAX_REMEMBERED = 5_000

const remembered = new Map<string, { actor: Actor | null; until: number }>()

/** Who is behind a request's cookie; null when nobody is signed in, or the person was disabled. */
export async function actorOf(
  auth: Auth,
  db: Database,
  cookie: string | undefined,
): Promise<Actor | null> {
  if (!cookie) return null
  const known = remembered.get(cookie)
  if (known && known.until > Date.now()) return known.actor
  const actor = await readActor(auth, db, cookie)
  if (remembered.size >= MAX_REMEMBERED) remembered.clear()
  remembered.set(cookie, { actor, until: Date.now() + TRUSTED_MS })
  return actor
}

/** Forgets what was remembered, after a role or a session changed in this process. */
export function forgetSessions(): void {
  remembered.clear()
}

async function readActor(auth: Auth, db: Database, cookie: string): Promise<Actor | null> {
  const session = await auth.api.getSession({ headers: new Headers({ cookie }) })
  if (!session) return null
  const person = await db
    .selectFrom('person')
    .select(['id', 'name', 'role', 'regions', 'crewId'])
    .where('id', '=', asId<'Person'>(session.user.id))
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
  if (!person) return null
  return {
    personId: person.id,
    name: person.name,
    role: RoleSchema.parse(person.role),
    regions: person.regions,
    crewId: person.crewId,
  }
}
