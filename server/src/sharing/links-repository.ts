import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import type { Report } from './report.ts'

/** Links that still open, newest first: one's own, or everybody's for whoever runs the program. */
export function readLinks(db: Database, makerId: Id<'Person'> | null) {
  return db
    .selectFrom('executiveLink')
    .innerJoin('person', 'person.id', 'executiveLink.madeBy')
    .select([
      'executiveLink.id',
      'executiveLink.name',
      'person.name as maker',
      'asOf',
      'executiveLink.regions',
      'needsSignIn',
      'madeAt',
      'expiresAt',
    ])
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<never>`now()`)
    .$if(makerId !== null, (query) => query.where('madeBy', '=', makerId))
    .orderBy('madeAt', 'desc')
    .execute()
}

/** A link that still opens, with its report; undefined when there is none. */
export function readLink(db: Database, id: Id<'ExecutiveLink'>) {
  return db
    .selectFrom('executiveLink')
    .innerJoin('person', 'person.id', 'executiveLink.madeBy')
    .select([
      'executiveLink.name',
      'person.name as maker',
      'asOf',
      'executiveLink.regions',
      'needsSignIn',
      'madeAt',
      'expiresAt',
      'report',
    ])
    .where('executiveLink.id', '=', id)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', sql<never>`now()`)
    .executeTakeFirst()
}

export async function insertLink(
  tx: DatabaseTransaction,
  link: {
    id: Id<'ExecutiveLink'>
    name: string
    programId: Id<'Program'> | null
    regions: readonly string[] | null
    asOf: Report['overview']['asOf']
    needsSignIn: boolean
    report: Report
    madeBy: Id<'Person'>
    days: number
  },
): Promise<void> {
  const { days, report, regions, ...row } = link
  await tx
    .insertInto('executiveLink')
    .values({
      ...row,
      regions: regions && [...regions],
      report: JSON.stringify(report),
      expiresAt: sql`now() + ${days} * interval '1 day'`,
    })
    .execute()
}

/** @returns whether there was such a link: one's own, or anybody's for `isRunner`. */
export async function endLink(
  tx: DatabaseTransaction,
  id: Id<'ExecutiveLink'>,
  { actor, isRunner }: { actor: Actor; isRunner: boolean },
): Promise<boolean> {
  const { numUpdatedRows } = await tx
    .updateTable('executiveLink')
    .set({ revokedAt: sql`now()` })
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .$if(!isRunner, (query) => query.where('madeBy', '=', actor.personId))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
