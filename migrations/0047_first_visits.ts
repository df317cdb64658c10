import { sql, type Kysely } from 'kysely'

/**
 * How the first visit of each order ended: it happens once, and charts of half a year asked the whole
 * history for it. The commands that end a visit write it.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table first_visit (
      order_id uuid primary key references work_order,
      program_id uuid not null,
      charge text not null,
      region text not null,
      ended_on date not null,
      reason text,
      recorded_at timestamptz not null,
      reopened_at timestamptz
    );
    comment on table first_visit is 'The visit by which an order was first closed or blocked. Program, current and region of an order never change.';
    comment on column first_visit.ended_on is 'The day at the site.';
    comment on column first_visit.reason is 'Why it was blocked, or a port not fitted; null where all was done.';
    comment on column first_visit.recorded_at is 'When the server learnt of it.';
    comment on column first_visit.reopened_at is 'When the order was first opened again: then one visit was not enough.';

    insert into first_visit (order_id, program_id, charge, region, ended_on, reason, recorded_at, reopened_at)
    select w.id, w.program_id, w.charge, w.region, (least(e.occurred_at, e.recorded_at) at time zone s.time_zone)::date,
      e.reason, e.recorded_at, again.recorded_at
    from (
      select distinct on (subject_id) subject_id, occurred_at, recorded_at, case kind when 'order.blocked' then payload ->> 'reason'
        else jsonb_path_query_first(payload, '$.ports[*] ? (@.outcome == "not_fitted").reason') #>> '{}' end as reason
      from event where kind in ('order.closed', 'order.blocked') order by subject_id, position
    ) as e
    join work_order w on w.id = e.subject_id join site s on s.id = w.site_id
    left join (
      select subject_id, min(recorded_at) as recorded_at from event where kind = 'order.reopened' group by 1
    ) as again on again.subject_id = w.id;

    create index first_visit_by_day on first_visit (charge, ended_on, order_id)
      include (region, program_id, reason, recorded_at, reopened_at);
  `.execute(db)
}
