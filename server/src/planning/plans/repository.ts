import type { Id } from '@changeover/shared/commands'
import type { Day, Instant } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import type { PlanDetail, PlanFailure, PlanState, PlanSummary } from './plan-row.ts'
import { isAfter, tableThen, type AsOf } from '../../past/index.ts'

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

const columns = (asOf: AsOf) => sql`
  p.id, p.program_id, p.scenario_id, ${stateOf(asOf)} as state, p.regions, p.from_on, p.stage, p.progress, p.attempts,
  p.stop_asked_at is not null as is_stop_asked, p.failure, a.name as requested_by, p.requested_at,
  case when ${isFinished(asOf)} then p.finished_at end as finished_at,
  p.accepted_command_id, case when not ${isFinished(asOf)} or p.state = 'failed' then null else p.summary end as summary`

function isFinished(asOf: AsOf): RawBuilder<unknown> {
  return asOf === null
    ? sql`(p.finished_at is not null)`
    : sql`coalesce(not ${isAfter(asOf, sql`p.finished_at`)}, false)`
}

/** The state of the plan `p`; of a past day, as the decisions about it that were known then left it. */
function stateOf(asOf: AsOf): RawBuilder<unknown> {
  if (asOf === null) return sql`p.state`
  const count = (
    kind: string,
  ) => sql`(select count(*) from event e where e.subject_id = p.id and e.kind = ${kind}
    and not ${isAfter(asOf, sql`e.recorded_at`)})`
  return sql`case when ${count('plan.dropped')} > 0 then 'dropped'
    when ${count('plan.accepted')} > ${count('plan.acceptUndone')} then 'accepted'
    when not ${isFinished(asOf)} then 'running' when p.state = 'failed' then 'failed' else 'proposed' end`
}

export async function findPlan(
  db: Database | DatabaseTransaction,
  planId: Id<'Plan'>,
  asOf: AsOf = null,
): Promise<PlanRow | undefined> {
  const { rows } = await sql<PlanRow>`
    select ${columns(asOf)} from plan p left join person a on a.id = p.requested_by
    where p.id = ${planId} and ${wasAsked(asOf)}
  `.execute(db)
  return rows[0]
}

function wasAsked(asOf: AsOf): RawBuilder<unknown> {
  return asOf === null ? sql`true` : sql`not ${isAfter(asOf, sql`p.requested_at`)}`
}

/** The program's plans, the latest first; of a past day, those that had been asked for, as they stood. */
export async function listPlans(
  db: Database,
  programId: Id<'Program'>,
  limit: number,
  asOf: AsOf = null,
): Promise<PlanRow[]> {
  const { rows } = await sql<PlanRow>`
    select ${columns(asOf)} from plan p left join person a on a.id = p.requested_by
    where p.program_id = ${programId} and ${wasAsked(asOf)} order by p.requested_at desc, p.id desc limit ${limit}
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
  asOf: AsOf = null,
): Promise<Record<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id::text, name from ${tableThen('territory', asOf)} t where deleted_at is null
    union all select id::text, name from ${tableThen('crew', asOf)} c
    union all select id::text, name from ${tableThen('depot', asOf)} d
    union all select id::text, code from ${tableThen('kit_type', asOf)} k
    union all select id::text, name from ${tableThen('milestone', asOf)} m where program_id = ${programId}
    union all select id::text, name from ${tableThen('site', asOf)} site where id = any (${[...new Set(siteIds)]}::uuid[])
  `.execute(db)
  return Object.fromEntries(rows.map(({ id, name }) => [id, name]))
}
