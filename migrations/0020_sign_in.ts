import { sql, type Kysely } from 'kysely'

/** Further ways to sign in and to be kept from it: second factor, links, tokens, counted failures. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table person add column two_factor_enabled boolean not null default false;
    -- People are added by an administrator, who vouches for the address; nobody signs up.
    alter table person alter column email_verified set default true;
    update person set email_verified = true;

    create table two_factor (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      secret text not null,
      backup_codes text not null,
      verified boolean not null default true,
      failed_verification_count integer not null default 0,
      locked_until timestamptz
    );
    comment on column two_factor.secret is 'Encrypted with the installation''s secret.';
    create index two_factor_person on two_factor (person_id);

    create table account_link (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      purpose text not null check (purpose in ('invitation', 'reset')),
      expires_at timestamptz not null,
      used_at timestamptz,
      created_at timestamptz not null default now()
    );
    comment on table account_link is 'What lets somebody set a password. The link itself is derived, never stored.';
    create index account_link_person on account_link (person_id);

    create table api_token (
      id uuid primary key,
      person_id uuid not null references person on delete cascade,
      name text not null,
      token_sha256 text not null unique check (length(token_sha256) = 64),
      access text not null check (access in ('read', 'full')),
      expires_at timestamptz not null,
      last_used_at timestamptz,
      revoked_at timestamptz,
      created_at timestamptz not null default now()
    );
    comment on table api_token is 'The token is made by the device that asks and shown there once; the server sees its hash.';
    create index api_token_person on api_token (person_id);

    create unlogged table sign_in_failure (
      key text primary key,
      failures integer not null,
      since timestamptz not null default now()
    );
    comment on table sign_in_failure is 'Failed sign-ins in the current window, by hashed key. Losing it in a crash costs nothing.';

    create unlogged table rate_limit (
      id uuid primary key,
      key text not null unique,
      count integer not null,
      last_request bigint not null
    );
  `.execute(db)
}
