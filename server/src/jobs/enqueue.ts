import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** The jobs there are, and what each is given. A job is repeated until it succeeds, so it must bear that. */
export interface JobPayloads {
  /** Mails an invitation or a reset link. */
  mail_link: { linkId: string }
  /** Draws a photo small. */
  thumbnail: { sha256: string }
  /** Seals the events since the last seal. */
  seal_audit: Record<string, never>
  /** Makes a backup and removes those that are too old. */
  backup: Record<string, never>
  /** Says what is forecast for each milestone of which nothing was said today. */
  forecast: Record<string, never>
  /** Says what would have been said in the weeks before `today`. */
  forecast_history: { today: Day; weeks: number }
  /** Makes a plan that was asked for. */
  plan: { planId: Id<'Plan'> }
  /** Takes up plans whose server went away. */
  resume_plans: Record<string, never>
  /** Makes a job for each weekly mail that is due. */
  weekly_mails: Record<string, never>
  /** Mails somebody the report of the week that began on `week`. */
  weekly_mail: { personId: string; week: Day }
}
export type JobName = keyof JobPayloads

/**
 * Puts a job into the queue as part of the transaction: it is there if and only if the transaction
 * commits. With a `key` it replaces one that still waits under the same key.
 */
export async function enqueue<Name extends JobName>(
  tx: Database | DatabaseTransaction,
  name: Name,
  payload: JobPayloads[Name],
  options: { key?: string; maxAttempts?: number } = {},
): Promise<void> {
  await sql`
    select from graphile_worker.add_job(${name}, ${JSON.stringify(payload)}::json,
      job_key => ${options.key ?? null}::text, max_attempts => ${options.maxAttempts ?? 12}::smallint)
  `.execute(tx)
}
