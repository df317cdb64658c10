import { sql } from 'kysely'
import type { Database, DatabaseTransaction } from '../db/database.ts'
import { chainHash, readSealedTexts } from './events.ts'
import type { AuditKey } from './key.ts'

/**
 * Seals the events that no seal covers yet: a link of a hash chain over them, signed. No write waits
 * for it. It stops at the oldest transaction that still runs (`pg_snapshot_xmin`), since an event of
 * that one may yet appear before others that are there already; it is sealed the next time.
 */
const BATCH = 5_000
const FIRST = '0'.repeat(64)

/** What a signature covers: the number too, so that seals cannot change places. */
export function signedText(seal: { number: number; hash: string; toPosition: number }): string {
  return `changeover audit seal ${seal.number} ${seal.toPosition} ${seal.hash}`
}

/** Seals until nothing is left. @returns how many events were sealed now. */
export async function sealEvents(db: Database, key: AuditKey): Promise<number> {
  let sealed = 0
  for (;;) {
    const count = await db.transaction().execute((tx) => sealBatch(tx, key))
    sealed += count
    if (count < BATCH) return sealed
  }
}

async function sealBatch(tx: DatabaseTransaction, key: AuditKey): Promise<number> {
  await sql`select pg_advisory_xact_lock(hashtext('changeover audit seal'))`.execute(tx)
  const last = await tx
    .selectFrom('auditSeal')
    .select(['number', 'hash', 'toPosition'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  const batch = await nextBatch(tx)
  if (!batch) return 0
  const events = await readSealedTexts(tx, batch.positions)
  const seal = {
    number: (last?.number ?? 0) + 1,
    toPosition: Math.max(events[events.length - 1].position, last?.toPosition ?? 0),
    previousHash: last?.hash ?? FIRST,
    hash: chainHash(last?.hash ?? FIRST, events),
  }
  await tx
    .insertInto('auditSeal')
    .values({
      ...seal,
      positions: batch.positions,
      seenBefore: batch.seenBefore,
      events: events.length,
      keyId: key.id,
      signature: key.sign(signedText(seal)),
      sealedAt: sql`clock_timestamp()`,
    })
    .execute()
  return events.length
}

/**
 * The next events to seal. Late ones lie between the positions of earlier seals; they are looked for
 * among the positions that the latest seals left out, which is where a transaction that was slow a
 * moment ago wrote. Gap by gap: the events that are sealed already are not read again.
 */
async function nextBatch(
  tx: DatabaseTransaction,
): Promise<{ positions: string; seenBefore: string } | null> {
  const { rows } = await sql<{ positions: string | null; seenBefore: string }>`
    with covered as (select coalesce(range_agg(positions), '{}') as positions from audit_seal),
    open as (
      select position from covered,
        unnest(int8multirange(int8range(1, null)) - covered.positions) as gap
      cross join lateral (
        select position from event
        where position >= lower(gap) and position < coalesce(upper(gap), 9223372036854775807)
          and transaction_id < pg_snapshot_xmin(pg_current_snapshot())
        order by position limit ${BATCH}
      ) as within_gap
      order by position limit ${BATCH}
    )
    select range_agg(int8range(position, position + 1))::text as positions,
      pg_snapshot_xmax(pg_current_snapshot())::text as "seenBefore" from open
  `.execute(tx)
  const { positions, seenBefore } = rows[0]
  return positions === null ? null : { positions, seenBefore }
}
