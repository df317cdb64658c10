import { headlineOf } from '@changeover/shared/forecast'
import { milestoneTrend } from '@changeover/shared/progress'
import { addDays } from '@changeover/shared/time'
import { z } from 'zod'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import {
  ProgressFilterSchema,
  readForecasts,
  readMilestones,
  type ForecastRow,
  type ProgressScope,
} from '../progress/index.ts'
import { readTrend, withDetails, type Snapshot } from './snapshots.ts'

const TREND_WEEKS = 52
const WEEK = 7

/** A question about all regions is told of each only when it wants them: they are most of the answer. */
export const OutlookQuestionSchema = ProgressFilterSchema.extend({
  byRegion: z.boolean().default(false),
})

/**
 * What is said of each milestone: on the day of the question, or the last day before it on which
 * something was said. A question about some regions is told of those, and of the territories inside them.
 */
export const outlook = keptUntilWritten(async function (
  db,
  scope: ProgressScope,
  byRegion: boolean,
) {
  const isTold = (region: string) => scope.regions?.includes(region) ?? byRegion
  const weekAgo = addDays(scope.asOf, -WEEK)
  const [milestones, said] = await Promise.all([
    readMilestones(db, scope),
    readForecasts(db, [scope.asOf, weekAgo]),
  ])
  const snapshots = await withDetails(
    db,
    said.filter(({ askedOn }) => askedOn === scope.asOf),
  )
  return {
    asOf: scope.asOf,
    milestones: milestones.flatMap(({ id, name, charge }) => {
      const snapshot = snapshots.find(({ milestoneId }) => milestoneId === id)
      if (!snapshot) return []
      const earlier =
        said.find(({ milestoneId, askedOn }) => milestoneId === id && askedOn === weekAgo) ?? null
      const territories = snapshot.detail.territories.filter(
        ({ regions }) =>
          scope.regions === null ||
          (regions !== null && regions.every((region) => scope.regions?.includes(region))),
      )
      return [
        {
          milestoneId: id,
          name,
          charge,
          reportedOn: snapshot.reportedOn,
          basis: snapshot.detail.basis,
          target: snapshot.detail.target,
          whole: scope.regions === null ? wholeOf(snapshot, earlier) : null,
          territories,
          regions: snapshot.detail.regions.filter(({ region }) => isTold(region)),
        },
      ]
    }),
  }
})

function wholeOf(snapshot: Snapshot, earlier: ForecastRow | null) {
  const { milestoneId, p10On, p50On, p80On, p90On, chanceOfTarget, detail } = snapshot
  const { shift, basis, target, gate, scope, done, fan, runs } = detail
  const chance = chanceOfTarget ?? 0
  const difference =
    earlier && earlier.reportedOn < snapshot.reportedOn
      ? { points: 100 * (chance - (earlier.chanceOfTarget ?? 0)), days: 0, parts: [] }
      : null
  const compared = shift ?? difference
  const { percent, change } = headlineOf(
    { milestone: milestoneId, target, hitProbability: chance, basis },
    compared && { milestone: milestoneId, ...compared },
  )
  const since = shift?.since ?? earlier?.reportedOn ?? null
  return {
    gate,
    target,
    scope,
    done,
    runs,
    p10On,
    p50On,
    p80On,
    p90On,
    chance,
    percent,
    change: change && since ? { since, points: change.points, causes: [...change.causes] } : null,
    fan,
  }
}

/** How the date of each milestone moved, from what was said at the time. Whole milestones only. */
export const trend = keptUntilWritten(async function (db, scope: ProgressScope) {
  if (scope.regions !== null) return { asOf: scope.asOf, milestones: [] }
  const from = addDays(scope.asOf, -WEEK * TREND_WEEKS)
  const [milestones, trends] = await Promise.all([
    readMilestones(db, scope),
    readTrend(db, from, scope.asOf),
  ])
  return {
    asOf: scope.asOf,
    milestones: milestones.flatMap(({ id, name, charge }) => {
      const points = trends.find(({ milestoneId }) => milestoneId === id)?.points
      if (!points) return []
      const said = points.map(({ reportedOn, p50On, targetOn }) => ({
        reportedOn,
        forecastOn: p50On,
        targetOn,
      }))
      const { slipDays, finding } = milestoneTrend(said, null)
      return [
        {
          milestoneId: id,
          name,
          charge,
          slipDays,
          finding,
          points,
        },
      ]
    }),
  }
})
