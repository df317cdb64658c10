import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import { sql, type RawBuilder } from 'kysely'

/**
 * The one place that says which rows a person reaches. The permission table decides what somebody
 * may do; this decides to what. Regions limit every role; crews and contractors reach the work of
 * their own crew only. A row outside reads as if it were not there: an id gives no access by itself.
 */

/** Roles that work on the orders of one crew and see no others. */
export function isCrewBound(actor: Actor): boolean {
  return actor.role === 'crew' || actor.role === 'contractor'
}

/** The SQL condition that `column`, a region code, is one the actor sees. */
export function regionCondition(actor: Actor, column: string): RawBuilder<boolean> {
  return actor.regions === null
    ? sql<boolean>`true`
    : sql<boolean>`${sql.ref(column)} = any (${actor.regions}::text[])`
}

/** The SQL condition that `column`, a crew's id, is one whose work the actor sees. */
export function crewCondition(actor: Actor, column: string): RawBuilder<boolean> {
  if (!isCrewBound(actor)) return sql<boolean>`true`
  return actor.crewId === null
    ? sql<boolean>`false`
    : sql<boolean>`${sql.ref(column)} = ${actor.crewId}::uuid`
}

/** Both conditions, for a table that has both columns, such as work orders. */
export function scopeCondition(
  actor: Actor,
  columns: { region: string; crewId: string },
): RawBuilder<boolean> {
  return sql<boolean>`(${regionCondition(actor, columns.region)} and ${crewCondition(actor, columns.crewId)})`
}

/** @throws AppError `NOT_FOUND` when one of `regions` lies outside what the actor sees. */
export function expectRegions(actor: Actor, regions: Iterable<string>): void {
  if (actor.regions === null) return
  for (const region of regions)
    if (!actor.regions.includes(region)) throw new AppError('NOT_FOUND', { region })
}

/** @throws AppError `NOT_FOUND` when the actor is bound to another crew. */
export function expectCrew(actor: Actor, crewId: string | null): void {
  if (isCrewBound(actor) && (crewId === null || crewId !== actor.crewId))
    throw new AppError('NOT_FOUND')
}
