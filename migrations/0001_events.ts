import { sql, type Kysely } from 'kysely'

/** The record of everything that happened: append-only, the source of receipts and of history. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create extension if not exists pg_trgm;
    create extension if not exists btree_gin;

    create table event (
      position bigint generated always as identity primary key,
      command_id uuid not null,
      ordinal smallint not null,
      kind text not null,
      subject_kind text not null,
      subject_id uuid,
      payload jsonb not null,
      request_hash text,
      result jsonb,
      actor_id uuid,
      device_id text,
      device_sequence integer,
      occurred_at timestamptz not null,
      recorded_at timestamptz not null default clock_timestamp(),
      transaction_id xid8 not null default pg_current_xact_id(),
      unique (command_id, ordinal)
    );
    comment on table event is 'Append-only. The row with ordinal 0 is the receipt of its command.';
    comment on column event.request_hash is 'SHA-256 of what was asked; on ordinal 0 only.';
    comment on column event.result is 'What was answered, so that a repeated command is answered alike; on ordinal 0 only.';
    comment on column event.occurred_at is 'When it happened, by the word of the device.';
    comment on column event.recorded_at is 'When the server wrote it down.';
    create index event_subject on event (subject_id, position);
    create index event_recorded on event (recorded_at);

    create function refuse_change() returns trigger language plpgsql as $$
    begin
      raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
    end $$;
    create trigger event_is_append_only before update or delete on event
      for each row execute function refuse_change();
  `.execute(db)
}
