import { sql } from 'kysely'
import { statfs } from 'node:fs/promises'
import type { Services } from '../context.ts'
import { pendingMigrations } from '../db/migrate.ts'
import { toAppError } from '../failure.ts'

export type Readiness =
  | { status: 'ready' }
  /** It works, but what is stored takes this long, or longer, to be safe on disk. */
  | { status: 'slow'; storeMs: number }
  /** Another process is at it, or this version has not been started yet. */
  | { status: 'migrating'; pending: string[] }
  | { status: 'database unreachable' }
  /** Nothing can be stored where the embedded database and the files lie; reading goes on. */
  | { status: 'disk full' }

/** Whether requests should be sent here: a slow server answers, and its neighbours share its database. */
export function isServing({ status }: Readiness): boolean {
  return status === 'ready' || status === 'slow'
}

/** PostgreSQL takes its log in pieces of 16 MB; with less than two of them it may stop at any moment. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024
/** A commit takes some milliseconds on a sound disk; a person notices a second. */
const SLOW_MS = 1_000
/** Each look costs one commit, so it is not looked again for as long; sooner while it is slow. */
const FRESH_MS = 5_000
const FRESH_WHILE_SLOW_MS = 1_000

type Needs = Pick<Services, 'db' | 'config'>

/** @returns what says whether the server can do its work now, to whoever sends it requests or looks at it. */
export function watchReadiness({ db, config }: Needs): () => Promise<Readiness> {
  const storeMs = timeOfStoring(db)
  return async () => {
    if ((await freeBytes(config.directory)) < LEAST_FREE_BYTES) return { status: 'disk full' }
    const slow: Readiness = { status: 'slow', storeMs: SLOW_MS }
    return Promise.race([look(db, storeMs), later(2 * SLOW_MS, slow)])
  }
}

async function look(db: Needs['db'], storeMs: () => Promise<number>): Promise<Readiness> {
  try {
    const pending = await pendingMigrations(db)
    if (pending.length > 0) return { status: 'migrating', pending }
    const ms = await storeMs()
    return ms < SLOW_MS ? { status: 'ready' } : { status: 'slow', storeMs: ms }
  } catch (error) {
    const isFull = toAppError(error)?.code === 'DISK_FULL'
    return { status: isFull ? 'disk full' : 'database unreachable' }
  }
}

/**
 * How long the database takes to store something for good. One look at a time; whoever asks while it takes
 * long is told how long it has taken so far.
 */
function timeOfStoring(db: Needs['db']): () => Promise<number> {
  let last = { at: -Infinity, ms: 0 }
  let running: { since: number; done: Promise<number> } | null = null

  async function measure(since: number): Promise<number> {
    try {
      // Writes a few bytes to the log, and waits until they are on disk; no table is touched.
      await sql`select pg_logical_emit_message(true, 'changeover', 'readiness')`.execute(db)
      const at = performance.now()
      last = { at, ms: Math.round(at - since) }
      return last.ms
    } finally {
      running = null
    }
  }

  return async () => {
    const now = performance.now()
    const freshMs = last.ms < SLOW_MS ? FRESH_MS : FRESH_WHILE_SLOW_MS
    if (!running && now - last.at < freshMs) return last.ms
    running ??= { since: now, done: measure(now) }
    const { since, done } = running
    done.catch(() => undefined) // Nobody may be waiting any more when it fails.
    const soFar = later(SLOW_MS, null).then(() => Math.round(performance.now() - since))
    return Promise.race([done, soFar])
  }
}

function later<Value>(ms: number, value: Value): Promise<Value> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref())
}

/** A directory that is not there yet, beside a database elsewhere, is not full. */
async function freeBytes(directory: string): Promise<number> {
  const found = await statfs(directory).catch(() => null)
  return found ? found.bavail * found.bsize : Infinity
}
