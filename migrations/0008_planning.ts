import { sql, type Kysely } from 'kysely'

/** Plans and scenarios: what was proposed, what of it was accepted, and the what-ifs beside the live plan. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table scenario (
      id uuid primary key,
      version integer not null default 1,
      program_id uuid not null references program,
      name text not null,
      patch jsonb not null,
      created_by uuid,
      created_at timestamptz not null default now(),
      deleted_at timestamptz
    );
    create table plan (
      id uuid primary key,
      program_id uuid not null references program,
      scenario_id uuid references scenario,
      state text not null check (state in ('running', 'proposed', 'accepted', 'dropped', 'failed')),
      seed integer not null,
      from_on date not null,
      to_on date not null,
      summary jsonb not null,
      requested_by uuid,
      requested_at timestamptz not null default now(),
      accepted_command_id uuid
    );
    create table plan_assignment (
      plan_id uuid not null references plan,
      order_id uuid not null references work_order,
      crew_id uuid references crew,
      planned_on date,
      sequence smallint,
      starts_at time,
      travel_minutes integer,
      reason text,
      detail jsonb,
      primary key (plan_id, order_id)
    );
  `.execute(db)
}
