import pg from 'pg'
import type { Connection } from '../db/database.ts'
import { migrateJobs } from './runner.ts'

/** A job that still waits, as the queue keeps it. Dates stay text, since nobody here reads them. */
interface QueuedJob {
  task: string
  payload: unknown
  runAt: string
  maxAttempts: number
  key: string | null
  priority: number
}

/**
 * Puts every job that still waits in one database into the queue of another, with all its attempts. The
 * queue's own tables are not part of a backup; whoever moves an installation takes its work along.
 * Nobody may work on either queue meanwhile. @returns how many there were.
 */
export async function copyJobs(from: Connection, to: Connection): Promise<number> {
  const jobs = await withClient(from, readJobs)
  await migrateJobs(to)
  await withClient(to, async (client) => {
    await client.query('begin')
    for (const job of jobs)
      await client.query(
        `select from graphile_worker.add_job($1, $2::json, run_at => $3::timestamptz, max_attempts => $4::smallint,
           job_key => $5, priority => $6::smallint)`,
        [job.task, JSON.stringify(job.payload), job.runAt, job.maxAttempts, job.key, job.priority],
      )
    await client.query('commit')
  })
  return jobs.length
}

async function readJobs(client: pg.Client): Promise<QueuedJob[]> {
  const { rows: found } = await client.query<{ hasQueue: boolean }>(
    `select to_regclass('graphile_worker._private_jobs') is not null as "hasQueue"`,
  )
  if (!found[0].hasQueue) return []
  // The queue's public view leaves the payload out.
  const { rows } = await client.query<QueuedJob>(
    `select t.identifier as task, j.payload, j.run_at::text as "runAt", j.max_attempts as "maxAttempts",
       j.key, j.priority
     from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
     where j.attempts < j.max_attempts order by j.id`,
  )
  return rows
}

async function withClient<Answer>(
  connection: Connection,
  work: (client: pg.Client) => Promise<Answer>,
): Promise<Answer> {
  const client = new pg.Client(connection)
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}
