import { sealEvents, type AuditKey } from '@changeover/server/audit/index'
import type { Database } from '@changeover/server/db/database'
import { sql } from 'kysely'
import { vi } from 'vitest'

/**
 * Seals all that was committed before. What is later than a transaction that still runs is not sealed yet,
 * and other test files write to the same PostgreSQL server: so until those have ended, this waits.
 * @returns how many events were sealed.
 */
export async function sealAll(db: Database, key: AuditKey): Promise<number> {
  const { rows } = await sql<{ next: string }>`
    select pg_snapshot_xmax(pg_current_snapshot())::text as next
  `.execute(db)
  const areOver = async () => {
    const { rows: answer } = await sql<{ areOver: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${rows[0].next}::xid8 as are_over
    `.execute(db)
    return answer[0].areOver
  }
  await vi.waitUntil(areOver, { timeout: 60_000, interval: 20 })
  return sealEvents(db, key)
}
