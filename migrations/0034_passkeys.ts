import { sql, type Kysely } from 'kysely'

/** Passkeys: a key on the person's own device, which signs in place of a password. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    -- The one that was here before was never written to.
    drop table passkey;
    create table passkey (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      name text not null,
      credential_id text not null unique,
      public_key bytea not null,
      counter bigint not null,
      transports text[] not null default '{}',
      rp_id text not null,
      is_synced boolean not null,
      created_at timestamptz not null default now(),
      last_used_at timestamptz
    );
    comment on column passkey.counter is 'How often the device says that it has signed; devices that share keys always say 0.';
    comment on column passkey.rp_id is 'The host name under which it was made; it signs for no other.';
    comment on column passkey.is_synced is 'Whether its maker keeps it on more devices than one.';
    create index passkey_person on passkey (person_id);

    create unlogged table passkey_challenge (
      challenge text primary key,
      person_id uuid,
      expires_at timestamptz not null
    );
    comment on table passkey_challenge is 'What a device is to sign, once. Losing it in a crash costs a second try.';
    comment on column passkey_challenge.person_id is 'Who adds a passkey; null when somebody signs in.';
  `.execute(db)
}
