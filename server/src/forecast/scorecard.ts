/**
 * How honest the forecasts on record were: each is held against what came. A forecast is settled when the
 * week that it foresaw is over, as far as is known by the day of the question.
 */
import {
  brierScore,
  scoreForecasts,
  settledFinishes,
  settledProgress,
  type StoredProgress,
} from '@changeover/shared/forecast'
import { totalsByDay } from '@changeover/shared/progress'
import { daysBetween, type Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { amountsOf, readDays, readMilestones, type ProgressScope } from '../progress/index.ts'
import { readFanPoints, readFinishes } from './snapshots.ts'

/** Weeks ahead at which forecasts are scored. */
export const HORIZONS = [4, 8, 13] as const
/** The drift is learnt from the horizon that settles first; the others repeat its luck. */
const LEARNT_FROM = 4

export const scorecard = keptUntilWritten(async function (db, scope: ProgressScope) {
  const nothing = {
    asOf: scope.asOf,
    horizons: [],
    recalibration: 1,
    finishes: 0,
    brier: null,
    forecasts: [],
  }
  // Forecasts on record are of whole milestones.
  if (scope.regions !== null) return nothing
  const [milestones, settled, finishes] = await Promise.all([
    readMilestones(db, scope),
    readSettled(db, scope.asOf),
    readFinishes(db, scope.asOf),
  ])
  const own = new Map<string, (typeof milestones)[number]>(
    milestones.map((milestone) => [milestone.id, milestone]),
  )
  const mine = settled.filter(({ milestone }) => own.has(milestone))
  const at = (weeks: number) => mine.filter((one) => one.weeks === weeks)
  const finishedOn = new Map(
    finishes.flatMap(({ milestone, finishedOn: day }) => (day ? [[milestone, day] as const] : [])),
  )
  return {
    asOf: scope.asOf,
    horizons: HORIZONS.map((weeks) => {
      const {
        settled: count,
        coverage80,
        below,
        above,
      } = scoreForecasts(settledProgress(at(weeks)))
      return { weeks, settled: count, coverage80, below, above }
    }),
    recalibration: scoreForecasts(settledProgress(at(LEARNT_FROM))).recalibration,
    finishes: settledFinishes(finishes, finishedOn).length,
    brier: brierScore(finishes, finishedOn),
    forecasts: mine.map(({ milestone, ...forecast }) => ({
      ...forecast,
      name: own.get(milestone)?.name ?? '',
      charge: own.get(milestone)?.charge ?? 'AC',
      held: forecast.p10 <= forecast.outcome && forecast.outcome <= forecast.p90,
    })),
  }
})

/** What the drift of a forecast said on `day` is multiplied by, from the record until then; 1 without one. */
export async function recalibrationOn(db: Database, day: Day): Promise<number> {
  const settled = (await readSettled(db, day)).filter(({ weeks }) => weeks === LEARNT_FROM)
  return scoreForecasts(settledProgress(settled)).recalibration
}

/** Fan points whose week is over on `asOf`, with what was done by then. */
async function readSettled(
  db: Database,
  asOf: Day,
): Promise<(StoredProgress & { weeks: number })[]> {
  const scope = { asOf, isPast: true, regions: null, programId: null }
  const [points, days] = await Promise.all([readFanPoints(db, asOf, HORIZONS), readDays(db, scope)])
  const done = new Map(
    [...new Set(points.map(({ milestoneId }) => milestoneId))].map((id) => [
      id,
      totalsByDay(amountsOf(days, [{ id }], 'done')),
    ]),
  )
  return points.map(({ milestoneId, madeOn, ...point }) => ({
    ...point,
    milestone: milestoneId,
    madeOn,
    outcome: done.get(milestoneId)?.(point.on) ?? 0,
    weeks: Math.round(daysBetween(madeOn, point.on) / 7),
  }))
}
