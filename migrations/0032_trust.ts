import { sql, type Kysely } from 'kysely'

/** What several processes share about requests, and keys that people sign in with instead of a password. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create unlogged table request_count (
      sender text not null,
      minute integer not null,
      requests integer not null,
      primary key (minute, sender)
    );
    comment on table request_count is 'Requests of all processes, by hashed sender and minute since 1970. Losing it in a crash costs nothing.';

    create table passkey (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      name text,
      public_key text not null,
      credential_id text not null unique,
      counter bigint not null,
      device_type text not null,
      backed_up boolean not null,
      transports text,
      aaguid text,
      created_at timestamptz not null default now()
    );
    comment on table passkey is 'Public halves only: what is here lets nobody in.';
    create index passkey_person on passkey (person_id);
  `.execute(db)
}
