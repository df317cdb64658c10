import { toInstant, type Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import { statfs } from 'node:fs/promises'
import type { Services } from '../context.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { now } from '../clock.ts'

/** How one thing is; `late` wants a look, `bad` wants somebody now. */
export interface HealthCheck {
  name: 'database' | 'migrations' | 'disk' | 'audit' | 'backup' | 'jobs'
  state: 'good' | 'late' | 'bad'
  /** Plain figures for the sentence on the screen. */
  facts: Record<string, string | number | null>
}

const HOUR_MS = 3_600_000
const LITTLE_SPACE = 0.1
const SLOW_ANSWER_MS = 1_000
const HARDLY_ANY_SPACE = 0.03

/** Everything that an administrator wants to know at a glance. */
export async function reportHealth(services: Services): Promise<HealthCheck[]> {
  return Promise.all([
    checkDatabase(services),
    checkMigrations(services),
    checkDisk(services),
    checkAudit(services),
    checkBackup(services),
    checkJobs(services),
  ])
}

async function checkDatabase({ db, config }: Services): Promise<HealthCheck> {
  const started = performance.now()
  const { rows } = await sql<{ version: string; bytes: number; connections: number }>`
    select current_setting('server_version') as version, pg_database_size(current_database()) as bytes,
      (select count(*) from pg_stat_activity where datname = current_database()) as connections
  `.execute(db)
  const answerMs = Math.round(performance.now() - started)
  return {
    name: 'database',
    state: answerMs < SLOW_ANSWER_MS ? 'good' : 'late',
    facts: {
      ...rows[0],
      answerMs,
      place: config.databaseUrl ? 'server' : 'embedded',
    },
  }
}

async function checkMigrations({ db }: Services): Promise<HealthCheck> {
  const pending = await pendingMigrations(db)
  return {
    name: 'migrations',
    state: pending.length === 0 ? 'good' : 'bad',
    facts: { pending: pending.length },
  }
}

async function checkDisk({ config }: Services): Promise<HealthCheck> {
  const { bavail, blocks, bsize } = await statfs(config.directory)
  const share = bavail / blocks
  return {
    name: 'disk',
    state: share < HARDLY_ANY_SPACE ? 'bad' : share < LITTLE_SPACE ? 'late' : 'good',
    facts: { freeBytes: bavail * bsize, freeShare: Math.round(share * 1000) / 1000 },
  }
}

async function checkAudit({ db }: Services): Promise<HealthCheck> {
  const head = await db
    .selectFrom('auditSeal')
    .select(['number', 'sealedAt', 'toPosition'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const oldest = await db
    .selectFrom('event')
    .select('recordedAt')
    .where('position', '>', head?.toPosition ?? 0)
    .orderBy('position')
    .limit(1)
    .executeTakeFirst()
  return {
    name: 'audit',
    state: oldest && age(oldest.recordedAt) > HOUR_MS ? 'late' : 'good',
    facts: { seals: head?.number ?? 0, sealedAt: head?.sealedAt ?? null },
  }
}

async function checkBackup({ db, config }: Services): Promise<HealthCheck> {
  const last = await db
    .selectFrom('backup')
    .select(['fileName', 'madeAt', 'bytes'])
    .orderBy('madeAt', 'desc')
    .limit(1)
    .executeTakeFirst()
  const isLate = !last || age(last.madeAt) > 2 * config.backup.everyHours * HOUR_MS
  return {
    name: 'backup',
    state: isLate ? 'late' : 'good',
    facts: { madeAt: last?.madeAt ?? null, bytes: last?.bytes ?? null, keep: config.backup.keep },
  }
}

async function checkJobs({ db }: Services): Promise<HealthCheck> {
  const { rows } = await sql<{ waiting: number; givenUp: number; oldest: string | null }>`
    select count(*) as waiting, count(*) filter (where attempts >= max_attempts) as "givenUp",
      min(run_at) filter (where attempts < max_attempts and locked_at is null) as oldest
    from graphile_worker.jobs
  `.execute(db)
  const { waiting, givenUp, oldest } = rows[0]
  const isLate = oldest !== null && age(toInstant(oldest)) > HOUR_MS
  return {
    name: 'jobs',
    state: givenUp > 0 ? 'bad' : isLate ? 'late' : 'good',
    facts: { waiting, givenUp },
  }
}

function age(instant: Instant): number {
  return Date.parse(now()) - Date.parse(instant)
}
