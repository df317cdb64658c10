import { toInstant, type Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from './db/database.ts'

/**
 * The one clock of the installation is the database's: several processes write into one history, and the
 * clock of a machine may be wrong or set while the process runs. Between two looks the process counts on
 * by a counter that nobody can set. Days, receipts and events are dated by `now`.
 */
const LOOK_EVERY_MS = 5_000

let anchor: { databaseMs: number; countedMs: number } | undefined

/** Milliseconds by the database's clock; by the process's own until it was first asked. */
function byDatabase(): number {
  if (!anchor) return Date.now()
  return anchor.databaseMs + (performance.now() - anchor.countedMs)
}
let readMs = byDatabase

export function now(): Instant {
  return toInstant(new Date(readMs()).toISOString())
}

/** Takes the time from elsewhere, as a test does that lives through several days. @returns how to go back. */
export function takeTimeFrom(source: () => number): () => void {
  readMs = source
  return () => void (readMs = byDatabase)
}

/** Asks the database for the time, now and every few seconds. @returns how to stop. */
export async function keepTime(db: Database): Promise<() => void> {
  await look(db)
  // Away for a while, the database is asked again; until then the counter goes on.
  const timer = setInterval(() => void look(db).catch(() => undefined), LOOK_EVERY_MS)
  timer.unref()
  return () => clearInterval(timer)
}

async function look(db: Database): Promise<void> {
  const askedMs = performance.now()
  const { rows } = await sql<{ ms: number }>`
    select extract(epoch from clock_timestamp()) * 1000 as ms
  `.execute(db)
  // It was read somewhere between asking and answering: half way is never wrong by more than half.
  anchor = { databaseMs: Number(rows[0].ms), countedMs: (askedMs + performance.now()) / 2 }
}
