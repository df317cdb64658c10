import type { Actor } from '@changeover/shared/accounts'
import { AppError, asId } from '@changeover/shared/commands'
import { sql, type RawBuilder, type SqlBool } from 'kysely'

/**
 * Which sites somebody may see: those of the regions of the person, and for a contractor only those
 * with a work order of the own crew. Every query over sites goes through here.
 *
 *     db.selectFrom('site').where(visibleTo(actor))
 *
 * The table must stand in the query as `site`.
 */
export function visibleTo(actor: Actor): RawBuilder<SqlBool> {
  const inRegions = actor.regions
    ? sql<SqlBool>`site.region = any(${actor.regions})`
    : sql<SqlBool>`true`
  if (actor.role !== 'contractor') return inRegions
  const crew = actor.crewId ?? asId<'Crew'>('00000000-0000-0000-0000-000000000000')
  return sql<SqlBool>`(${inRegions} and exists (select from work_order o
    where o.site_id = site.id and o.crew_id = ${crew}::uuid and o.deleted_at is null))`
}

/** Refuses to change what lies outside the regions of the person. */
export function expectInScope(actor: Actor, regions: Iterable<string>): void {
  if (actor.regions === null) return
  const own = new Set(actor.regions)
  const foreign = [...new Set(regions)].filter((region) => !own.has(region))
  if (foreign.length > 0) throw new AppError('FORBIDDEN', { regions: foreign })
}
