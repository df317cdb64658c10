import type { Id } from '@changeover/shared/commands'
import type { PlanStage } from '@changeover/shared/planning'
import { sql } from 'kysely'
import type { Database } from '../../db/database.ts'
import type { PlanFailure } from '../plans/plan-row.ts'

/** Without a sign for so long, the thread is gone with its server. */
const SILENCE = sql`interval '20 seconds'`

/** Takes a run up, unless it is not running any more or somebody works on it. */
export async function claim(
  db: Database,
  planId: Id<'Plan'>,
): Promise<{ attempts: number } | undefined> {
  const { rows } = await sql<{ attempts: number }>`
    update plan set attempts = attempts + 1, heartbeat_at = now(), stage = 'reading', progress = 0
    where id = ${planId} and state = 'running' and (heartbeat_at is null or heartbeat_at < now() - ${SILENCE})
    returning attempts
  `.execute(db)
  return rows[0]
}

/** Gives a run back, to be taken up again by whoever comes next. */
export async function release(db: Database, planId: Id<'Plan'>): Promise<void> {
  await db
    .updateTable('plan')
    .set({ heartbeatAt: null, stage: 'waiting', attempts: sql`attempts - 1` })
    .where('id', '=', planId)
    .where('state', '=', 'running')
    .execute()
}

/** Runs that nobody works on. */
export async function listAbandoned(db: Database): Promise<Id<'Plan'>[]> {
  const { rows } = await sql<{ id: Id<'Plan'> }>`
    select id from plan where state = 'running'
      and coalesce(heartbeat_at, requested_at) < now() - ${SILENCE}
  `.execute(db)
  return rows.map(({ id }) => id)
}

export async function noteProgress(
  db: Database,
  planId: Id<'Plan'>,
  latest: { stage: PlanStage; progress: number } | null,
): Promise<{ isRunning: boolean; isStopAsked: boolean; isChanged: boolean }> {
  const { rows } = await sql<{ isStopAsked: boolean; isChanged: boolean }>`
    update plan p set heartbeat_at = now(), stage = coalesce(${latest?.stage ?? null}, p.stage),
      progress = coalesce(${latest?.progress ?? null}::real, p.progress)
    from plan before where before.id = p.id and p.id = ${planId} and p.state = 'running'
    returning p.stop_asked_at is not null as is_stop_asked,
      (before.stage, before.progress) is distinct from (p.stage, p.progress) as is_changed
  `.execute(db)
  const [row] = rows
  return row
    ? { isRunning: true, ...row }
    : { isRunning: false, isStopAsked: false, isChanged: false }
}

export async function fail(db: Database, planId: Id<'Plan'>, failure: PlanFailure): Promise<void> {
  await db
    .updateTable('plan')
    .set({ state: 'failed', failure, finishedAt: sql`now()` })
    .where('id', '=', planId)
    .where('state', '=', 'running')
    .execute()
}
