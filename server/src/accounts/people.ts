import type { Actor, Person } from '@changeover/shared/accounts'
import { AppError, asId, newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { hashPassword } from './password.ts'

/** Stands in for a person where the installation itself acts: first run, demo, command line. */
export const systemActor: Actor = {
  personId: asId('00000000-0000-7000-8000-000000000000'),
  name: 'Changeover',
  role: 'administrator',
  regions: null,
  crewId: null,
}

/** Whether anybody could administer this installation. */
export async function hasAdministrator(db: Database | DatabaseTransaction): Promise<boolean> {
  const found = await db
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  return found !== undefined
}

/** Adds a person who signs in with e-mail and password. @throws AppError `INVALID` when the address is taken. */
export async function addPerson(work: UnitOfWork, person: Person): Promise<Id<'Person'>> {
  const id = newId<'Person'>()
  const email = await expectFreeAddress(work.tx, person.email)
  await work.tx
    .insertInto('person')
    .values({
      id,
      name: person.name,
      email,
      role: person.role,
      regions: person.regions,
      crewId: person.crewId,
    })
    .execute()
  await work.tx
    .insertInto('credential')
    .values({
      id: newId(),
      personId: id,
      accountId: id,
      providerId: 'credential',
      password: await hashPassword(person.password),
    })
    .execute()
  work.record({
    kind: 'person.added',
    subject: { kind: 'person', id },
    payload: { role: person.role },
  })
  work.stale('people')
  return id
}

/** The address as we keep it. @throws AppError `INVALID` when somebody has it already. */
export async function expectFreeAddress(tx: DatabaseTransaction, address: string): Promise<string> {
  const email = address.toLowerCase()
  const taken = await tx
    .selectFrom('person')
    .select('id')
    .where('email', '=', email)
    .executeTakeFirst()
  if (taken)
    throw new AppError('INVALID', {
      field: 'email',
      reason: 'There is already an account with this address.',
    })
  return email
}

/** The first-run page's command: makes the administrator, once. A lock keeps two first runs apart. */
export async function createFirstAdministrator(
  work: UnitOfWork,
  person: Person,
): Promise<Id<'Person'>> {
  await sql`select pg_advisory_xact_lock(hashtext('changeover first administrator'))`.execute(
    work.tx,
  )
  if (await hasAdministrator(work.tx)) throw new AppError('ALREADY_SET_UP')
  return addPerson(work, { ...person, role: 'administrator' })
}
