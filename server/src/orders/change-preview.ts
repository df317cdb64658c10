import type { Id } from '@changeover/shared/commands'
import { ORDER_FIELDS, type ChangePreview } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'

type Reader = Database | DatabaseTransaction
type Field = ChangePreview['fields'][number]['field']

const shownFields: readonly Field[] = [...ORDER_FIELDS, 'state']
const SAMPLES = 6

/** What the crew has on the day already; nothing where one of the two is not given. */
export async function crewLoad(
  db: Reader,
  crewId: Id<'Crew'> | null,
  day: Day | null,
): Promise<ChangePreview['crewLoad']> {
  const { rows } = await sql<ChangePreview['crewLoad']>`
    select count(*) as orders, coalesce(sum(port_count), 0)::integer as ports from work_order
    where crew_id = ${crewId} and scheduled_on = ${day}::date and deleted_at is null and state <> 'cancelled'
  `.execute(db)
  return rows[0]
}

/** How many accepted orders get another value in each field. */
export async function fieldCounts(
  db: Reader,
  verdicts: RawBuilder<unknown>,
): Promise<ChangePreview['fields']> {
  const { rows } = await sql<Record<string, number>>`
    select count(*) filter (where before_crew_id is distinct from after_crew_id) as "crewId",
      count(*) filter (where before_scheduled_on is distinct from after_scheduled_on) as "scheduledOn",
      count(*) filter (where before_due_on is distinct from after_due_on) as "dueOn",
      count(*) filter (where before_priority <> after_priority) as "priority",
      count(*) filter (where before_milestone_id <> after_milestone_id) as "milestoneId",
      count(*) filter (where before_kit_type_id is distinct from after_kit_type_id) as "kitTypeId",
      count(*) filter (where before_state <> after_state) as "state"
    from (${verdicts}) as j where refusal is null
  `.execute(db)
  return shownFields.flatMap((field) =>
    rows[0][field] > 0 ? [{ field, count: rows[0][field] }] : [],
  )
}

type Texts = Record<Field, string | null>

/** A few accepted orders with their values before and after, in words. */
export async function samplesOf(
  db: Reader,
  verdicts: RawBuilder<unknown>,
): Promise<ChangePreview['samples']> {
  const side = (name: 'before' | 'after') => {
    const column = (field: string) => sql.ref(`j.${name}_${field}`)
    return sql`jsonb_build_object('crewId', (select name from crew where id = ${column('crew_id')}),
      'scheduledOn', ${column('scheduled_on')}, 'dueOn', ${column('due_on')}, 'priority', ${column('priority')}::text,
      'milestoneId', (select name from milestone where id = ${column('milestone_id')}),
      'kitTypeId', (select name from kit_type where id = ${column('kit_type_id')}), 'state', ${column('state')})`
  }
  const { rows } = await sql<{ number: number; siteName: string; before: Texts; after: Texts }>`
    select j.number, t.name as site_name, ${side('before')} as before, ${side('after')} as after
    from (select * from (${verdicts}) as every where refusal is null order by number limit ${SAMPLES}) as j
    join site t on t.id = j.site_id order by j.number
  `.execute(db)
  return rows.map(({ number, siteName, before, after }) => ({
    number,
    siteName,
    changes: shownFields.flatMap((field) =>
      before[field] === after[field] ? [] : [{ field, from: before[field], to: after[field] }],
    ),
  }))
}
