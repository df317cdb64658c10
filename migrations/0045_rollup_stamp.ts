import { sql, type Kysely } from 'kysely'

/**
 * What is folded changes only when deltas are folded. Each folding leaves a stamp, never the same twice, so
 * that a server process may keep folded sums and knows from a read whether they still are the ones.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table rollup_stamp (
      is_only boolean primary key default true check (is_only),
      stamp uuid not null default gen_random_uuid()
    );
    comment on table rollup_stamp is 'One row. Another stamp whenever rollup_day, and with it rollup_total and rollup_week, has changed.';
    insert into rollup_stamp default values;

    create function stamp_rollup() returns trigger language plpgsql as $$
    begin
      update rollup_stamp set stamp = gen_random_uuid();
      return null;
    end $$;
    create trigger rollup_day_is_stamped after insert or update on rollup_day
      for each statement execute function stamp_rollup();
  `.execute(db)
}
