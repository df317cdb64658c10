import { sql } from 'kysely'
import { createHash } from 'node:crypto'
import type { Database, DatabaseTransaction } from '../db/database.ts'

/** An event as it is sealed: its position, and one text that says all of it. */
export interface SealedText {
  position: number
  text: string
}

/**
 * Everything an event says, as one text that two readings of the same row agree on. `transaction_id`
 * is left out: it means something only in the database cluster that wrote it.
 */
const sealedText = sql<string>`
  jsonb_build_array(position, command_id, ordinal, kind, subject_kind, subject_id, payload, request_hash, result,
    actor_id, device_id, device_sequence, extract(epoch from occurred_at), extract(epoch from recorded_at))::text`

/** The events at these positions (a multirange), in order. Missing ones are simply not there. */
export async function readSealedTexts(
  db: Database | DatabaseTransaction,
  positions: string,
): Promise<SealedText[]> {
  const { rows } = await sql<SealedText>`
    select position, ${sealedText} as text
    from unnest(${positions}::int8multirange) as part
    join event on position >= lower(part) and position < upper(part)
    order by position
  `.execute(db)
  return rows
}

/** The link of the chain: what came before, then each event by its own hash. */
export function chainHash(previousHash: string, events: readonly SealedText[]): string {
  const chain = createHash('sha256').update(previousHash)
  for (const { text } of events) chain.update(createHash('sha256').update(text).digest())
  return chain.digest('hex')
}
