import { randomBytes } from 'node:crypto'
import type { Database } from '../db/database.ts'

/** What this installation is. */
export interface Installation {
  /** Signs sessions. Made at the first start, kept in the database, so that all processes agree. */
  secret: string
  isDemo: boolean
  isDemoReady: boolean
}

/**
 * Reads the installation's row, or writes it at the first start. Whether it is a demo is decided
 * once: a later start with another wish keeps what is there.
 */
export async function ensureInstallation(
  db: Database,
  wish: { isDemo: boolean },
): Promise<Installation> {
  await db
    .insertInto('installation')
    .values({ secret: randomBytes(32).toString('base64url'), isDemo: wish.isDemo })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  const row = await db.selectFrom('installation').selectAll().executeTakeFirstOrThrow()
  return { secret: row.secret, isDemo: row.isDemo, isDemoReady: row.demoReadyAt !== null }
}
