import { RoleSchema } from '@changeover/shared/accounts'
import type { Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Everybody, by name, with what an administrator looks for. */
export async function listPeople(db: Database) {
  const people = await db
    .selectFrom('person')
    .select((select) => [
      'id',
      'name',
      'email',
      'role',
      'regions',
      'crewId',
      'disabledAt',
      'twoFactorEnabled as hasSecondFactor',
      sql<boolean>`not exists (select from credential c where c.person_id = person.id)`.as(
        'isInvited',
      ),
      select
        .selectFrom('session')
        .select(({ fn }) => fn.max<Instant>('session.updatedAt').as('seenAt'))
        .whereRef('session.personId', '=', 'person.id')
        .as('seenAt'),
    ])
    .orderBy('name')
    .execute()
  return people.map(({ disabledAt, role, ...person }) => ({
    ...person,
    role: RoleSchema.parse(role),
    isDisabled: disabledAt !== null,
  }))
}
