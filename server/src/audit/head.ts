import type { Database } from '../db/database.ts'
import type { AuditKey } from './key.ts'
import { signedText } from './seal.ts'

/** The end of the chain, signed: kept somewhere else, it shows later that nothing before it changed. */
export interface SignedHead {
  number: number
  hash: string
  toPosition: number
  sealedAt: string
  keyId: string
  publicKey: string
  signature: string
}

/** The head as it is now; null while nothing is sealed. */
export async function exportHead(db: Database, key: AuditKey): Promise<SignedHead | null> {
  const seal = await db
    .selectFrom('auditSeal')
    .select(['number', 'hash', 'toPosition', 'sealedAt'])
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!seal) return null
  return {
    ...seal,
    keyId: key.id,
    publicKey: key.publicPem,
    signature: key.sign(signedText(seal)),
  }
}
