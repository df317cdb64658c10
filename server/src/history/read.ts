import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import {
  changesOf,
  type RecordEntry,
  type RecordHistoryAsked,
  type RecordPart,
} from '@changeover/shared/history'
import type { Instant } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { z } from 'zod'
import type { Database } from '../db/database.ts'
import { sourcesOf } from './sources.ts'
import { expectVisible } from './visible.ts'
import { isAfter } from '../past/index.ts'

interface HistoryRow {
  position: number
  commandId: Id<'Command'>
  kind: string
  payload: Record<string, unknown>
  parts: RecordPart[] | null
  actorName: string | null
  deviceId: string | null
  occurredAt: Instant
  recordedAt: Instant
}

/** A page of what happened to a record. @throws AppError `NOT_FOUND` for a record out of sight. */
export async function recordHistory(
  db: Database,
  actor: Actor,
  { kind, id, before, asOf, limit }: RecordHistoryAsked,
): Promise<{ entries: RecordEntry[]; next: number | null }> {
  await expectVisible(db, actor, { kind, id })
  const { rows } = await sql<HistoryRow>`
    select e.position, e.command_id, h.kind, h.payload, h.parts, p.name as actor_name, e.device_id, e.occurred_at, e.recorded_at
    from (${unionOf(sourcesOf({ kind, id, asOf }))}) as h
    join event e on e.position = h.position left join person p on p.id = e.actor_id
    where (${before}::bigint is null or e.position < ${before})
      and ${asOf === null ? sql`true` : sql`not ${isAfter(asOf, sql`e.recorded_at`)}`}
    order by e.position desc limit ${limit + 1}
  `.execute(db)
  const entries = rows.slice(0, limit).map(({ parts, payload, ...row }) => ({
    ...row,
    payload: withoutPairs(payload),
    changes: changesOf(parts ?? partsOf(payload)),
  }))
  return { entries, next: rows.length > limit ? (entries.at(-1)?.position ?? null) : null }
}

function unionOf(sources: readonly RawBuilder<unknown>[]): RawBuilder<unknown> {
  return sql.join(sources, sql` union all `)
}

const FieldsSchema = z.record(z.string(), z.unknown())
const PairSchema = z.object({
  before: FieldsSchema.nullable(),
  after: FieldsSchema.nullable(),
})
const MoveSchema = z.object({ from: z.string(), to: z.string() })

/** What an event itself says of before and after: whole rows, or the state that it moved from. */
function partsOf(payload: Record<string, unknown>): RecordPart[] {
  const pair = PairSchema.safeParse(payload)
  if (pair.success) return [{ about: null, ...pair.data }]
  const move = MoveSchema.safeParse(payload)
  if (!move.success) return []
  return [{ about: null, before: { state: move.data.from }, after: { state: move.data.to } }]
}

/** What is told as a change need not be told twice. */
function withoutPairs(payload: Record<string, unknown>): Record<string, unknown> {
  const { before: _before, after: _after, ...rest } = payload
  return rest
}
