import { statfs } from 'node:fs/promises'
import type { Services } from '../context.ts'
import { pendingMigrations } from '../db/migrate.ts'

export type Readiness =
  | { status: 'ready' }
  /** Another process is at it, or this version has not been started yet. */
  | { status: 'migrating'; pending: string[] }
  | { status: 'database unreachable' }
  /** Nothing can be stored where the embedded database and the files lie; reading goes on. */
  | { status: 'disk full' }

/** PostgreSQL takes its log in pieces of 16 MB; with less than two of them it may stop at any moment. */
const LEAST_FREE_BYTES = 32 * 1024 * 1024

/** Whether the server can do its work now, for whoever sends it requests. */
export async function readiness({
  db,
  config,
}: Pick<Services, 'db' | 'config'>): Promise<Readiness> {
  if ((await freeBytes(config.directory)) < LEAST_FREE_BYTES) return { status: 'disk full' }
  try {
    const pending = await pendingMigrations(db)
    return pending.length === 0 ? { status: 'ready' } : { status: 'migrating', pending }
  } catch {
    return { status: 'database unreachable' }
  }
}

/** A directory that is not there yet, beside a database elsewhere, is not full. */
async function freeBytes(directory: string): Promise<number> {
  const found = await statfs(directory).catch(() => null)
  return found ? found.bavail * found.bsize : Infinity
}
