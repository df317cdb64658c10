import type { Invitation, PersonChange } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import { enqueue } from '../jobs/enqueue.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { issueLink, type LinkPurpose } from './links.ts'
import { canMail } from '../mail.ts'
import { expectFreeAddress } from './people.ts'
import { forgetSessions } from './sessions.ts'

/** Adds a person who has yet to set a password, and makes the link to do so. */
export async function invitePerson(work: UnitOfWork, invitation: Invitation) {
  const personId = newId<'Person'>()
  const email = await expectFreeAddress(work.tx, invitation.email)
  const { name, role, regions, crewId } = invitation
  await work.tx
    .insertInto('person')
    .values({ id: personId, name, email, role, regions, crewId })
    .execute()
  work.record({
    kind: 'person.invited',
    subject: { kind: 'person', id: personId },
    payload: { role, regions, crewId },
  })
  work.stale('people')
  return { personId, ...(await sendLink(work, personId, 'invitation')) }
}

/** Makes a link for somebody and mails it, where mail is set up. */
export async function sendLink(work: UnitOfWork, personId: Id<'Person'>, purpose: LinkPurpose) {
  await expectPerson(work, personId)
  const linkId = await issueLink(work, personId, purpose)
  const isMailed = canMail(work.services)
  if (isMailed) await enqueue(work.tx, 'mail_link', { linkId }, { key: `mail_link ${linkId}` })
  return { linkId, isMailed }
}

/** Changes what a person is called, may do and sees. @throws AppError `LAST_ADMINISTRATOR` */
export async function updatePerson(work: UnitOfWork, { personId, ...change }: PersonChange) {
  const before = await expectPerson(work, personId)
  await work.tx
    .updateTable('person')
    .set({ ...change, updatedAt: work.recordedAt })
    .where('id', '=', personId)
    .execute()
  await expectAdministrator(work)
  work.record({
    kind: 'person.changed',
    subject: { kind: 'person', id: personId },
    payload: { before, after: change },
  })
  work.stale('people', `person:${personId}`)
  forgetSessions()
  return {}
}

/** Keeps a person from signing in, ends their sessions and tokens; or lets them in again. */
export async function setDisabled(
  work: UnitOfWork,
  { personId, isDisabled }: { personId: Id<'Person'>; isDisabled: boolean },
) {
  await expectPerson(work, personId)
  await work.tx
    .updateTable('person')
    .set({ disabledAt: isDisabled ? work.recordedAt : null, updatedAt: work.recordedAt })
    .where('id', '=', personId)
    .execute()
  if (isDisabled) {
    await work.tx.deleteFrom('session').where('personId', '=', personId).execute()
    await work.tx
      .updateTable('apiToken')
      .set({ revokedAt: work.recordedAt })
      .where('personId', '=', personId)
      .where('revokedAt', 'is', null)
      .execute()
  }
  await expectAdministrator(work)
  work.record({
    kind: isDisabled ? 'person.disabled' : 'person.enabled',
    subject: { kind: 'person', id: personId },
    payload: {},
  })
  work.stale('people', `person:${personId}`)
  forgetSessions()
  return {}
}

async function expectPerson(work: UnitOfWork, personId: Id<'Person'>) {
  const person = await work.tx
    .selectFrom('person')
    .select(['name', 'role', 'regions', 'crewId'])
    .where('id', '=', personId)
    .forUpdate()
    .executeTakeFirst()
  if (!person) throw new AppError('NOT_FOUND', { personId })
  return person
}

/** Somebody must be left who can sign in and administer. The lock keeps two such changes apart. */
async function expectAdministrator(work: UnitOfWork): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('changeover administrators'))`.execute(work.tx)
  const left = await work.tx
    .selectFrom('person')
    .select('id')
    .where('role', '=', 'administrator')
    .where('disabledAt', 'is', null)
    .limit(1)
    .executeTakeFirst()
  if (!left) throw new AppError('LAST_ADMINISTRATOR')
}
