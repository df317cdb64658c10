import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** Somebody's order of the weekly mail, with the person as they are now; undefined when there is none. */
export function readSubscription(db: Database, personId: Id<'Person'>) {
  return db
    .selectFrom('weeklyMail')
    .innerJoin('person', 'person.id', 'weeklyMail.personId')
    .select([
      'programId',
      'weekday',
      'sentForWeek',
      'person.name',
      'email',
      'role',
      'regions',
      'crewId',
    ])
    .where('weeklyMail.personId', '=', personId)
    .where('disabledAt', 'is', null)
    .executeTakeFirst()
}

/** Who is owed the mail of the week that began on `week`, by its `weekday`. */
export async function readDue(db: Database, week: Day, weekday: number): Promise<Id<'Person'>[]> {
  const due = await db
    .selectFrom('weeklyMail')
    .innerJoin('person', 'person.id', 'weeklyMail.personId')
    .select('personId')
    .where('weekday', '<=', weekday)
    .where('disabledAt', 'is', null)
    .where(({ or, eb }) => or([eb('sentForWeek', 'is', null), eb('sentForWeek', '<', week)]))
    .execute()
  return due.map(({ personId }) => personId)
}

export async function noteSent(db: Database, personId: Id<'Person'>, week: Day): Promise<void> {
  await db
    .updateTable('weeklyMail')
    .set({ sentForWeek: week })
    .where('personId', '=', personId)
    .execute()
}

/** A new order starts with the next of its weekdays; `sentForWeek` says which week is over. */
export async function upsertSubscription(
  tx: DatabaseTransaction,
  row: {
    personId: Id<'Person'>
    programId: Id<'Program'> | null
    weekday: number
    sentForWeek: Day | null
  },
): Promise<void> {
  await tx
    .insertInto('weeklyMail')
    .values(row)
    .onConflict((conflict) =>
      conflict.column('personId').doUpdateSet({ programId: row.programId, weekday: row.weekday }),
    )
    .execute()
}

export async function deleteSubscription(
  tx: DatabaseTransaction,
  personId: Id<'Person'>,
): Promise<void> {
  await tx.deleteFrom('weeklyMail').where('personId', '=', personId).execute()
}
