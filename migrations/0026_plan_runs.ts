import { sql, type Kysely } from 'kysely'

/**
 * How a plan is made and what it holds: a run with its progress, and one row for each order with what
 * the plan wants of it beside what was in force. The tables of 0008 had no writer yet.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table plan
      add column regions text[],
      add column options jsonb not null default '{}',
      add column stage text not null default 'waiting',
      add column progress real not null default 0,
      add column attempts integer not null default 0,
      add column heartbeat_at timestamptz,
      add column stop_asked_at timestamptz,
      add column finished_at timestamptz,
      add column failure text,
      add column detail jsonb not null default '{}',
      add check ((state = 'failed') = (failure is not null));
    comment on column plan.regions is 'The regions that its asker may plan; null is all.';
    comment on column plan.heartbeat_at is 'The last sign of the thread that makes it; old while running: the server went away.';
    create index plan_by_program on plan (program_id, requested_at desc);

    drop table plan_assignment;
    create table plan_assignment (
      plan_id uuid not null references plan on delete cascade,
      order_id uuid not null references work_order,
      change text not null check (change in ('added', 'moved', 'dropped', 'kept', 'later', 'left')),
      territory_id text not null,
      week_on date,
      crew_id uuid references crew,
      planned_on date,
      position smallint,
      start_minute real,
      minutes real not null,
      travel_minutes real,
      reason jsonb,
      cause jsonb,
      before_crew_id uuid references crew,
      before_on date,
      version_before integer not null,
      accepted_command_id uuid,
      refusal text,
      primary key (plan_id, order_id)
    );
    comment on column plan_assignment.change is 'added, moved, dropped: to be reviewed; kept: as it is; later: a week, no day yet; left: no place.';
    comment on column plan_assignment.reason is 'Why the order is late or has no place.';
    comment on column plan_assignment.cause is 'The rule that the old place of a moved or dropped order breaks; null: the new one is merely better.';
    create index plan_assignment_by_change on plan_assignment (plan_id, change, week_on);
    create index plan_assignment_by_week on plan_assignment (plan_id, territory_id, week_on);

    create unique index scenario_by_name on scenario (program_id, lower(name)) where deleted_at is null;
  `.execute(db)
}
