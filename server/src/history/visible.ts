import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import type { RecordKind } from '@changeover/shared/history'
import { sql, type RawBuilder } from 'kysely'
import { isCrewBound, regionCondition } from '../accounts/index.ts'
import type { Database } from '../db/database.ts'
import { visibleTo } from '../network/index.ts'
import { visibleOrders } from '../orders/index.ts'

/**
 * Lets through whoever may see the record: its regions, a crew its own work and itself, people only
 * those who administer or audit.
 * @throws AppError `NOT_FOUND`, as for a record that is not there.
 */
export async function expectVisible(
  db: Database,
  actor: Actor,
  record: { kind: RecordKind; id: string },
): Promise<void> {
  const { rows } = await sql`select ${rowOf(actor, record)} as is_seen`.execute(db)
  const [answer] = rows as { isSeen: boolean }[] // The one column of the query above.
  if (!answer.isSeen) throw new AppError('NOT_FOUND', { kind: record.kind, id: record.id })
}

function rowOf(actor: Actor, { kind, id }: { kind: RecordKind; id: string }): RawBuilder<unknown> {
  const inOffice = sql`${!isCrewBound(actor)}::boolean`
  switch (kind) {
    case 'site':
      return sql`exists (select from site where site.id = ${id} and ${visibleTo(actor)})`
    case 'order':
      return sql`exists (select from work_order w where w.id = ${id} and ${visibleOrders(actor)})`
    case 'crew':
      return sql`exists (select from crew c where c.id = ${id} and ${regionCondition(actor, 'c.region')}
        and (${inOffice} or c.id = ${actor.crewId}::uuid))`
    case 'program':
      return sql`${inOffice} and exists (select from program where id = ${id})`
    case 'milestone':
      return sql`${inOffice} and exists (select from milestone where id = ${id})`
    case 'kit':
      return sql`${inOffice} and exists (select from kit_type where id = ${id})`
    case 'person':
      return sql`${['administrator', 'auditor'].includes(actor.role)}::boolean
        and exists (select from person where id = ${id})`
  }
}
