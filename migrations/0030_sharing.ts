import { sql, type Kysely } from 'kysely'

/** What leaves the house: links to a frozen report, and who gets the weekly mail. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table executive_link (
      id uuid primary key,
      name text not null,
      program_id uuid references program,
      regions text[],
      as_of date not null,
      needs_sign_in boolean not null,
      report jsonb not null,
      made_by uuid not null references person,
      made_at timestamptz not null default now(),
      expires_at timestamptz not null,
      revoked_at timestamptz
    );
    comment on column executive_link.report is 'Everything the page shows, as it was on the day. Never recomputed.';
    create index executive_link_by_maker on executive_link (made_by, made_at desc);

    create table weekly_mail (
      person_id uuid primary key references person,
      program_id uuid references program,
      weekday smallint not null check (weekday between 1 and 7),
      sent_for_week date,
      subscribed_at timestamptz not null default now()
    );
    comment on column weekly_mail.sent_for_week is 'The Monday of the last week that was mailed: once a week, however often the job runs.';
  `.execute(db)
}
