import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { sql, type RawBuilder } from 'kysely'
import { isCrewBound, regionCondition, scopeCondition } from '../accounts/index.ts'

/** Which orders (`w`) somebody sees and may act on; every query and command on orders asks it. */
export function visibleOrders(actor: Actor): RawBuilder<boolean> {
  const columns = { region: 'w.region', crewId: 'w.crew_id' }
  return sql<boolean>`(w.deleted_at is null and ${scopeCondition(actor, columns)})`
}

/**
 * Which orders (`w`) somebody may report on: those they see, and for a crew those that were its own
 * before they were given to others. A phone without a signal cannot know that, and what it holds of
 * the site is evidence.
 */
export function reportableOrders(actor: Actor): RawBuilder<boolean> {
  if (!isCrewBound(actor) || actor.crewId === null) return visibleOrders(actor)
  return sql<boolean>`(w.deleted_at is null and ${regionCondition(actor, 'w.region')} and (
    w.crew_id = ${actor.crewId}::uuid or exists (select from order_assignment a where a.order_id = w.id
      and (a.after_crew_id = ${actor.crewId}::uuid or a.before_crew_id = ${actor.crewId}::uuid))))`
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
