import { sql, type Kysely } from 'kysely'

/** What each assignment changed, so that it can be taken back; the order of a crew's day; kits from a van. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table order_assignment (
      command_id uuid not null,
      order_id uuid not null references work_order,
      before_state text not null,
      before_crew_id uuid references crew,
      before_scheduled_on date,
      before_blocked_reason text,
      after_state text not null,
      after_crew_id uuid references crew,
      after_scheduled_on date,
      version_after integer not null,
      primary key (command_id, order_id)
    );
    comment on table order_assignment is 'One row for each order that an assignment moved. Undo restores from it.';
    create index order_assignment_by_order on order_assignment (order_id);

    alter table work_order add column route_position smallint;
    comment on column work_order.route_position is 'The place in the crew''s day, as planned; null leaves it to the nearest next.';

    alter table kit_movement alter column depot_id drop not null;
    comment on column kit_movement.depot_id is 'Null: used from a van, and it is not known which depot had filled it.';
    create index work_order_by_state_since on work_order (program_id, state_since, number) where deleted_at is null;
    create index work_order_by_milestone on work_order (milestone_id, state);
    create index order_exception_by_track on order_exception (track_id, reason) where resolved_on is null;
  `.execute(db)
}
