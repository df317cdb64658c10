import { sql, type Kysely } from 'kysely'

/**
 * Which ports had no order for want of an answer on a past day: an exception is dated when it comes, but
 * one that is settled, or comes back, leaves behind what it said. The first insert is dated by its row.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create trigger exception_is_kept after update or delete on order_exception for each row execute function keep_earlier_row('order_exception', 'id');
  `.execute(db)
}
