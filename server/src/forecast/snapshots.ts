import type { ForecastInputs, StoredFinish } from '@changeover/shared/forecast'
import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { readOnce } from '../db/read-once.ts'
import { readForecasts, type ForecastRow } from '../progress/index.ts'
import { DetailSchema, type Detail } from './detail.ts'

/** What was said of a milestone on a day. */
export interface Snapshot {
  milestoneId: Id<'Milestone'>
  reportedOn: Day
  p10On: Day | null
  p50On: Day | null
  p80On: Day | null
  p90On: Day | null
  chanceOfTarget: number | null
  detail: Detail
}

/** Writes what is said today. What was said before stays as it is. @returns how many rows are new. */
export async function insertSnapshots(db: Database, rows: readonly Snapshot[]): Promise<number> {
  if (rows.length === 0) return 0
  const result = await db
    .insertInto('forecastSnapshot')
    .values(
      rows.map((row) => ({
        ...row,
        targetOn: row.detail.target,
        detail: JSON.stringify(row.detail),
      })),
    )
    .onConflict((conflict) => conflict.columns(['milestoneId', 'reportedOn']).doNothing())
    .returning('milestoneId')
    .execute()
  return result.length
}

/** The milestones of which something was said on `day`. */
export async function readReported(db: Database, day: Day): Promise<Set<string>> {
  const rows = await db
    .selectFrom('forecastSnapshot')
    .select('milestoneId')
    .where('reportedOn', '=', day)
    .execute()
  return new Set(rows.map(({ milestoneId }) => milestoneId))
}

export interface StoredInputs {
  reportedOn: Day
  inputs: ForecastInputs
  seed: number
  runs: number
  weeks: number
}

/** The inputs on record of the latest day up to `day`. */
export async function readStoredInputs(db: Database, day: Day): Promise<StoredInputs | null> {
  const row = await db
    .selectFrom('forecastSnapshot')
    .select(['reportedOn', 'detail'])
    .where('reportedOn', '<=', day)
    .where(sql<boolean>`detail ? 'inputs'`)
    .orderBy('reportedOn', 'desc')
    .limit(1)
    .executeTakeFirst()
  if (!row) return null
  const { inputs, seed, runs, weeks } = DetailSchema.parse(row.detail)
  return inputs ? { reportedOn: row.reportedOn, inputs, seed, runs, weeks } : null
}

/** The latest snapshot of each milestone by `day`. */
export async function readLatest(db: Database, day: Day): Promise<Snapshot[]> {
  return withDetails(db, await readForecasts(db, [day]))
}

/** Forecasts with all that was said. */
export async function withDetails(
  db: Database,
  forecasts: readonly ForecastRow[],
): Promise<Snapshot[]> {
  const keys = forecasts.map(({ milestoneId, reportedOn }) => `${milestoneId} ${reportedOn}`)
  const details = await detailsOf(db, keys)
  return forecasts.flatMap((forecast, index) => {
    const detail = details[index]
    return detail ? [{ ...forecast, detail }] : []
  })
}

/** Keys are the milestone and the day: what was said is never changed. */
const detailsOf = readOnce<Detail | null>(
  async (db, keys) => {
    const { rows } = await sql<{ key: string; detail: unknown }>`
      select key, s.detail - 'inputs' as detail from unnest(${[...keys]}::text[]) as key
      join forecast_snapshot s on s.milestone_id = split_part(key, ' ', 1)::uuid
        and s.reported_on = split_part(key, ' ', 2)::date
    `.execute(db)
    return new Map(rows.map(({ key, detail }) => [key, DetailSchema.parse(detail)]))
  },
  { none: null },
)

export interface TrendPoint extends Omit<ForecastRow, 'milestoneId' | 'p80On'> {
  /** The target that held on that day. */
  targetOn: Day
}

export interface TrendLine {
  milestoneId: Id<'Milestone'>
  points: TrendPoint[]
}

/**
 * What was said of each milestone from `from` to `day`, of each week counted back from `day` the last, in the
 * order of days. A line a milestone: hundreds of rows cost more to carry than to find.
 */
export async function readTrend(db: Database, from: Day, day: Day): Promise<TrendLine[]> {
  const { rows } = await sql<TrendLine>`/* prepared */
    select milestone_id as "milestoneId", json_agg(json_build_object('reportedOn', reported_on, 'p10On', p10_on,
      'p50On', p50_on, 'p90On', p90_on, 'chanceOfTarget', chance_of_target, 'targetOn', target_on) order by reported_on) as points
    from (
      select distinct on (milestone_id, week) * from (
        select milestone_id, reported_on, p10_on, p50_on, p90_on, chance_of_target, target_on,
          (${day}::date - reported_on) / 7 as week
        from forecast_snapshot where reported_on between ${from} and ${day}
      ) as any_day order by milestone_id, week, reported_on desc
    ) as said
    group by 1
  `.execute(db)
  return rows
}

export interface FanPointRow {
  milestoneId: Id<'Milestone'>
  madeOn: Day
  on: Day
  p10: number
  p50: number
  p90: number
}

/** Of every forecast on record, what it foresaw for the weeks `horizons` ahead that are over by `day`. */
export async function readFanPoints(
  db: Database,
  day: Day,
  horizons: readonly number[],
): Promise<FanPointRow[]> {
  const { rows } = await sql<FanPointRow>`
    select s.milestone_id as "milestoneId", s.reported_on as "madeOn", point."on", point.p10, point.p50, point.p90
    from forecast_snapshot s
    cross join lateral jsonb_to_recordset(s.detail -> 'fan') as point("on" date, p10 float8, p50 float8, p90 float8)
    where point."on" <= ${day} and s.reported_on < ${day}
      and point."on" - s.reported_on = any (${horizons.map((weeks) => 7 * weeks)}::int[])
    order by s.reported_on, s.milestone_id, point."on"
  `.execute(db)
  return rows
}

/** Forecasts of a finish on record, with the day on which the milestone was finished, if it is by `day`. */
export async function readFinishes(
  db: Database,
  day: Day,
): Promise<(StoredFinish & { finishedOn: Day | null })[]> {
  const { rows } = await sql<StoredFinish & { finishedOn: Day | null }>`
    select s.milestone_id as milestone, s.reported_on as "madeOn", s.p10_on as p10, s.p50_on as p50, s.p90_on as p90,
      coalesce(s.chance_of_target, 0) as "hitProbability", (s.detail ->> 'target')::date as target, ended.ended_on as "finishedOn"
    from forecast_snapshot s left join lateral (
      select max(r.occurred_on) filter (where r.measure = 'done') as ended_on
      from rollup r where r.milestone_id = s.milestone_id and r.measure in ('done', 'scope') and r.recorded_on <= ${day}
      having sum(r.quantity) filter (where r.measure = 'done') >= sum(r.quantity) filter (where r.measure = 'scope')
    ) as ended on true
    where s.reported_on <= ${day}
  `.execute(db)
  return rows
}
