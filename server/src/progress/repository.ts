import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { DayAmount } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { askedTogether } from '../db/asked-together.ts'
import type { Database } from '../db/database.ts'
import { promisesOf, type Promised } from './baseline-points.ts'
import { weeksOn, type RollupLine, type DayPart } from './folded-sums.ts'
import type { ProgressScope } from './scope.ts'
import { recordedBy, tableThen } from '../past/index.ts'

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
  const { rows } = await sql<MilestoneRow>`/* prepared */
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
  const { rows } = await sql<
    Omit<BaselineRow, keyof Promised> & { id: Id<'Baseline'> }
  >`/* prepared */
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

/** What each milestone has in scope and done, by day or by week under its Monday. */
export async function readDays(
  db: Database,
  scope: ProgressScope,
  step: 'day' | 'week' = 'day',
): Promise<readonly RollupLine<DayPart>[]> {
  return step === 'day' ? dayLines(db, scope) : weeksOn(db, scope.asOf, scope.regions)
}

/** What lines say of one measure of some milestones. */
export function amountsOf(
  lines: readonly RollupLine<DayPart>[],
  milestones: readonly Pick<MilestoneRow, 'id'>[],
  measure: 'scope' | 'done',
): DayAmount[] {
  return lines.flatMap((line) =>
    line.measure === measure && milestones.some(({ id }) => id === line.milestoneId)
      ? line.parts.map(([on, amount]) => ({ on, amount }))
      : [],
  )
}

/** One row a line of the chart: thousands of small ones cost more to carry than to count. */
async function dayLines(db: Database, scope: ProgressScope) {
  const { rows } = await sql<RollupLine<DayPart>>`
    select milestone_id as "milestoneId", measure, json_agg(json_build_array(occurred_on, quantity) order by occurred_on) as parts
    from (
      select milestone_id, measure, occurred_on, sum(quantity) as quantity from rollup
      where milestone_id is not null and measure in ('scope', 'done')
        and recorded_on <= ${scope.asOf} and occurred_on <= ${scope.asOf} and ${regionsAre(scope)}
      group by 1, 2, 3 having sum(quantity) <> 0
    ) as each_day group by 1, 2
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
  const { rows } = await sql<ForecastRow & { askedOn: Day }>`/* prepared */
    select asked_on as "askedOn", said.milestone_id as "milestoneId", said.reported_on as "reportedOn",
      said.p10_on as "p10On", said.p50_on as "p50On", said.p80_on as "p80On", said.p90_on as "p90On",
      said.chance_of_target as "chanceOfTarget"
    from unnest(${[...days]}::date[]) as asked_on cross join milestone m cross join lateral (
      select * from forecast_snapshot s where s.milestone_id = m.id and s.reported_on <= asked_on
      order by s.reported_on desc limit 1
    ) as said
    order by m.id
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
