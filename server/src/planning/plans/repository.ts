import type { Id } from '@changeover/shared/commands'
import type { Day, Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import type { PlanDetail, PlanFailure, PlanState, PlanSummary } from './plan-row.ts'

/** A plan without its orders. */
export interface PlanRow {
  id: Id<'Plan'>
  programId: Id<'Program'>
  scenarioId: Id<'Scenario'> | null
  state: PlanState
  regions: string[] | null
  fromOn: Day
  stage: string
  progress: number
  attempts: number
  isStopAsked: boolean
  failure: PlanFailure | null
  requestedBy: string | null
  requestedAt: Instant
  finishedAt: Instant | null
  acceptedCommandId: Id<'Command'> | null
  /** Null until the plan is made. */
  summary: PlanSummary | null
}

const columns = sql`
  p.id, p.program_id, p.scenario_id, p.state, p.regions, p.from_on, p.stage, p.progress, p.attempts,
  p.stop_asked_at is not null as is_stop_asked, p.failure, a.name as requested_by, p.requested_at, p.finished_at,
  p.accepted_command_id, case when p.finished_at is null or p.state = 'failed' then null else p.summary end as summary`

export async function findPlan(
  db: Database | DatabaseTransaction,
  planId: Id<'Plan'>,
): Promise<PlanRow | undefined> {
  const { rows } = await sql<PlanRow>`
    select ${columns} from plan p left join person a on a.id = p.requested_by where p.id = ${planId}
  `.execute(db)
  return rows[0]
}

/** The program's plans, the latest first. */
export async function listPlans(
  db: Database,
  programId: Id<'Program'>,
  limit: number,
): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select ${columns} from plan p left join person a on a.id = p.requested_by
    where p.program_id = ${programId} order by p.requested_at desc, p.id desc limit ${limit}
  `.execute(db)
  return rows
}

export async function readDetail(
  db: Database,
  planId: Id<'Plan'>,
): Promise<PlanDetail | undefined> {
  const { rows } = await sql<{ detail: PlanDetail }>`
    select detail from plan where id = ${planId} and finished_at is not null and state <> 'failed'
  `.execute(db)
  return rows[0]?.detail
}

/** What the ids in a plan are called. Crews that a scenario made up are not among them. */
export async function readNames(
  db: Database,
  programId: Id<'Program'>,
  siteIds: readonly string[],
): Promise<Record<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from territory where deleted_at is null
    union all select id::text, name from crew
    union all select id::text, name from depot
    union all select id::text, code from kit_type
    union all select id::text, name from milestone where program_id = ${programId}
    union all select id::text, name from site where id = any (${[...new Set(siteIds)]}::uuid[])
  `.execute(db)
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
