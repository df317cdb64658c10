import type { Charge } from '@changeover/shared/program'
import { sql } from 'kysely'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { doneRows, scopeRows } from './figures/order-figures.ts'
import { promisedTogether } from './baseline-points.ts'
import { againstPlan } from './plan.ts'
import { totalsOn } from './folded-sums.ts'
import { readBaselines, readMilestones } from './repository.ts'
import type { ProgressScope } from './scope.ts'
import { regionSums } from './sums.ts'

/**
 * Done, in scope and days late of each region, a row for each current. A region's plan is its part of
 * the whole one: as much as it holds of the scope.
 */
export const byRegion = keptUntilWritten(async function (db, scope: ProgressScope) {
  const [milestones, plans, totals] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope.asOf),
    totalsOn(db, scope.asOf),
  ])
  const regions = regionSums(totals, scope.regions, milestones)
  const all = scope.regions === null ? regions : regionSums(totals, null, milestones)
  // Added up once for all regions, each of which takes its share of it.
  const charges = new Map(
    [...Map.groupBy(milestones, ({ charge }) => charge)].map(([charge, members]) => {
      const everywhere = all.reduce((sum, row) => sum + (row.charge === charge ? row.scope : 0), 0)
      const { curve } = promisedTogether(
        members.flatMap(({ id }) => plans.find(({ milestoneId }) => milestoneId === id) ?? []),
      )
      return [charge, { plan: curve, everywhere: Math.max(1, everywhere) }]
    }),
  )
  return {
    asOf: scope.asOf,
    regions: regions.map((row) => {
      const whole = charges.get(row.charge)
      if (!whole) return { ...row, daysLate: null }
      const share = row.scope / whole.everywhere
      return { ...row, daysLate: againstPlan(whole.plan, row, scope.asOf, share).daysLate }
    }),
  }
})

/** The sites of a region that have work, with what is done there: for the map by county. */
export const bySite = keptUntilWritten(async function (db, scope: ProgressScope, charge: Charge) {
  const inScope = scopeRows(scope, { figure: 'scope', charge })
  const done = doneRows(scope, { figure: 'done', charge })
  const { rows } = await sql<{ lat: number; lon: number; scope: number; done: number }>`
    select s.lat, s.lon, sum(part.scope)::int as scope, sum(part.done)::int as done
    from (
      select site_id, quantity as scope, 0 as done from (${inScope.rows}) as one
      union all
      select w.site_id, 0, one.quantity from (${done.rows}) as one
      cross join lateral (select site_id from work_order where id = one.order_id offset 0) as w
    ) as part join site s on s.id = part.site_id
    where s.lat is not null and s.lon is not null group by s.id order by s.id
  `.execute(db)
  return { asOf: scope.asOf, sites: rows }
})
