import { sql, type Kysely } from 'kysely'

/**
 * A question about a past day reads today's orders and what changed after that day. Three indexes find the
 * changes by when they were recorded: moves of single orders, bulk changes, values that were overwritten.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table order_assignment add column recorded_at timestamptz;
    update order_assignment a set recorded_at = e.recorded_at
      from event e where e.command_id = a.command_id and e.ordinal = 0;
    -- One without a receipt was there before the records begin.
    update order_assignment set recorded_at = '-infinity' where recorded_at is null;
    alter table order_assignment alter column recorded_at set not null;
    comment on column order_assignment.recorded_at is 'When the server took the command up, as its receipt says.';

    create index order_assignment_by_time on order_assignment (recorded_at) include (order_id);
    create index event_of_moves on event (recorded_at) include (subject_id, position) where payload ->> 'from' is not null;
    create index earlier_value_by_time on earlier_value (subject_kind, until);
    create index work_order_by_creation on work_order (created_on);

    -- What charts ask of open orders and of the latest finished ones, without reading the orders themselves.
    create index work_order_open on work_order (charge, state, state_since) include (id, site_id, region, program_id, created_on)
      where deleted_at is null and state not in ('done', 'verified', 'cancelled');
    create index work_order_finished on work_order (charge, done_on desc, id) include (region, program_id)
      where deleted_at is null and done_on is not null;
  `.execute(db)
}
