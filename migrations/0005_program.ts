import { sql, type Kysely } from 'kysely'

/** The rollout: programs, tracks, milestones with their baselines, kits and depots, checklists, home kits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table program (
      id uuid primary key,
      version integer not null default 1,
      name text not null,
      template text not null,
      rules jsonb not null,
      created_on date not null,
      deleted_at timestamptz
    );

    create table track (
      id uuid primary key,
      program_id uuid not null references program,
      code text not null,
      name text not null,
      charge text not null check (charge in ('AC', 'DC', 'HOME')),
      adds_standard text,
      unique (program_id, code)
    );

    create table milestone (
      id uuid primary key,
      version integer not null default 1,
      program_id uuid not null references program,
      track_id uuid not null references track,
      name text not null,
      gate_on date not null,
      target_on date not null,
      weight numeric(8, 2) not null default 1 check (weight > 0),
      scope jsonb not null,
      actual_on date,
      deleted_at timestamptz
    );
    comment on column milestone.gate_on is 'notBefore: no work order of the milestone starts earlier.';
    comment on column milestone.scope is 'The filter over connectors that the goal covers.';
    create index milestone_by_program on milestone (program_id);

    create table baseline (
      id uuid primary key,
      milestone_id uuid not null references milestone,
      name text not null,
      taken_on date not null,
      taken_command_id uuid not null,
      gate_on date not null,
      target_on date not null,
      scope_count integer not null
    );
    create table baseline_point (
      baseline_id uuid not null references baseline,
      due_on date not null,
      count integer not null,
      primary key (baseline_id, due_on)
    );

    create table forecast_snapshot (
      milestone_id uuid not null references milestone,
      reported_on date not null,
      p10_on date,
      p50_on date,
      p80_on date,
      p90_on date,
      chance_of_target double precision,
      detail jsonb not null,
      computed_at timestamptz not null default now(),
      primary key (milestone_id, reported_on)
    );
    comment on table forecast_snapshot is 'What was said on a day. Never recomputed.';

    create table kit_type (
      id uuid primary key,
      version integer not null default 1,
      code text not null unique,
      name text not null,
      family text not null,
      level text not null check (level in ('L1', 'L2', 'DC', 'HOME')),
      adds_standard text not null,
      removes_standard text,
      side text check (side in ('left', 'right')),
      duration_minutes integer not null check (duration_minutes > 0),
      checklist_code text not null,
      deleted_at timestamptz
    );

    create table depot (
      id uuid primary key,
      version integer not null default 1,
      name text not null,
      region text not null,
      lat double precision,
      lon double precision,
      deleted_at timestamptz
    );
    create table kit_receipt (
      id uuid primary key,
      version integer not null default 1,
      depot_id uuid not null references depot,
      kit_type_id uuid not null references kit_type,
      quantity integer not null check (quantity > 0),
      due_on date not null,
      received_on date,
      deleted_at timestamptz
    );
    create table kit_movement (
      id uuid primary key,
      depot_id uuid not null references depot,
      kit_type_id uuid not null references kit_type,
      quantity integer not null check (quantity <> 0),
      moved_on date not null,
      reason text not null check (reason in ('received', 'used', 'returned', 'counted')),
      order_id uuid,
      command_id uuid not null
    );
    create index kit_movement_by_kit on kit_movement (kit_type_id, depot_id, moved_on);

    create table checklist_template (
      id uuid primary key,
      code text not null,
      version integer not null,
      name text not null,
      steps jsonb not null,
      published_on date not null,
      unique (code, version)
    );

    create table home_kit_order (
      id uuid primary key,
      external_id text not null unique,
      region text,
      postal_code text,
      kit_type text,
      ordered_on date not null,
      shipped_on date,
      installed_on date
    );
  `.execute(db)
}
