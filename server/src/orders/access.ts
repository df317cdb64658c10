import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { sql, type RawBuilder } from 'kysely'
import { regionCondition, scopeCondition } from '../accounts/index.ts'

/** Which orders (`w`) somebody sees and may act on; every query and command on orders asks it. */
export function visibleOrders(actor: Actor): RawBuilder<boolean> {
  const columns = { region: 'w.region', crewId: 'w.crew_id' }
  return sql<boolean>`(w.deleted_at is null and ${scopeCondition(actor, columns)})`
}

/** Which sites (`t`) somebody sees. */
export function visibleSites(actor: Actor): RawBuilder<boolean> {
  return regionCondition(actor, 't.region')
}

/** Refuses somebody who may call a procedure, but not for this. */
export function requireManager(actor: Actor, what: string): void {
  if (actor.role !== 'administrator' && actor.role !== 'program_manager')
    throw new AppError('FORBIDDEN', { what, role: actor.role })
}
