import { sql, type Kysely } from 'kysely'

/**
 * Progress by day and dimension. A transaction appends small deltas; a background job folds them
 * into `rollup_day`. A read sums the folded and the open ones.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rollup_delta (
      id bigint generated always as identity primary key,
      occurred_on date not null,
      recorded_on date not null,
      milestone_id uuid,
      region text not null,
      level text not null,
      family text not null,
      measure text not null,
      quantity integer not null
    );

    create table rollup_day (
      occurred_on date not null,
      recorded_on date not null,
      milestone_id uuid,
      region text not null,
      level text not null,
      family text not null,
      measure text not null,
      quantity integer not null,
      unique nulls not distinct (milestone_id, measure, occurred_on, recorded_on, region, level, family)
    );
    comment on table rollup_day is 'A chart draws by occurred_on and keeps recorded_on <= asOf: the past as it was known then.';

    create view rollup as
      select occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity from rollup_day
      union all
      select occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity from rollup_delta;
  `.execute(db)
}
