import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { visibleOrders } from './access.ts'

/** Milestones to choose from; with several programs, each is named with its own. */
export async function milestoneChoices(db: Database, programId: Id<'Program'> | null) {
  const { rows } = await sql<{ id: Id<'Milestone'>; programId: Id<'Program'>; name: string }>`
    select m.id, m.program_id, case when ${programId}::uuid is null and (select count(*) from program where deleted_at is null) > 1
      then g.name || ': ' || m.name else m.name end as name
    from milestone m join program g on g.id = m.program_id join track r on r.id = m.track_id
    where m.deleted_at is null and g.deleted_at is null and r.charge <> 'HOME'
      and (${programId}::uuid is null or m.program_id = ${programId})
    order by g.created_on, m.gate_on, m.id
  `.execute(db)
  return rows
}

/** What blocks orders now, the most frequent first. */
export async function blockedReasons(db: Database, actor: Actor) {
  const { rows } = await sql<{ reason: string; count: number }>`
    select w.blocked_reason as reason, count(*) as count from work_order w
    where w.state = 'blocked' and ${visibleOrders(actor)} group by 1 order by 2 desc, 1 limit 50
  `.execute(db)
  return rows
}
