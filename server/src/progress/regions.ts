import type { Actor } from '@changeover/shared/accounts'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { doneRows, scopeRows } from './figures/order-figures.ts'
import { againstPlan, partOf, type DuePoint } from './plan.ts'
import { readBaselines, readMilestones, readRegions } from './repository.ts'
import { scopeFor, type ProgressFilter } from './scope.ts'

/**
 * Done, in scope and days late of each region, a row for each current. A region's plan is its part of
 * the whole one: as much as it holds of the scope.
 */
export async function byRegion(db: Database, actor: Actor, filter: ProgressFilter, today: Day) {
  const scope = scopeFor(actor, filter, today)
  const regionsRead = readRegions(db, scope)
  const [milestones, plans, regions, all] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope),
    regionsRead,
    scope.regions === null ? regionsRead : readRegions(db, { ...scope, regions: null }),
  ])
  const planOf = new Map<Charge, DuePoint[]>()
  for (const { id, charge } of milestones) {
    const points = plans.find(({ milestoneId }) => milestoneId === id)?.points ?? []
    planOf.set(charge, [...(planOf.get(charge) ?? []), ...points])
  }
  // Sorted once: each region takes its share of the same days.
  for (const points of planOf.values()) points.sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  const everywhere = (charge: Charge) =>
    all.reduce((sum, row) => (row.charge === charge ? sum + row.scope : sum), 0)
  return {
    asOf: scope.asOf,
    regions: regions.map((row) => {
      const share = row.scope / Math.max(1, everywhere(row.charge))
      const plan = partOf(planOf.get(row.charge) ?? [], share)
      return { ...row, daysLate: againstPlan(plan, row, scope.asOf).daysLate }
    }),
  }
}

/** The sites of a region that have work, with what is done there: for the map by county. */
export async function bySite(
  db: Database,
  actor: Actor,
  filter: ProgressFilter,
  region: string,
  charge: Charge,
  today: Day,
) {
  const scope = scopeFor(actor, { ...filter, regions: [region] }, today)
  const { rows } = await sql<{ lat: number; lon: number; scope: number; done: number }>`
    select s.lat, s.lon, sum(part.scope)::int as scope, sum(part.done)::int as done
    from (
      select site_id, quantity as scope, 0 as done from (${scopeRows(scope, { figure: 'scope', charge })}) as one
      union all
      select site_id, 0, quantity from (${doneRows(scope, { figure: 'done', charge })}) as one
    ) as part join site s on s.id = part.site_id
    where s.lat is not null and s.lon is not null group by s.id order by s.id
  `.execute(db)
  return { asOf: scope.asOf, sites: rows }
}
