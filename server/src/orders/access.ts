import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { sql, type RawBuilder } from 'kysely'

/**
 * Which orders (`w`) somebody sees and may act on: those of their regions, and for a crew only its
 * own. Every query and command on orders passes here; what is not visible does not exist.
 */
export function visibleOrders(actor: Actor): RawBuilder<boolean> {
  const conditions = [sql`w.deleted_at is null`]
  if (actor.regions) conditions.push(sql`w.region = any (${actor.regions}::text[])`)
  if (isFieldRole(actor)) conditions.push(sql`w.crew_id = ${actor.crewId}::uuid`)
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`
}

/** Which sites (`t`) somebody sees. */
export function visibleSites(actor: Actor): RawBuilder<boolean> {
  return actor.regions
    ? sql<boolean>`t.region = any (${actor.regions}::text[])`
    : sql<boolean>`true`
}

/** People who work for a crew and see its orders only. */
export function isFieldRole(actor: Actor): boolean {
  return actor.role === 'crew' || actor.role === 'contractor'
}

/** Refuses somebody who may call a procedure, but not for this. */
export function requireManager(actor: Actor, what: string): void {
  if (actor.role !== 'administrator' && actor.role !== 'program_manager')
    throw new AppError('FORBIDDEN', { what, role: actor.role })
}
