/**
 * Where questions about the rollup read from: its condensed sums, put back to the day of the question. As
 * of a day D, what was recorded or occurred after D is subtracted from the folded sums, and of the open
 * deltas those up to D are added. So a question about today costs what today's cells cost, however many
 * years lie behind it. Both give rows to be summed, never the sums themselves.
 */
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'

const cell = sql`milestone_id, measure, region, level, family`

/** Rows of `milestone_id, measure, region, level, family, quantity`: all that was known on `asOf`. */
export function totalsAsOf(asOf: Day): RawBuilder<unknown> {
  return sql`(
    select ${cell}, quantity from rollup_total
    union all
    select ${cell}, -quantity from rollup_day where recorded_on > ${asOf} or occurred_on > ${asOf}
    union all
    select ${cell}, quantity from rollup_delta where recorded_on <= ${asOf} and occurred_on <= ${asOf}
  )`
}

/** Rows of the same columns that totals as of `asOf` have and those as of `earlier` have not. */
export function changesBetween(earlier: Day, asOf: Day): RawBuilder<unknown> {
  return sql`(
    select ${cell}, quantity from rollup
    where (recorded_on > ${earlier} or occurred_on > ${earlier}) and recorded_on <= ${asOf} and occurred_on <= ${asOf}
  )`
}

/**
 * Rows of `milestone_id, measure, week_on, quantity`, as known on `asOf`, where `week_on` is the Monday of the
 * week in which it occurred. With regions they come from the days themselves, which an index by region holds
 * together.
 */
export function weeksAsOf(asOf: Day, regions: readonly string[] | null): RawBuilder<unknown> {
  const week = sql`milestone_id, measure, monday_of(occurred_on) as week_on`
  if (regions !== null)
    return sql`(
      select ${week}, quantity from rollup
      where region = any (${sql.val([...regions])}::text[]) and recorded_on <= ${asOf} and occurred_on <= ${asOf}
    )`
  return sql`(
    select milestone_id, measure, week_on, quantity from rollup_week
    union all
    select ${week}, -quantity from rollup_day where recorded_on > ${asOf} or occurred_on > ${asOf}
    union all
    select ${week}, quantity from rollup_delta where recorded_on <= ${asOf} and occurred_on <= ${asOf}
  )`
}
