import { sql, type Kysely } from 'kysely'

/**
 * What crews report beside a clean job: hardware that differs, serial numbers and parts, answers that
 * two phones gave differently, work on an order that was no longer theirs; how a connector climbs its
 * rungs; photos without their position and with a small likeness.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table order_observation (
      command_id uuid primary key,
      order_id uuid not null references work_order,
      kit_type_id uuid references kit_type,
      description text,
      effect text not null check (effect in ('adapted', 'returned', 'noted')),
      observed_at timestamptz not null,
      observed_by uuid not null,
      check (num_nonnulls(kit_type_id, description) = 1)
    );
    comment on table order_observation is 'Hardware that differed from the plan, as the crew saw it.';
    comment on column order_observation.effect is 'adapted: kit and checklist follow; returned: back to planning; noted: the order was over already.';
    create index order_observation_by_order on order_observation (order_id);

    alter table work_order_port add column kit_serial text, add column kit_side text check (kit_side in ('left', 'right'));

    create table order_part (
      id uuid primary key,
      order_id uuid not null references work_order,
      port_id uuid references port,
      kind text not null check (kind in ('used', 'returned')),
      kit_type_id uuid references kit_type,
      name text not null,
      serial text,
      is_faulty boolean not null default false,
      note text,
      recorded_on date not null,
      command_id uuid not null
    );
    comment on table order_part is 'Parts beyond the kits of the ports: used besides, or going back to the depot, faulty ones marked.';
    create index order_part_by_order on order_part (order_id);
    create index order_part_returned on order_part (recorded_on, id) where kind = 'returned';

    create table answer_rival (
      command_id uuid primary key,
      order_id uuid not null references work_order,
      step text not null,
      value jsonb not null,
      answered_at timestamptz not null,
      answered_by uuid not null,
      settled_command_id uuid
    );
    comment on table answer_rival is 'Another answer to the same step, given without knowing of the first; both stand until somebody decides.';
    create index answer_rival_open on answer_rival (order_id, step) where settled_command_id is null;

    create table order_late_report (
      command_id uuid primary key,
      order_id uuid not null references work_order,
      name text not null,
      data jsonb not null,
      reason text not null check (reason in ('cancelled', 'taken_away')),
      occurred_at timestamptz not null,
      reported_by uuid not null,
      crew_id uuid references crew
    );
    comment on table order_late_report is 'What a crew did on an order that had been cancelled or given to others while it had no signal. Kept, not carried out.';
    create index order_late_report_by_order on order_late_report (order_id);

    alter table connector_rung add column source text not null default 'hand' check (source in ('hand', 'ocpi', 'public_list', 'api')),
      add column recorded_on date not null default current_date;
    create index connector_rung_by_command on connector_rung (command_id);
    create index connector_by_order on connector (installed_order_id) where installed_order_id is not null;

    alter table stored_file add column kept_sha256 text check (length(kept_sha256) = 64),
      add column thumbnail text not null default 'waiting' check (thumbnail in ('waiting', 'made', 'impossible'));
    comment on column stored_file.kept_sha256 is 'The bytes that lie in the store in their place: the same photo without its position.';
    create index evidence_by_sha256 on evidence (sha256);

    create table organisation_setting (
      name text primary key,
      value jsonb not null,
      command_id uuid not null
    );
  `.execute(db)
}
