import { sql, type Kysely } from 'kysely'

/**
 * The target that held when a forecast was made becomes a column: the milestone trend reads a year of days
 * and should not unpack the whole of what was said on each.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table forecast_snapshot add column target_on date;
    update forecast_snapshot set target_on = (detail ->> 'target')::date;
    alter table forecast_snapshot alter column target_on set not null;
    create index forecast_snapshot_by_day on forecast_snapshot (reported_on);
  `.execute(db)
}
