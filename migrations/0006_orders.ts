import { sql, type Kysely } from 'kysely'

/** Crews and their calendars, and the work orders they close: ports, answers, evidence, exceptions. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table territory (
      id uuid primary key,
      name text not null unique,
      regions text[] not null
    );
    create table crew (
      id uuid primary key,
      version integer not null default 1,
      name text not null unique,
      territory_id uuid references territory,
      region text not null,
      skills text[] not null,
      home_lat double precision,
      home_lon double precision,
      time_zone text not null,
      deleted_at timestamptz
    );
    create table crew_shift (
      crew_id uuid not null references crew,
      weekday smallint not null check (weekday between 1 and 7),
      starts_at time not null,
      ends_at time not null check (ends_at > starts_at),
      primary key (crew_id, weekday)
    );
    create table crew_absence (
      id uuid primary key,
      crew_id uuid not null references crew,
      from_on date not null,
      to_on date not null check (to_on >= from_on),
      reason text not null
    );
    create index crew_absence_by_crew on crew_absence (crew_id, from_on);

    create table work_order (
      id uuid primary key,
      number bigint generated always as identity unique,
      version integer not null default 1,
      program_id uuid not null references program,
      track_id uuid not null references track,
      milestone_id uuid not null references milestone,
      site_id uuid not null references site,
      region text not null,
      charge text not null,
      kit_type_id uuid references kit_type,
      state text not null,
      state_since timestamptz not null,
      port_count integer not null,
      priority smallint not null default 3 check (priority between 1 and 5),
      crew_id uuid references crew,
      scheduled_on date,
      due_on date,
      done_on date,
      blocked_reason text,
      checklist_template_id uuid references checklist_template,
      created_command_id uuid not null,
      created_on date not null,
      deleted_at timestamptz,
      check (state in ('planned', 'scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'blocked', 'done', 'verified', 'reopened', 'cancelled')),
      check ((state = 'blocked') = (blocked_reason is not null)),
      check (state not in ('done', 'verified') or done_on is not null)
    );
    create index work_order_by_crew_day on work_order (crew_id, scheduled_on) where deleted_at is null;
    create index work_order_by_site on work_order (site_id);
    create index work_order_by_state on work_order (program_id, state, number) where deleted_at is null;
    create index work_order_by_region on work_order (program_id, region, number) where deleted_at is null;
    create index work_order_by_schedule on work_order (program_id, scheduled_on, number) where deleted_at is null;
    create index work_order_by_command on work_order (created_command_id);

    create table work_order_port (
      order_id uuid not null references work_order,
      port_id uuid not null references port,
      track_id uuid not null,
      kit_type_id uuid references kit_type,
      outcome text not null default 'open' check (outcome in ('open', 'fitted', 'not_fitted', 'cancelled')),
      outcome_reason text,
      connector_id uuid references connector,
      primary key (order_id, port_id),
      check ((outcome = 'fitted') = (connector_id is not null)),
      check (outcome <> 'not_fitted' or outcome_reason is not null)
    );
    create unique index work_order_port_once on work_order_port (track_id, port_id) where outcome in ('open', 'fitted');
    create index work_order_port_by_port on work_order_port (port_id);

    create table order_exception (
      id uuid primary key,
      track_id uuid not null references track,
      site_id uuid not null references site,
      port_id uuid not null references port,
      reason text not null,
      created_command_id uuid not null,
      created_on date not null,
      resolved_on date,
      unique (track_id, port_id, reason)
    );

    create table checklist_answer (
      order_id uuid not null references work_order,
      step text not null,
      value jsonb not null,
      answered_at timestamptz not null,
      answered_by uuid,
      command_id uuid not null,
      primary key (order_id, step)
    );

    create table stored_file (
      sha256 text primary key check (length(sha256) = 64),
      content_type text not null,
      bytes bigint not null,
      stored_at timestamptz not null default now()
    );
    create table evidence (
      id uuid primary key,
      order_id uuid not null references work_order,
      kind text not null check (kind in ('before', 'after', 'blocked', 'other')),
      sha256 text not null,
      taken_at timestamptz not null,
      taken_by uuid,
      command_id uuid not null
    );
    comment on column evidence.sha256 is 'Named before the file arrives: a photo never blocks a close.';
    create index evidence_by_order on evidence (order_id);
  `.execute(db)
}
