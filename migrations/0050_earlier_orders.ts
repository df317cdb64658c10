import { sql, type Kysely } from 'kysely'

/**
 * What orders said on a past day was put together from their moves, bulk changes and kept values: the work of
 * minutes where hundreds of thousands have changed since. Now each change of an order leaves the row behind
 * as it was, with its whole time, in a table of the same columns: a past day is then asked as today is.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table earlier_order (
      id uuid not null,
      from_at timestamptz not null,
      until timestamptz not null,
      number bigint not null,
      version integer not null,
      program_id uuid not null,
      track_id uuid not null,
      milestone_id uuid not null,
      site_id uuid not null,
      region text not null,
      charge text not null,
      kit_type_id uuid,
      state text not null,
      state_since timestamptz not null,
      port_count integer not null,
      priority smallint not null,
      crew_id uuid,
      scheduled_on date,
      due_on date,
      blocked_reason text,
      checklist_template_id uuid,
      route_position smallint,
      created_on date not null,
      deleted_at timestamptz
    );
    comment on table earlier_order is 'What an order said from one change to the next. As of an instant holds the row with from_at < instant <= until, else the order itself.';
    comment on column earlier_order.from_at is 'When the order was last changed before; -infinity from its creation on.';
  `.execute(db)
  await fillFromHistory(db)
  await sql`
    create index earlier_order_by_order on earlier_order (id, until);
    create index earlier_order_by_time on earlier_order (until) include (id);
    create index earlier_order_by_state on earlier_order (state, until);
    analyze earlier_order;

    create function keep_earlier_order() returns trigger language plpgsql as $$
    begin
      insert into earlier_order (id, from_at, until, number, version, program_id, track_id, milestone_id, site_id, region, charge, kit_type_id,
        state, state_since, port_count, priority, crew_id, scheduled_on, due_on, blocked_reason, checklist_template_id, route_position, created_on, deleted_at)
      values (old.id, coalesce((select max(k.until) from earlier_order k where k.id = old.id), '-infinity'), now(),
        old.number, old.version, old.program_id, old.track_id, old.milestone_id, old.site_id, old.region, old.charge, old.kit_type_id,
        old.state, old.state_since, old.port_count, old.priority, old.crew_id, old.scheduled_on, old.due_on, old.blocked_reason,
        old.checklist_template_id, old.route_position, old.created_on, old.deleted_at);
      return null;
    end $$;
    create trigger order_is_kept after update on work_order for each row
      when ((old.state, old.state_since, old.milestone_id, old.site_id, old.region, old.kit_type_id, old.port_count, old.priority, old.crew_id,
          old.scheduled_on, old.due_on, old.blocked_reason, old.checklist_template_id, old.route_position, old.deleted_at)
        is distinct from (new.state, new.state_since, new.milestone_id, new.site_id, new.region, new.kit_type_id, new.port_count, new.priority, new.crew_id,
          new.scheduled_on, new.due_on, new.blocked_reason, new.checklist_template_id, new.route_position, new.deleted_at))
      execute function keep_earlier_order();

    drop trigger order_promise_is_kept on work_order;
    drop function keep_earlier_promise();
    delete from earlier_value where subject_kind = 'order';
    drop index event_of_moves;
    drop index order_assignment_by_time;
  `.execute(db)
}

/**
 * Every change that is on record becomes a row: moves of single orders and bulk commands from the history, days
 * and kits from the values that were kept. A change says some of the columns as they were before it; the others
 * said then what the next change after it found, or what the order says now.
 */
async function fillFromHistory(db: Kysely<unknown>): Promise<void> {
  await sql`
    create aggregate pg_temp.said_before(jsonb) (sfunc = jsonb_concat, stype = jsonb, initcond = '{}');

    with bulk as materialized (
      select a.*, e.position, e.occurred_at from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    ), moves as (
      select e.subject_id as id, e.recorded_at as at, e.position, e.occurred_at, e.payload ->> 'from' as was, e.payload ->> 'reason' as reason,
        '{}'::jsonb as said
      from event e
      where e.subject_kind = 'order' and e.payload ->> 'from' is not null and e.payload ->> 'from' <> e.payload ->> 'to'
      union all
      select order_id, recorded_at, position, occurred_at, before_state, null,
        jsonb_build_object('crew_id', before_crew_id, 'scheduled_on', before_scheduled_on)
          || case when before_blocked_reason is null then '{}' else jsonb_build_object('blocked_reason', before_blocked_reason) end
          || coalesce(before_fields, '{}')
      from bulk where before_state <> after_state
    ), change as (
      select id, at, position, jsonb_build_object(
          'state', was,
          'state_since', lag(occurred_at) over life,
          'blocked_reason', case when was = 'blocked' then lag(reason) over life end) || said as said
      from moves window life as (partition by id order by position)
      union all
      select order_id, recorded_at, position, jsonb_build_object('crew_id', before_crew_id, 'scheduled_on', before_scheduled_on) || coalesce(before_fields, '{}')
      from bulk where before_state = after_state
      union all
      select subject_id, until, null, value from earlier_value where subject_kind = 'order'
    ), life as (
      select id, coalesce(lag(at) over (partition by id order by at, position nulls last), '-infinity') as from_at, at as until,
        pg_temp.said_before(said) over (partition by id order by at desc, position desc nulls first) as said
      from change
    )
    insert into earlier_order
    select w.id, life.from_at, life.until, w.number, w.version, w.program_id, w.track_id,
      case when said ? 'milestone_id' then (said ->> 'milestone_id')::uuid else w.milestone_id end,
      case when said ? 'site_id' then (said ->> 'site_id')::uuid else w.site_id end,
      w.region, w.charge,
      case when said ? 'kit_type_id' then (said ->> 'kit_type_id')::uuid else w.kit_type_id end,
      step.state,
      coalesce(case when said ? 'state' then (said ->> 'state_since')::timestamptz else w.state_since end,
        (w.created_on + time '12:00') at time zone s.time_zone),
      w.port_count,
      case when said ? 'priority' then (said ->> 'priority')::smallint else w.priority end,
      case when said ? 'crew_id' then (said ->> 'crew_id')::uuid else w.crew_id end,
      case when said ? 'scheduled_on' then (said ->> 'scheduled_on')::date else w.scheduled_on end,
      case when said ? 'due_on' then (said ->> 'due_on')::date else w.due_on end,
      case when step.state = 'blocked' then coalesce(said ->> 'blocked_reason', w.blocked_reason) end,
      case when said ? 'checklist_template_id' then (said ->> 'checklist_template_id')::uuid else w.checklist_template_id end,
      case when said ? 'route_position' then (said ->> 'route_position')::smallint else w.route_position end,
      w.created_on, w.deleted_at
    from life join work_order w on w.id = life.id join site s on s.id = w.site_id
    cross join lateral (select coalesce(said ->> 'state', w.state) as state) as step
    where life.from_at < life.until
    order by life.until;

    drop aggregate pg_temp.said_before(jsonb);
  `.execute(db)
}
