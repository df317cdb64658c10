import type { Id } from '@changeover/shared/commands'
import type { Rung, Standard } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'

/** An entry of a site's ledger with what came of it, as it stands today or stood on a past day. */
export interface ConnectorRow {
  id: Id<'Connector'>
  portId: Id<'Port'>
  standard: Standard
  installedOn: Day | null
  removedOn: Day | null
  installedOrderId: Id<'WorkOrder'> | null
  removedOrderId: Id<'WorkOrder'> | null
  kit: string | null
  installedBy: string | null
  removedBy: string | null
  rungs: { rung: Rung; reachedOn: Day }[]
}

/** The name of whoever gave the command that a column holds, read from its receipt. */
export function personBehind(command: string): RawBuilder<string | null> {
  return sql`(select o.name from event e join person o on o.id = e.actor_id
    where e.command_id = ${sql.ref(command)} and e.ordinal = 0)`
}
