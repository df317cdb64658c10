import { AppError, asId, newId, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import { idOfSignedCode, signedCode } from '../signed-code.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { hashPassword } from './password.ts'

/**
 * Links that let somebody set a password: invitations, and resets. The link carries the row's id and
 * a code derived from it with the installation's secret, so the database never holds a usable link.
 * A link works once, until it expires, and the newest replaces those before.
 */
export type LinkPurpose = 'invitation' | 'reset'

const HOURS = { invitation: 7 * 24, reset: 2 } as const satisfies Record<LinkPurpose, number>

/** What the page behind a link needs to know. */
export interface LinkHolder {
  linkId: Id<'AccountLink'>
  personId: Id<'Person'>
  purpose: LinkPurpose
  name: string
  email: string
}

/** The code at the end of the link's address. */
export function linkCode(secret: string, linkId: string): string {
  return signedCode(secret, 'link', linkId)
}

/** Makes a link for a person, and ends those made before. */
export async function issueLink(
  work: UnitOfWork,
  personId: Id<'Person'>,
  purpose: LinkPurpose,
): Promise<Id<'AccountLink'>> {
  const id = newId<'AccountLink'>()
  await work.tx
    .updateTable('accountLink')
    .set({ usedAt: work.recordedAt })
    .where('personId', '=', personId)
    .where('usedAt', 'is', null)
    .execute()
  await work.tx
    .insertInto('accountLink')
    .values({
      id,
      personId,
      purpose,
      expiresAt: sql`now() + ${HOURS[purpose]} * interval '1 hour'`,
    })
    .execute()
  work.record({
    kind: `person.${purpose}_made`,
    subject: { kind: 'person', id: personId },
    payload: {},
  })
  return id
}

/** Who may set a password with this code. @throws AppError `LINK_USED` when nobody may. */
export async function findLinkHolder(
  db: Database | DatabaseTransaction,
  secret: string,
  code: string,
): Promise<LinkHolder> {
  const linkId = idOfSignedCode(secret, 'link', code)
  if (linkId === null) throw new AppError('LINK_USED')
  const holder = await db
    .selectFrom('accountLink')
    .innerJoin('person', 'person.id', 'accountLink.personId')
    .select(['accountLink.id as linkId', 'personId', 'purpose', 'name', 'email'])
    .where('accountLink.id', '=', asId<'AccountLink'>(linkId))
    .where('usedAt', 'is', null)
    .where('disabledAt', 'is', null)
    .where('expiresAt', '>', sql<never>`now()`)
    .executeTakeFirst()
  if (!holder) throw new AppError('LINK_USED')
  return holder
}

/**
 * Sets the password of whoever holds the link, uses the link up, and ends all sessions: whoever was
 * signed in with the old password is not any more.
 */
export async function setPasswordByLink(
  work: UnitOfWork,
  data: { code: string; password: string },
): Promise<LinkHolder> {
  const holder = await findLinkHolder(work.tx, work.services.installation.secret, data.code)
  const { numUpdatedRows } = await work.tx
    .updateTable('accountLink')
    .set({ usedAt: work.recordedAt })
    .where('id', '=', holder.linkId)
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new AppError('LINK_USED')
  await writePassword(work.tx, holder.personId, await hashPassword(data.password))
  await work.tx.deleteFrom('session').where('personId', '=', holder.personId).execute()
  work.record({
    kind: 'person.password_set',
    subject: { kind: 'person', id: holder.personId },
    payload: { by: holder.purpose },
  })
  work.stale('people')
  return holder
}

async function writePassword(
  tx: DatabaseTransaction,
  personId: Id<'Person'>,
  password: string,
): Promise<void> {
  await tx
    .insertInto('credential')
    .values({
      id: newId(),
      personId,
      accountId: personId,
      providerId: 'credential',
      password,
    })
    .onConflict((conflict) =>
      conflict.columns(['providerId', 'accountId']).doUpdateSet({ password }),
    )
    .execute()
}
