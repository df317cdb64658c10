import { sql, type Kysely } from 'kysely'

/** The seals over the events, what became of each kind of job, and the backups that were made. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table audit_seal (
      number integer primary key check (number > 0),
      positions int8multirange not null check (not isempty(positions)),
      to_position bigint not null,
      events integer not null check (events > 0),
      seen_before xid8 not null,
      previous_hash text not null check (length(previous_hash) = 64),
      hash text not null unique check (length(hash) = 64),
      key_id text not null,
      signature text not null,
      sealed_at timestamptz not null
    );
    comment on table audit_seal is 'A signed hash chain over the events, in the order of the batches that sealed them.';
    comment on column audit_seal.positions is 'The events it covers. A slow transaction may commit after later positions were sealed.';
    comment on column audit_seal.seen_before is 'Transactions from this one on began after the seal: none of their events can lie before its last position.';
    create trigger audit_seal_is_append_only before update or delete on audit_seal
      for each row execute function refuse_change();

    create index event_by_kind on event (kind, position);
    create index event_by_actor on event (actor_id, position);

    create table job_outcome (
      task text primary key,
      succeeded_at timestamptz,
      failed_at timestamptz,
      last_error text,
      runs integer not null default 0,
      failures integer not null default 0
    );

    create table backup (
      id uuid primary key,
      file_name text not null unique,
      bytes bigint not null,
      manifest jsonb not null,
      verified_at timestamptz,
      made_at timestamptz not null default now()
    );
  `.execute(db)
}
