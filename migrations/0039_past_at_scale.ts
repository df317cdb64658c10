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
  `.execute(db)
}
