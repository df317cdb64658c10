import { sql, type Kysely } from 'kysely'

/**
 * How many orders left their day becomes a measure of its own. What `planned` lost is not that: two orders
 * that change places lose nothing, and a folding adds up what came and went on one day.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    alter table order_assignment add column undone_moves smallint;
    comment on column order_assignment.undone_moves is 'Of a row that undoes another: what that one says in moves.';
    alter table order_assignment add column moves smallint generated always as (coalesce(-undone_moves,
      case when before_scheduled_on is distinct from after_scheduled_on and before_scheduled_on is not null
        and after_state <> 'cancelled' then 1 else 0 end)) virtual;
    comment on column order_assignment.moves is '1 where the order left the day it had, -1 where that was undone.';

    update order_assignment a
      set undone_moves = case when a.after_scheduled_on is not null and a.before_scheduled_on is distinct from a.after_scheduled_on then 1 else 0 end
      from event e where e.command_id = a.command_id and e.kind = 'orders.assignmentUndone';

    insert into rollup_delta (occurred_on, recorded_on, milestone_id, region, level, family, measure, quantity)
      select day, day, milestone_id, region, level, 'unknown', 'moved', sum(moves)
      from (
        select (a.recorded_at at time zone 'UTC')::date as day,
          coalesce((a.after_fields ->> 'milestone_id')::uuid, w.milestone_id) as milestone_id, w.region,
          case w.charge when 'AC' then 'L2' else w.charge end as level, a.moves
        from order_assignment a join work_order w on w.id = a.order_id
        where a.moves <> 0 and isfinite(a.recorded_at)
      ) as move group by 1, 2, 3, 4, 5 having sum(moves) <> 0;
  `.execute(db)
}
