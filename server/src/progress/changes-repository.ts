import type { Id } from '@changeover/shared/commands'
import type { Change, Since } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import { orderChanges } from './figures/change-figures.ts'
import type { ProgressScope } from './scope.ts'

export interface ChangeCount {
  milestoneId: Id<'Milestone'>
  change: Change
  orders: number
  ports: number
  /** Of moved orders: how many days later they are, all added up; null where none has both days. */
  daysLater: number | null
}

/** How many orders differ between then and the day of the question, by milestone and how. */
export async function readChangeCounts(
  db: Database,
  scope: ProgressScope,
  since: Since,
): Promise<ChangeCount[]> {
  const { rows } = await sql<ChangeCount>`
    select c.milestone_id as "milestoneId", c.change, count(*)::int as orders, sum(c.port_count)::int as ports,
      sum(c.is_on - c.was_on) filter (where c.change = 'moved')::int as "daysLater"
    from ${orderChanges(scope, since)} as c
    where c.change is not null group by 1, 2
  `.execute(db)
  return rows
}

export interface NamedBaseline {
  id: Id<'Baseline'>
  milestoneId: Id<'Milestone'>
  milestoneName: string
  name: string
  takenOn: Day
  gateOn: Day
  targetOn: Day
  scopeCount: number
}

/** The baselines taken by the day of the question, the newest first. */
export async function readNamedBaselines(
  db: Database,
  scope: ProgressScope,
): Promise<NamedBaseline[]> {
  const { rows } = await sql<NamedBaseline>`
    select b.id, b.milestone_id as "milestoneId", m.name as "milestoneName", b.name, b.taken_on as "takenOn",
      b.gate_on as "gateOn", b.target_on as "targetOn", b.scope_count as "scopeCount"
    from baseline b join milestone m on m.id = b.milestone_id
    where b.taken_on <= ${scope.asOf} and m.deleted_at is null
      and (${scope.programId}::uuid is null or m.program_id = ${scope.programId})
    order by b.taken_on desc, b.id desc
  `.execute(db)
  return rows
}

/** The plan of a milestone as it stands: ports by the day on which they were, or are to be, done; null without one. */
export async function readPlanNow(
  db: Database | DatabaseTransaction,
  milestoneId: Id<'Milestone'>,
  today: Day,
): Promise<{ dueOn: Day | null; count: number }[]> {
  const { rows } = await sql<{ dueOn: Day | null; count: number }>`
    select case when x.outcome = 'fitted' then c.installed_on when w.scheduled_on >= ${today} then w.scheduled_on end as "dueOn",
      count(*)::int as count
    from work_order w join work_order_port x on x.order_id = w.id left join connector c on c.id = x.connector_id
    where w.milestone_id = ${milestoneId} and w.deleted_at is null and x.outcome in ('open', 'fitted')
    group by 1 order by 1
  `.execute(db)
  return rows
}
