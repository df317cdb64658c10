import type { Id } from '@changeover/shared/commands'
import { addDays, type Day } from '@changeover/shared/time'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { totalsOn } from './folded-sums.ts'
import { promisedBy, type Promised } from './baseline-points.ts'
import { againstPlan, partOf } from './plan.ts'
import { readBaselines, readForecasts, readMilestones, type MilestoneRow } from './repository.ts'
import type { ProgressScope } from './scope.ts'
import { milestoneSums, type MilestoneSum } from './sums.ts'

const WEEK = 7

/** How far each milestone is, held against its plan, and what the last week brought. */
export const overview = keptUntilWritten(async function (db, scope: ProgressScope) {
  const weekAgo = addDays(scope.asOf, -WEEK)
  const [milestones, plans, totals, forecasts] = await Promise.all([
    readMilestones(db, scope),
    readBaselines(db, scope.asOf),
    totalsOn(db, scope.asOf),
    readForecasts(db, [scope.asOf, weekAgo]),
  ])
  const sums = milestoneSums(totals, scope.regions)
  return {
    asOf: scope.asOf,
    isPast: scope.isPast,
    regions: scope.regions,
    milestones: milestones.map((milestone) => {
      const here = sumsOf(sums, milestone.id)
      const plan = plans.find(({ milestoneId }) => milestoneId === milestone.id)?.curve
      const share = shareOf(here.scope)
      const inScope = here.scope.now
      const done = here.done.now
      const standing = plan && againstPlan(plan, { scope: inScope, done }, scope.asOf, share)
      const before =
        plan &&
        againstPlan(plan, { scope: here.scope.weekAgo, done: here.done.weekAgo }, weekAgo, share)
      return {
        ...milestone,
        scope: inScope,
        done,
        remaining: Math.max(0, inScope - done),
        planned: standing?.planned ?? null,
        daysLate: standing?.daysLate ?? null,
        daysLateWeekAgo: before?.daysLate ?? null,
        doneWeekAgo: here.done.weekAgo,
        scopeWeekAgo: here.scope.weekAgo,
        exceptions: here.exceptions.now,
        /** Orders that are stuck now. */
        blocked: here.blocked.now,
        blockedWeekAgo: here.blocked.weekAgo,
        forecast: isWhole(scope) ? forecastOf(forecasts, milestone.id, scope.asOf) : null,
        forecastWeekAgo: isWhole(scope) ? forecastOf(forecasts, milestone.id, weekAgo) : null,
      }
    }),
  }
})

/** The plan of a milestone for the regions in question: as much of it as they hold of the scope. */
export function planFor(
  plans: Awaited<ReturnType<typeof readBaselines>>,
  milestone: Pick<MilestoneRow, 'id'>,
  sum: Pick<MilestoneSum, 'now' | 'everywhere'>,
): Promised | null {
  const plan = plans.find(({ milestoneId }) => milestoneId === milestone.id)
  if (!plan) return null
  const share = shareOf(sum)
  return share === 1 ? plan : promisedBy(partOf(plan.points, share))
}

/** Which part of a milestone's scope lies in the regions in question. */
function shareOf({ now, everywhere }: Pick<MilestoneSum, 'now' | 'everywhere'>): number {
  return everywhere === 0 ? 1 : now / everywhere
}

export function sumsOf(sums: readonly MilestoneSum[], milestoneId: Id<'Milestone'>) {
  const sum = (measure: string) =>
    sums.find((row) => row.milestoneId === milestoneId && row.measure === measure) ?? {
      now: 0,
      weekAgo: 0,
      everywhere: 0,
    }
  return {
    scope: sum('scope'),
    done: sum('done'),
    exceptions: sum('exceptions'),
    blocked: sum('orders:blocked'),
  }
}

function forecastOf(
  rows: Awaited<ReturnType<typeof readForecasts>>,
  milestoneId: Id<'Milestone'>,
  day: Day,
) {
  const row = rows.find((row) => row.milestoneId === milestoneId && row.askedOn === day)
  if (!row) return null
  const { reportedOn, p10On, p50On, p80On, p90On, chanceOfTarget } = row
  return { reportedOn, p10On, p50On, p80On, p90On, chanceOfTarget }
}

/** Stored forecasts are of the whole milestone. */
function isWhole({ regions }: ProgressScope): boolean {
  return regions === null
}
