import type { Actor } from '@changeover/shared/accounts'
import { sql, type RawBuilder, type SqlBool } from 'kysely'
import { crewCondition, isCrewBound, regionCondition } from '../accounts/index.ts'

/**
 * Which sites somebody may see: those of the own regions, and for crews only those with a work order
 * of theirs. Every query over sites goes through here.
 *
 *     db.selectFrom('site').where(visibleTo(actor))
 *
 * The table must stand in the query as `site`.
 */
export function visibleTo(actor: Actor): RawBuilder<SqlBool> {
  const inRegions = regionCondition(actor, 'site.region')
  if (!isCrewBound(actor)) return inRegions
  return sql<SqlBool>`(${inRegions} and exists (select from work_order
    where work_order.site_id = site.id and work_order.deleted_at is null
      and ${crewCondition(actor, 'work_order.crew_id')}))`
}
