import type { Id, Receipt } from '@changeover/shared/commands'
import { dayAt } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import type { Database, DatabaseTransaction } from './database.ts'

/**
 * Writes what a command leaves behind, in one statement: its receipt (the event with ordinal 0),
 * the further events, and the rollup deltas.
 *
 * @throws a unique violation when the command id was used before; the door answers with the first receipt.
 */
export async function writeRecord(
  tx: DatabaseTransaction,
  work: UnitOfWork,
  command: { name: string; hash: string; result: unknown },
): Promise<Receipt> {
  const [
    first = { kind: command.name, subject: { kind: 'none', id: null }, payload: {} },
    ...rest
  ] = work.events
  const events = [first, ...rest].map((event, ordinal) => ({
    ordinal,
    kind: event.kind,
    subject_kind: event.subject.kind,
    subject_id: event.subject.id,
    payload: event.payload,
    request_hash: ordinal === 0 ? command.hash : null,
    result: ordinal === 0 ? (command.result ?? null) : null,
  }))
  const deltas = work.deltas.map((delta) => ({
    occurred_on: delta.occurredOn,
    milestone_id: delta.milestoneId,
    region: delta.region,
    level: delta.level,
    family: delta.family,
    measure: delta.measure,
    quantity: delta.quantity,
  }))
  const { rows } = await sql<{ position: number }>`/* prepared */
    with counted as (
      insert into rollup_delta (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
      select d.occurred_on, ${work.recordedOn}::date, d.milestone_id, d.region, d.level, d.family, d.measure, d.quantity
      from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb)
        as d(occurred_on date, milestone_id uuid, region text, level text, family text, measure text, quantity integer)
    )
    insert into event (command_id, ordinal, kind, subject_kind, subject_id, payload, request_hash, result,
      actor_id, device_id, device_sequence, occurred_at, recorded_at)
    select ${work.commandId}::uuid, e.ordinal, e.kind, e.subject_kind, e.subject_id, e.payload, e.request_hash, e.result,
      ${work.actor.personId}::uuid, ${work.envelope.deviceId ?? null}::text, ${work.envelope.sequence ?? null}::integer,
      ${work.occurredAt}::timestamptz, ${work.recordedAt}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(events)}::jsonb)
      as e(ordinal smallint, kind text, subject_kind text, subject_id uuid, payload jsonb, request_hash text, result jsonb)
    order by e.ordinal
    returning position
  `.execute(tx)
  return {
    commandId: work.commandId,
    position: rows[0].position,
    recordedAt: work.recordedAt,
    recordedOn: work.recordedOn,
    hash: command.hash,
  }
}

/** The receipt and answer of a command that was carried out before, if it was. */
export async function findReceipt(
  db: Database,
  commandId: Id<'Command'>,
): Promise<(Receipt & { result: unknown }) | null> {
  const row = await db
    .selectFrom('event')
    .select(['position', 'recordedAt', 'requestHash', 'result'])
    .where('commandId', '=', commandId)
    .where('ordinal', '=', 0)
    .executeTakeFirst()
  if (!row) return null
  return {
    commandId,
    position: row.position,
    recordedAt: row.recordedAt,
    recordedOn: dayAt(row.recordedAt, 'UTC'),
    hash: row.requestHash ?? '',
    result: row.result,
  }
}
