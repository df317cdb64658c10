import { sql } from 'kysely'
import type { KeyObject } from 'node:crypto'
import type { Database } from '../db/database.ts'
import { chainHash, readSealedTexts } from './events.ts'
import { isSignedBy } from './key.ts'
import { signedText } from './seal.ts'

/** What is wrong with the record, and where. */
export type AuditFinding =
  /** An event of this seal was changed, or changed places. */
  | { kind: 'changed'; seal: number }
  /** Events that the seal covers are gone. */
  | { kind: 'removed'; seal: number; positions: number[] }
  /** Events stand where none stood when later ones were sealed. */
  | { kind: 'inserted'; positions: number[] }
  /** The seal does not continue the one before it, or one is missing. */
  | { kind: 'broken_chain'; seal: number }
  /** The signature does not fit, or its key is not one that this installation trusts. */
  | { kind: 'bad_signature'; seal: number; keyId: string }
  /** The chain does not lead to the head that was exported earlier. */
  | { kind: 'not_the_exported_head'; seal: number }

export interface AuditReport {
  isIntact: boolean
  seals: number
  sealedEvents: number
  /** Events since the last seal: not covered yet. */
  unsealedEvents: number
  headHash: string | null
  findings: AuditFinding[]
}

/** A head as `audit head` printed it, kept elsewhere. */
export interface ExportedHead {
  number: number
  hash: string
}

/** Reads every sealed event again and follows the chain. Long for long histories; holds no lock. */
export async function verifyAudit(
  db: Database,
  keys: ReadonlyMap<string, KeyObject>,
  exported?: ExportedHead,
): Promise<AuditReport> {
  const seals = await db.selectFrom('auditSeal').selectAll().orderBy('number').execute()
  const findings: AuditFinding[] = []
  let previous = { number: 0, hash: '0'.repeat(64) }
  let sealedEvents = 0
  for (const seal of seals) {
    if (seal.number !== previous.number + 1 || seal.previousHash !== previous.hash)
      findings.push({ kind: 'broken_chain', seal: seal.number })
    const key = keys.get(seal.keyId)
    if (!key || !isSignedBy(key, signedText(seal), seal.signature))
      findings.push({ kind: 'bad_signature', seal: seal.number, keyId: seal.keyId })
    findings.push(...(await checkEvents(db, seal)))
    sealedEvents += seal.events
    previous = { number: seal.number, hash: seal.hash }
  }
  if (exported && seals[exported.number - 1]?.hash !== exported.hash)
    findings.push({ kind: 'not_the_exported_head', seal: exported.number })
  const { inserted, unsealed } = await readUncovered(db)
  if (inserted.length > 0) findings.push({ kind: 'inserted', positions: inserted })
  return {
    isIntact: findings.length === 0,
    seals: seals.length,
    sealedEvents,
    unsealedEvents: unsealed,
    headHash: seals.length > 0 ? previous.hash : null,
    findings,
  }
}

async function checkEvents(
  db: Database,
  seal: { number: number; positions: string; previousHash: string; hash: string; events: number },
): Promise<AuditFinding[]> {
  const events = await readSealedTexts(db, seal.positions)
  if (events.length === seal.events)
    return chainHash(seal.previousHash, events) === seal.hash
      ? []
      : [{ kind: 'changed', seal: seal.number }]
  const { rows } = await sql<{ position: number }>`
    select position from unnest(${seal.positions}::int8multirange) as part,
      generate_series(lower(part), upper(part) - 1) as position
    where not exists (select from event e where e.position = position.position) limit 20
  `.execute(db)
  return [{ kind: 'removed', seal: seal.number, positions: rows.map((row) => row.position) }]
}

/** Events that no seal covers: those to come, and those that someone put in between. */
async function readUncovered(db: Database): Promise<{ inserted: number[]; unsealed: number }> {
  const { rows } = await sql<{ inserted: number[] | null; unsealed: number }>`
    with covered as (select coalesce(range_agg(positions), '{}') as positions from audit_seal),
    head as (select to_position, seen_before from audit_seal order by number desc limit 1),
    uncovered as (
      select position, transaction_id from covered,
        unnest(int8multirange(int8range(null, null)) - covered.positions) as gap
      cross join lateral (
        select position, transaction_id from event where position >= coalesce(lower(gap), -9223372036854775808)
          and position < coalesce(upper(gap), 9223372036854775807) offset 0
      ) as within_gap
    )
    select count(*) as unsealed, array_agg(position order by position) filter (
      where position < head.to_position and transaction_id >= head.seen_before) as inserted
    from uncovered left join head on true
  `.execute(db)
  return { inserted: (rows[0].inserted ?? []).map(Number), unsealed: rows[0].unsealed }
}
