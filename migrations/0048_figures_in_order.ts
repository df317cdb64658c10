import { sql, type Kysely } from 'kysely'

/**
 * The rows behind figures, in the order in which they are shown: a page of them is read from an index, where
 * all of them were gathered and sorted for it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index connector_fitted on connector (installed_on, installed_order_id) include (id, removed_on)
      where installed_order_id is not null and voided_command_id is null;

    create index connector_gone on connector (standard, removed_on) include (port_id)
      where removed_on is not null and voided_command_id is null;
    create index work_order_port_not_fitted on work_order_port (port_id, track_id) include (order_id) where outcome = 'not_fitted';

    create index home_kit_by_ordered on home_kit_order (ordered_on, id) include (region);
    create index home_kit_by_shipped on home_kit_order (shipped_on, id) include (region, ordered_on) where shipped_on is not null;
    create index home_kit_by_installed on home_kit_order (installed_on, id) include (region, ordered_on) where installed_on is not null;

    -- A bulk command blocks no order, but taking one back may bring an order back to where it was blocked.
    create index order_assignment_into_blocked on order_assignment (order_id, command_id)
      where after_state = 'blocked' and before_state <> 'blocked';
  `.execute(db)
}
