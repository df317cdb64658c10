import { sql, type Kysely } from 'kysely'

/**
 * What is rare among many rows is found without reading them: L1 ports, connectors of standards that a site's
 * stock has no column for, and open orders out of the ordinary.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index port_l1 on port (station_id) where level = 'L1' and deleted_at is null;
    create index connector_of_other_standard on connector (standard, port_id)
      where standard not in ('J1772', 'NACS', 'CCS1', 'CHADEMO') and removed_on is null and voided_command_id is null;
    create index work_order_out_of_ordinary on work_order (priority, number)
      where priority <> 3 and deleted_at is null and state not in ('done', 'verified', 'cancelled');
  `.execute(db)
}
