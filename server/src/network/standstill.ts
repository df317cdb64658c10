/**
 * Orders are made of what stands where, and from then on they are planned and counted by it: by the level of a
 * port, the family of its station, the region of its site. Each change of these is refused, or takes the orders
 * along, once there are any. So nothing changes while orders are made, and none are made while something changes.
 * Changes go side by side. Whoever locks sites or imports too takes this first, and nobody waits in a ring.
 */
import { sql } from 'kysely'
import type { DatabaseTransaction } from '../db/database.ts'

const NAME = 'changeover what stands where'

/** Before something about what stands is read that is about to be changed. Held until the transaction ends. */
export async function lockToChange(tx: DatabaseTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock_shared(hashtext(${NAME}))`.execute(tx)
}

/** Before it is read to make orders of it: waits for changes under way, and holds up those that come. */
export async function lockToMakeOrders(tx: DatabaseTransaction): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${NAME}))`.execute(tx)
}
