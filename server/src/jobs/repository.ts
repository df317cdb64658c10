import { toInstant, type Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** A job that waits, runs, or has given up. */
export interface WaitingJob {
  id: string
  task: string
  state: 'waiting' | 'running' | 'retrying' | 'given_up'
  attempts: number
  maxAttempts: number
  runAt: Instant
  lastError: string | null
}

/** How the runs of one kind of job went. */
export interface JobOutcome {
  task: string
  succeededAt: Instant | null
  failedAt: Instant | null
  lastError: string | null
  runs: number
  failures: number
}

/** What is in the queue, those that need somebody first. At most 200. */
export async function listWaitingJobs(db: Database): Promise<WaitingJob[]> {
  const { rows } = await sql<WaitingJob>`
    select id::text, task_identifier as task, attempts, max_attempts as "maxAttempts", run_at as "runAt",
      left(last_error, 500) as "lastError",
      case when locked_at is not null then 'running' when attempts >= max_attempts then 'given_up'
        when attempts > 0 then 'retrying' else 'waiting' end as state
    from graphile_worker.jobs
    order by attempts >= max_attempts desc, attempts > 0 desc, run_at limit 200
  `.execute(db)
  return rows.map((row) => ({ ...row, runAt: toInstant(row.runAt) }))
}

export async function listOutcomes(db: Database): Promise<JobOutcome[]> {
  return db.selectFrom('jobOutcome').selectAll().orderBy('task').execute()
}

/** Notes that a job of this kind ran; `failure` is null when it succeeded. */
export async function noteOutcome(
  db: Database,
  task: string,
  failure: string | null,
): Promise<void> {
  const failed = failure !== null
  await sql`
    insert into job_outcome as o (task, succeeded_at, failed_at, last_error, runs, failures)
    values (${task}, ${failed ? null : sql`now()`}, ${failed ? sql`now()` : null}, ${failure}, 1, ${failed ? 1 : 0})
    on conflict (task) do update set
      succeeded_at = coalesce(excluded.succeeded_at, o.succeeded_at),
      failed_at = coalesce(excluded.failed_at, o.failed_at),
      last_error = coalesce(excluded.last_error, o.last_error),
      runs = o.runs + 1, failures = o.failures + excluded.failures
  `.execute(db)
}

/** Runs a job again now, with all its attempts. @returns whether there was one that does not run just now. */
export async function retryJob(tx: DatabaseTransaction, id: string): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select id::text from graphile_worker.reschedule_jobs(array[${id}::bigint], run_at => now(), attempts => 0)
  `.execute(tx)
  return rows.length > 0
}
