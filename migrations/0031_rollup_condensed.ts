import { sql, type Kysely } from 'kysely'

/**
 * Charts must not grow with the years. Beside `rollup_day`, which keeps every pair of days, stand its sums
 * over all days (by cell) and over all cells (by week). The database keeps them by itself, whoever writes.
 * A question as of a day takes the sums and subtracts what came after it, which two indexes find.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rollup_total (
      milestone_id uuid,
      measure text not null,
      region text not null,
      level text not null,
      family text not null,
      quantity integer not null,
      unique nulls not distinct (milestone_id, measure, region, level, family)
    );
    comment on table rollup_total is 'Sums of rollup_day over all days.';
    create table rollup_week (
      milestone_id uuid,
      measure text not null,
      week_on date not null,
      quantity integer not null,
      unique nulls not distinct (milestone_id, measure, week_on)
    );
    comment on table rollup_week is 'Sums of rollup_day over all regions, levels, families and days of recording, by week.';
    comment on column rollup_week.week_on is 'The Monday of the week in which it occurred.';

    create function monday_of(day date) returns date language sql immutable parallel safe
      return day - (day - date '0001-01-01') % 7;
    comment on function monday_of is 'By arithmetic: date_trunc goes by way of time zones, at ten times the cost.';

    create index rollup_day_by_recorded on rollup_day (recorded_on);
    create index rollup_day_by_occurred on rollup_day (occurred_on);
    create index rollup_day_by_region on rollup_day (region, measure, occurred_on)
      include (recorded_on, milestone_id, quantity);

    create function condense_rollup() returns trigger language plpgsql as $$
    begin
      insert into rollup_total as t (milestone_id, measure, region, level, family, quantity)
        select milestone_id, measure, region, level, family, sum(quantity) from changed
        group by 1, 2, 3, 4, 5
      on conflict (milestone_id, measure, region, level, family)
        do update set quantity = t.quantity + excluded.quantity;
      insert into rollup_week as w (milestone_id, measure, week_on, quantity)
        select milestone_id, measure, monday_of(occurred_on), sum(quantity) from changed group by 1, 2, 3
      on conflict (milestone_id, measure, week_on)
        do update set quantity = w.quantity + excluded.quantity;
      return null;
    end $$;
    create trigger rollup_day_added after insert on rollup_day
      referencing new table as changed for each statement execute function condense_rollup();

    create function recondense_rollup() returns trigger language plpgsql as $$
    begin
      insert into rollup_total as t (milestone_id, measure, region, level, family, quantity)
        select milestone_id, measure, region, level, family, sum(quantity) from (
          select milestone_id, measure, region, level, family, quantity from after_change
          union all select milestone_id, measure, region, level, family, -quantity from before_change
        ) as changed group by 1, 2, 3, 4, 5
      on conflict (milestone_id, measure, region, level, family)
        do update set quantity = t.quantity + excluded.quantity;
      insert into rollup_week as w (milestone_id, measure, week_on, quantity)
        select milestone_id, measure, monday_of(occurred_on), sum(quantity) from (
          select milestone_id, measure, occurred_on, quantity from after_change
          union all select milestone_id, measure, occurred_on, -quantity from before_change
        ) as changed group by 1, 2, 3
      on conflict (milestone_id, measure, week_on)
        do update set quantity = w.quantity + excluded.quantity;
      return null;
    end $$;
    create trigger rollup_day_changed after update on rollup_day
      referencing old table as before_change new table as after_change
      for each statement execute function recondense_rollup();
    create trigger rollup_day_is_kept before delete on rollup_day
      for each row execute function refuse_change();

    insert into rollup_total
      select milestone_id, measure, region, level, family, sum(quantity) from rollup_day group by 1, 2, 3, 4, 5;
    insert into rollup_week
      select milestone_id, measure, monday_of(occurred_on), sum(quantity) from rollup_day group by 1, 2, 3;

    create view rollup_now as
      select milestone_id, measure, region, level, family, quantity from rollup_total
      union all
      select milestone_id, measure, region, level, family, quantity from rollup_delta;
    comment on view rollup_now is 'To be summed: all that is known now, the days left out.';
  `.execute(db)
}
