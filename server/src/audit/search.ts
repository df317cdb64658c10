import type { Id } from '@changeover/shared/commands'
import type { Instant } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** Which part of the record is asked for. Absent parts do not restrict. */
export interface AuditQuery {
  text?: string | undefined
  kind?: string | undefined
  actorId?: Id<'Person'> | undefined
  subjectId?: string | undefined
  from?: Instant | undefined
  to?: Instant | undefined
  /** The position of the last row seen; the page continues below it. */
  before?: number | undefined
  limit: number
}

/** What somebody did, when, with which device, and what it changed. */
export interface AuditEntry {
  position: number
  commandId: Id<'Command'>
  kind: string
  subjectKind: string
  subjectId: string | null
  payload: unknown
  actorId: Id<'Person'> | null
  actorName: string | null
  deviceId: string | null
  occurredAt: Instant
  recordedAt: Instant
}

/** The newest entries that fit, read backwards along the record. */
export async function searchAudit(db: Database, asked: AuditQuery): Promise<AuditEntry[]> {
  return db
    .selectFrom('event')
    .leftJoin('person', 'person.id', 'event.actorId')
    .select([
      'position',
      'commandId',
      'kind',
      'subjectKind',
      'subjectId',
      'payload',
      'actorId',
      'person.name as actorName',
      'deviceId',
      'occurredAt',
      'recordedAt',
    ])
    .$if(asked.kind !== undefined, (query) => query.where('kind', '=', asked.kind ?? ''))
    .$if(asked.actorId !== undefined, (query) => query.where('actorId', '=', asked.actorId ?? null))
    .$if(asked.subjectId !== undefined, (query) =>
      query.where('subjectId', '=', asked.subjectId ?? null),
    )
    .$if(asked.from !== undefined, (query) =>
      query.where('recordedAt', '>=', sql<Instant>`${asked.from}::timestamptz`),
    )
    .$if(asked.to !== undefined, (query) =>
      query.where('recordedAt', '<', sql<Instant>`${asked.to}::timestamptz`),
    )
    .$if(asked.before !== undefined, (query) => query.where('position', '<', asked.before ?? 0))
    .$if(asked.text !== undefined, (query) =>
      query.where(
        sql<boolean>`(strpos(lower(payload::text), ${asked.text?.toLowerCase()}) > 0
          or strpos(kind, ${asked.text?.toLowerCase()}) > 0
          or strpos(lower(person.name), ${asked.text?.toLowerCase()}) > 0)`,
      ),
    )
    .orderBy('position', 'desc')
    .limit(asked.limit)
    .execute()
}

/** The kinds of event that there are, for the filter. */
export async function listKinds(db: Database): Promise<string[]> {
  const { rows } = await sql<{ kind: string }>`
    with recursive kinds as (
      (select kind from event order by kind limit 1)
      union all
      select (select e.kind from event e where e.kind > kinds.kind order by e.kind limit 1) from kinds
      where kinds.kind is not null
    )
    select kind from kinds where kind is not null
  `.execute(db)
  return rows.map((row) => row.kind)
}
