import { sql, type Kysely } from 'kysely'

/** People, their credentials and sessions (the library's model under our names), and what they may see. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table person (
      id uuid primary key,
      name text not null,
      email text not null unique,
      email_verified boolean not null default false,
      image text,
      role text not null default 'crew',
      regions text[],
      crew_id uuid,
      disabled_at timestamptz,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    comment on column person.regions is 'The regions this person sees; null is all of them.';

    create table session (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      token text not null unique,
      expires_at timestamptz not null,
      ip_address text,
      user_agent text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index session_person on session (person_id);

    create table credential (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      account_id text not null,
      provider_id text not null,
      access_token text,
      refresh_token text,
      id_token text,
      access_token_expires_at timestamptz,
      refresh_token_expires_at timestamptz,
      scope text,
      password text,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now(),
      unique (provider_id, account_id)
    );

    create table verification (
      id uuid primary key,
      identifier text not null,
      value text not null,
      expires_at timestamptz not null,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    create index verification_identifier on verification (identifier);

    create table installation (
      is_only boolean primary key default true check (is_only),
      secret text not null,
      is_demo boolean not null,
      demo_seed integer,
      demo_ready_at timestamptz,
      created_at timestamptz not null default now()
    );
    comment on table installation is 'One row: what this installation is, and the secret that signs its sessions.';
  `.execute(db)
}
