import { sql, type Kysely } from 'kysely'

/**
 * What a day of a crew, an hour of overtime, an hour on the road and each kit cost. A price that nobody
 * gave has no row: what it would make of a plan is then unknown, never nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table cost_rate (
      subject text primary key,
      version integer not null default 1,
      cents bigint not null check (cents >= 0),
      currency text not null check (currency ~ '^[A-Z]{3}$')
    );
    comment on column cost_rate.subject is 'crew day, overtime hour, hour on the road, or the id of a kit type.';
    create trigger cost_rate_is_kept after insert or update or delete on cost_rate for each row execute function keep_earlier_row('cost_rate', 'subject');
  `.execute(db)
}
