import { sql, type Kysely } from 'kysely'

/**
 * Orders of a state by their day, everywhere and in one region: a page of them was looked for among all
 * orders with a day, of which there are hundreds of thousands.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create index work_order_by_state_day on work_order (state, scheduled_on, number) where deleted_at is null;
    create index work_order_by_region_day on work_order (region, state, scheduled_on, number) where deleted_at is null;
  `.execute(db)
}
