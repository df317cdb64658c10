import type { Actor } from '@changeover/shared/accounts'
import { systemActor } from './people.ts'
import type { Database } from '../db/database.ts'
import { isCrewBound, regionCondition, scopeCondition } from './scope.ts'

/** What somebody with this role and scope would see, counted: shown before it is given. */
export async function previewScope(
  db: Database,
  scope: Pick<Actor, 'role' | 'regions' | 'crewId'>,
): Promise<{ sites: number; openOrders: number; regions: { region: string; sites: number }[] }> {
  const actor: Actor = { ...systemActor, ...scope }
  const regions = await countSites(db, actor)
  const orders = await db
    .selectFrom('workOrder')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('deletedAt', 'is', null)
    .where('state', 'not in', ['done', 'verified', 'cancelled'])
    .where(scopeCondition(actor, { region: 'region', crewId: 'crewId' }))
    .executeTakeFirstOrThrow()
  const sites = regions.reduce((sum, region) => sum + region.sites, 0)
  return { sites, openOrders: orders.count, regions }
}

/** A crew sees the sites of its own orders, everybody else those of their regions. */
async function countSites(db: Database, actor: Actor) {
  if (!isCrewBound(actor))
    return db
      .selectFrom('site')
      .select(['region', ({ fn }) => fn.countAll<number>().as('sites')])
      .where('deletedAt', 'is', null)
      .where(regionCondition(actor, 'region'))
      .groupBy('region')
      .orderBy('sites', 'desc')
      .execute()
  return db
    .selectFrom('workOrder')
    .select(['region', ({ fn }) => fn.count<number>('siteId').distinct().as('sites')])
    .where('deletedAt', 'is', null)
    .where(scopeCondition(actor, { region: 'region', crewId: 'crewId' }))
    .groupBy('region')
    .orderBy('sites', 'desc')
    .execute()
}
