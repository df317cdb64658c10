import { sql } from 'kysely'
import type { Database } from '../db/database.ts'

/** A condensed sum that is not what its days add up to. */
export interface CondensedDifference {
  table: 'rollup_total' | 'rollup_week'
  /** The row's key, as text. */
  key: string
  expected: number
  counted: number
}

/** Adds the days up anew and compares each condensed sum. An empty list means that they agree. */
export async function verifyCondensed(db: Database): Promise<CondensedDifference[]> {
  const { rows } = await sql<CondensedDifference>`
    with totals as (
      select 'rollup_total' as "table", concat_ws(' ', milestone_id, measure, region, level, family) as key,
        quantity as expected, 0 as counted from rollup_day
      union all
      select 'rollup_total', concat_ws(' ', milestone_id, measure, region, level, family), 0, quantity from rollup_total
      union all
      select 'rollup_week', concat_ws(' ', milestone_id, measure, monday_of(occurred_on)), quantity, 0 from rollup_day
      union all
      select 'rollup_week', concat_ws(' ', milestone_id, measure, week_on), 0, quantity from rollup_week
    )
    select "table", key, sum(expected)::int as expected, sum(counted)::int as counted
    from totals group by 1, 2 having sum(expected) <> sum(counted) order by 1, 2
  `.execute(db)
  return rows
}
