import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { Database } from '../db/database.ts'
import { verifyRollup, type RollupDifference } from './verify.ts'

/**
 * Brings the rollup to what the tables say, by deltas as the change would have left them that was missed or
 * counted twice. Work may go on meanwhile: a difference stays one, whatever is counted beside it. Where a
 * measure is compared over all days the difference becomes known on the day of mending, so that a past day
 * shows what it showed then.
 * @returns the differences that there were.
 */
export async function mendRollup(db: Database, today: Day): Promise<readonly RollupDifference[]> {
  const differences = await verifyRollup(db)
  if (differences.length === 0) return differences
  const deltas = differences.map(({ occurredOn, recordedOn, expected, counted, ...cell }) => ({
    ...cell,
    occurredOn: occurredOn ?? today,
    recordedOn: recordedOn ?? today,
    quantity: expected - counted,
  }))
  await sql`
    insert into rollup_delta (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
    select "occurredOn", "recordedOn", "milestoneId", region, level, family, measure, quantity
    from jsonb_to_recordset(${JSON.stringify(deltas)}::jsonb) as d("occurredOn" date, "recordedOn" date,
      "milestoneId" uuid, region text, level text, family text, measure text, quantity integer)
  `.execute(db)
  return differences
}
