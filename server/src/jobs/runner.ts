import {
  Logger,
  run,
  runMigrations,
  type Runner,
  type JobHelpers,
  type Task,
  type TaskList,
  type WorkerEvents,
} from 'graphile-worker'
import type { FastifyBaseLogger } from 'fastify'
import { EventEmitter } from 'node:events'
import pg from 'pg'
import type { Connection, Database } from '../db/database.ts'
import type { Tracing } from '../tracing/index.ts'
import type { JobName, JobPayloads } from './enqueue.ts'
import { holdPresence } from './presence.ts'
import { noteOutcome } from './repository.ts'

/** What carries a job out. Throwing means: try again later. `abortSignal` says that the process is to end: long work stops there. */
export type JobHandlers = {
  [Name in JobName]: (
    payload: JobPayloads[Name],
    helpers: Pick<JobHelpers, 'abortSignal'>,
  ) => Promise<void>
}

/** A process that is told to stop lets short jobs end, and asks long ones to. */
const ABORT_AFTER_MS = 500

/** When a job is made by the clock, in UTC: one line of crontab each. */
export type Schedule = Partial<Record<JobName, string>>

/** Creates or updates the queue's own tables, in a schema of their own. Safe in several processes at once. */
export async function migrateJobs(connection: Connection): Promise<void> {
  const pool = createJobPool(connection, 1)
  try {
    await runMigrations({ pgPool: pool, logger: quiet })
  } finally {
    await pool.end()
  }
}

/**
 * Works on the queue until `stop`, beside any other process that does. A job that fails is tried
 * again with growing delays; what became of each kind of job is noted for the administrator.
 */
export async function startJobs(options: {
  connection: Connection
  db: Database
  log: FastifyBaseLogger
  tracing: Tracing
  /** Told after each run, so that an open page of jobs shows what became of it. */
  announce: (topics: readonly string[]) => void
  handlers: JobHandlers
  schedule: Schedule
}): Promise<{ stop(): Promise<void> }> {
  const pool = createJobPool(options.connection, 4)
  const events: WorkerEvents = new EventEmitter()
  const presence = await holdPresence(options)
  events.on('pool:create', ({ workerPool }) => presence.add(workerPool.id))
  const runner = await run({
    events,
    pgPool: pool,
    concurrency: 2,
    pollInterval: 2000,
    noHandleSignals: true,
    preset: { worker: { gracefulShutdownAbortTimeout: ABORT_AFTER_MS } },
    taskList: tracedTasks(options.handlers, options.tracing),
    crontab: Object.entries(options.schedule)
      .map(([name, when]) => `${when} ${name} ?jobKey=${name}&jobKeyMode=preserve_run_at {}`)
      .join('\n'),
    logger: quiet,
  })
  watch(runner, options)
  return {
    async stop() {
      await runner.stop()
      await presence.close()
      await pool.end()
    },
  }
}

function tracedTasks(handlers: JobHandlers, tracing: Tracing): TaskList {
  // The types of handler and payload go together by name, which a list by name cannot say.
  const tasks = handlers as TaskList
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]): [string, Task] => [
      name,
      (payload, helpers) =>
        tracing.span(
          {
            name: `job ${name}`,
            kind: 'consumer',
            attributes: { 'messaging.system': 'postgresql', 'job.attempt': helpers.job.attempts },
          },
          async () => task?.(payload, helpers),
        ),
    ]),
  )
}

function watch(
  runner: Runner,
  {
    db,
    log,
    announce,
  }: { db: Database; log: FastifyBaseLogger; announce: (topics: readonly string[]) => void },
): void {
  runner.events.on('job:complete', ({ job, error }) => {
    const failure = error instanceof Error ? error.message : error ? String(error) : null
    if (failure)
      log.warn({ job: job.task_identifier, attempt: job.attempts, failure }, 'a job failed')
    noteOutcome(db, job.task_identifier, failure).then(
      () => announce(['jobs']),
      (cause: unknown) => log.debug({ err: cause }, 'the outcome of a job could not be noted'),
    )
  })
  runner.promise.catch((error: unknown) => log.error({ err: error }, 'the jobs stopped'))
}

/** The queue wants its own types, so its connections are apart from ours. */
function createJobPool(connection: Connection, max: number): pg.Pool {
  const pool = new pg.Pool({ ...connection, max, application_name: 'changeover jobs' })
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

const quiet = new Logger(() => () => undefined)
