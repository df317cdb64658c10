import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import { addDays, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { askedTogether } from '../db/asked-together.ts'
import type { Database } from '../db/database.ts'
import { promisesOf, type Promised } from './baseline-points.ts'
import { changesBetween, totalsAsOf, weeksAsOf } from './rollup-source.ts'
import type { ProgressScope } from './scope.ts'
import { recordedBy, tableThen } from '../past/index.ts'

const WEEK = 7

export interface MilestoneRow {
  id: Id<'Milestone'>
  name: string
  trackId: Id<'Track'>
  charge: Charge
  gateOn: Day
  targetOn: Day
}

/** The milestones in scope, with the name and dates that held at the end of the day of the question. */
export const readMilestones = askedTogether(async function (
  db,
  scope: Pick<ProgressScope, 'asOf' | 'isPast' | 'programId'>,
): Promise<readonly MilestoneRow[]> {
  const { rows } = await sql<MilestoneRow>`
    select m.id, m.name, t.id as "trackId", t.charge, m.gate_on as "gateOn", m.target_on as "targetOn"
    from ${tableThen('milestone', scope.isPast ? scope.asOf : null)} m join track t on t.id = m.track_id
    where m.deleted_at is null
      and (${scope.programId}::uuid is null or m.program_id = ${scope.programId})
      and not exists (select from event e where e.subject_id = m.id and e.kind = 'milestone.set' and not ${recordedBy(scope.asOf, 'e')})
    order by array_position(array['AC', 'DC', 'HOME'], t.charge), m.target_on, m.id
  `.execute(db)
  return rows
})

export interface BaselineRow extends Promised {
  milestoneId: Id<'Milestone'>
  name: string
  takenOn: Day
  scopeCount: number
}

/** The newest baseline of each milestone that was taken by the day of the question. */
export const readBaselines = askedTogether(async function (
  db,
  asOf: Day,
): Promise<readonly BaselineRow[]> {
  const { rows } = await sql<Omit<BaselineRow, keyof Promised> & { id: Id<'Baseline'> }>`
    select distinct on (milestone_id) id, milestone_id as "milestoneId", name, taken_on as "takenOn",
      scope_count as "scopeCount"
    from baseline where taken_on <= ${asOf} order by milestone_id, taken_on desc, id desc
  `.execute(db)
  const promised = await promisesOf(
    db,
    rows.map(({ id }) => id),
  )
  return rows.map(({ id: _read, ...row }, index) => ({ ...row, ...promised[index] }))
})

export interface DayCount {
  milestoneId: Id<'Milestone'>
  measure: string
  occurredOn: Day
  quantity: number
}

/** Scope and done of each milestone by day, or by week under its Monday: of a milestone and measure in their order. */
export async function readDays(
  db: Database,
  scope: ProgressScope,
  step: 'day' | 'week' = 'day',
): Promise<DayCount[]> {
  const source =
    step === 'day'
      ? sql`(select milestone_id, measure, occurred_on as on_day, quantity from rollup
          where recorded_on <= ${scope.asOf} and occurred_on <= ${scope.asOf} and ${regionsAre(scope)})`
      : sql`(select milestone_id, measure, week_on as on_day, quantity
          from ${weeksAsOf(scope.asOf, scope.regions)} as weeks)`
  // One row a line of the chart: thousands of small ones cost more to carry than to count.
  const { rows } = await sql<Omit<DayCount, 'occurredOn' | 'quantity'> & { days: [Day, number][] }>`
    select milestone_id as "milestoneId", measure, json_agg(json_build_array(on_day, quantity) order by on_day) as days
    from (
      select milestone_id, measure, on_day, sum(quantity) as quantity from ${source} as counted
      where milestone_id is not null and measure in ('scope', 'done')
      group by 1, 2, 3 having sum(quantity) <> 0
    ) as each_day group by 1, 2
  `.execute(db)
  return rows.flatMap(({ days, ...line }) =>
    days.map(([occurredOn, quantity]) => ({ ...line, occurredOn, quantity })),
  )
}

export interface MilestoneSum {
  milestoneId: Id<'Milestone'>
  measure: string
  /** On the day of the question, and a week before. */
  now: number
  weekAgo: number
  /** Scope of all regions, however the question is narrowed. */
  everywhere: number
}

/** Sums over each milestone on the day of the question and a week before it. */
export const readMilestoneSums = askedTogether(async function (
  db,
  scope: ProgressScope,
): Promise<readonly MilestoneSum[]> {
  const inRegions = regionsAre(scope)
  const measures = sql`milestone_id is not null and measure in ('scope', 'done', 'exceptions', 'orders:blocked')`
  const { rows } = await sql<MilestoneSum>`
    select milestone_id as "milestoneId", measure,
      coalesce(sum(now), 0)::int as now, coalesce(sum(now - since), 0)::int as "weekAgo", sum(everywhere)::int as everywhere
    from (
      select milestone_id, measure, case when ${inRegions} then quantity else 0 end as now, 0 as since, quantity as everywhere
      from ${totalsAsOf(scope.asOf)} as totals where ${measures}
      union all
      select milestone_id, measure, 0, case when ${inRegions} then quantity else 0 end, 0
      from ${changesBetween(addDays(scope.asOf, -WEEK), scope.asOf)} as changes where ${measures}
    ) as both_days
    group by 1, 2
  `.execute(db)
  return rows
})

export interface WeekChange {
  milestoneId: Id<'Milestone'>
  done: number
  added: number
  removed: number
  moved: number
}

/** What became known in the week that ends with the day of the question, in ports. */
export async function readWeekChanges(
  db: Database,
  scope: ProgressScope,
  weekAgo: Day,
): Promise<WeekChange[]> {
  const { rows } = await sql<WeekChange>`
    select milestone_id as "milestoneId",
      coalesce(sum(quantity) filter (where measure = 'done'), 0)::int as done,
      coalesce(sum(quantity) filter (where measure = 'scope' and quantity > 0), 0)::int as added,
      coalesce(-sum(quantity) filter (where measure = 'scope' and quantity < 0), 0)::int as removed,
      coalesce(-sum(quantity) filter (where measure = 'planned' and quantity < 0), 0)::int as moved
    from rollup
    where milestone_id is not null and measure in ('done', 'scope', 'planned')
      and recorded_on > ${weekAgo} and recorded_on <= ${scope.asOf} and ${regionsAre(scope)}
    group by 1
  `.execute(db)
  return rows
}

export interface NetworkSum {
  region: string
  level: string
  measure: string
  now: number
  weekAgo: number
}

/** What stands in the network by region, level and measure. */
export async function readNetwork(
  db: Database,
  scope: ProgressScope,
  weekAgo: Day,
): Promise<NetworkSum[]> {
  const { rows } = await sql<NetworkSum>`
    select region, level, measure, sum(now)::int as now, sum(now - since)::int as "weekAgo"
    from (
      select region, level, measure, quantity as now, 0 as since
      from ${totalsAsOf(scope.asOf)} as totals where milestone_id is null and ${regionsAre(scope)}
      union all
      select region, level, measure, 0, quantity
      from ${changesBetween(weekAgo, scope.asOf)} as changes where milestone_id is null and ${regionsAre(scope)}
    ) as both_days
    group by 1, 2, 3
  `.execute(db)
  return rows
}

export interface RegionSum {
  region: string
  charge: Charge
  scope: number
  done: number
}

/** Scope and done of each region, a row for each current. */
export async function readRegions(db: Database, scope: ProgressScope): Promise<RegionSum[]> {
  const { rows } = await sql<RegionSum>`
    select r.region, t.charge,
      coalesce(sum(quantity) filter (where measure = 'scope'), 0)::int as scope,
      coalesce(sum(quantity) filter (where measure = 'done'), 0)::int as done
    from ${totalsAsOf(scope.asOf)} as r join milestone m on m.id = r.milestone_id join track t on t.id = m.track_id
    where measure in ('scope', 'done') and ${regionsAre(scope)}
      and (${scope.programId}::uuid is null or m.program_id = ${scope.programId})
    group by 1, 2 order by 1, 2
  `.execute(db)
  return rows
}

export interface ForecastRow {
  milestoneId: Id<'Milestone'>
  reportedOn: Day
  p10On: Day | null
  p50On: Day | null
  p80On: Day | null
  p90On: Day | null
  chanceOfTarget: number | null
}

/** What was forecast for each milestone by each of `days`, the latest on record. */
export const readForecasts = askedTogether(async function (
  db,
  days: readonly Day[],
): Promise<readonly (ForecastRow & { askedOn: Day })[]> {
  const { rows } = await sql<ForecastRow & { askedOn: Day }>`
    select asked_on as "askedOn", said.* from unnest(${[...days]}::date[]) as asked_on cross join lateral (
      select distinct on (milestone_id) milestone_id as "milestoneId", reported_on as "reportedOn",
        p10_on as "p10On", p50_on as "p50On", p80_on as "p80On", p90_on as "p90On",
        chance_of_target as "chanceOfTarget"
      from forecast_snapshot where reported_on <= asked_on
      order by milestone_id, reported_on desc
    ) as said
  `.execute(db)
  return rows
})

/** Whether a row's region is in question; `column` where two tables of the query have one. */
export function regionsAre(
  { regions }: ProgressScope,
  column = sql.ref('region'),
): RawBuilder<boolean> {
  return regions === null ? sql`true` : sql`${column} = any (${sql.val([...regions])}::text[])`
}
