import type { Actor } from '@changeover/shared/accounts'
import { AppError, newId, type Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { regionCondition } from '../accounts/index.ts'
import type { Database } from '../db/database.ts'
import { tableThen, type AsOf } from '../past/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'

/** A new crew works Monday to Friday, 8:00 to 16:30, until its calendar says otherwise. */
const USUAL_WEEKDAYS: readonly number[] = [1, 2, 3, 4, 5]

/** Adds a crew. @throws AppError `INVALID` when the name is taken. */
export async function createCrew(
  work: UnitOfWork,
  crew: {
    name: string
    region: string
    skills: Charge[]
    timeZone: string
    homeLat: number | null
    homeLon: number | null
  },
): Promise<{ crewId: Id<'Crew'> }> {
  const id = newId<'Crew'>()
  const inserted = await work.tx
    .insertInto('crew')
    .values({ id, ...crew })
    .onConflict((conflict) => conflict.column('name').where('deletedAt', 'is', null).doNothing())
    .executeTakeFirst()
  if (inserted.numInsertedOrUpdatedRows === 0n)
    throw new AppError('INVALID', {
      field: 'name',
      reason: 'There is already a crew of this name.',
    })
  await work.tx
    .insertInto('crewShift')
    .values(
      USUAL_WEEKDAYS.map((weekday) => ({
        crewId: id,
        weekday,
        startsAt: '08:00',
        endsAt: '16:30',
      })),
    )
    .execute()
  work.record({ kind: 'crew.added', subject: { kind: 'crew', id }, payload: { name: crew.name } })
  work.stale('crews')
  return { crewId: id }
}

/** The crews of the actor's regions, or of a past day's, with what each has on `day`. */
export async function listCrews(db: Database, actor: Actor, day: Day | null, asOf: AsOf = null) {
  const { rows } = await sql<{
    id: Id<'Crew'>
    name: string
    region: string
    skills: Charge[]
    timeZone: string
    ordersOnDay: number
  }>`
    select c.id, c.name, c.region, c.skills, c.time_zone, (
      select count(*) from work_order w where w.crew_id = c.id and w.scheduled_on = ${day}::date
        and w.deleted_at is null and w.state <> 'cancelled') as orders_on_day
    from ${tableThen('crew', asOf)} c where c.deleted_at is null
      and ${regionCondition(actor, 'c.region')}
    order by c.name
  `.execute(db)
  return rows
}
