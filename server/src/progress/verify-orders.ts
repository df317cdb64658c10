/** What the orders say of the rollup's measures, as rows to compare: see `verify.ts`. */
import { sql } from 'kysely'

const portCell = sql`si.region, coalesce(p.level, 'unknown') as level, coalesce(s.kit_family, 'unknown') as family`
const place = sql`join port p on p.id = wp.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id`

/** Orders by state, from the history: each move on its day, as it became known. */
export const moveCells = sql`
  select w.milestone_id, 'orders:' || side.state as measure, w.region,
    case w.charge when 'AC' then 'L2' else w.charge end as level, coalesce(k.family, 'unknown') as family,
    move.occurred_on, move.recorded_on, side.sign as quantity
  from (
    select w.id as order_id, null::text as from_state, 'planned' as to_state, w.created_on as occurred_on, w.created_on as recorded_on
    from work_order w where w.deleted_at is null
    union all
    select w.id, e.payload ->> 'from', e.payload ->> 'to',
      (least(e.occurred_at, e.recorded_at) at time zone si.time_zone)::date, (e.recorded_at at time zone 'UTC')::date
    from work_order w join event e on e.subject_id = w.id join site si on si.id = w.site_id
    where w.deleted_at is null and e.payload ->> 'from' is not null and e.payload ->> 'from' <> e.payload ->> 'to'
    union all
    select a.order_id, a.before_state, a.after_state, (e.recorded_at at time zone 'UTC')::date, (e.recorded_at at time zone 'UTC')::date
    from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    where a.before_state <> a.after_state
  ) as move
  join work_order w on w.id = move.order_id left join kit_type k on k.id = w.kit_type_id
  cross join lateral (values (move.from_state, -1), (move.to_state, 1)) as side(state, sign)
  where side.state is not null
`

/**
 * Orders that left the day they had, as it became known. An order may have gone to another milestone since:
 * the next bulk command that changed a field of it says to which it belonged until then.
 */
export const dayMoveCells = sql`
  select coalesce((a.after_fields ->> 'milestone_id')::uuid, (
      select (later.before_fields ->> 'milestone_id')::uuid from order_assignment later
      join event made on made.command_id = later.command_id and made.ordinal = 0
      where later.order_id = a.order_id and made.position > e.position and later.before_fields ? 'milestone_id'
      order by made.position limit 1
    ), w.milestone_id), 'moved' as measure, w.region, case w.charge when 'AC' then 'L2' else w.charge end as level,
    'unknown' as family, (e.recorded_at at time zone 'UTC')::date as occurred_on,
    (e.recorded_at at time zone 'UTC')::date as recorded_on, a.moves as quantity
  from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
  join work_order w on w.id = a.order_id
  where a.moves <> 0
`

/** Ports in scope: each once for its track, whatever later order took it after a visit that did not fit it. */
export const scopeCells = sql`
  select wp.milestone_id, 'scope' as measure, ${portCell}, null::date as occurred_on, null::date as recorded_on, 1 as quantity
  from (
    select distinct on (wp.track_id, wp.port_id) w.milestone_id, wp.port_id
    from work_order_port wp join work_order w on w.id = wp.order_id
    where wp.outcome <> 'cancelled' and w.deleted_at is null
    order by wp.track_id, wp.port_id, w.number
  ) as wp ${place}
`

/**
 * Ports by the day that they are planned for: open ones on their order's day, fitted ones on the day that
 * was planned when they were fitted.
 */
export const plannedCells = sql`
  select w.milestone_id, 'planned' as measure, ${portCell}, planned.on as occurred_on, null::date as recorded_on, 1 as quantity
  from work_order_port wp join work_order w on w.id = wp.order_id ${place}
  left join connector c on c.id = wp.connector_id
  left join event closing on closing.command_id = c.installed_command_id and closing.ordinal = 0
  cross join lateral (select case when wp.outcome = 'open' then w.scheduled_on else coalesce((
    select a.after_scheduled_on from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
    where a.order_id = w.id and e.position < closing.position order by e.position desc limit 1
  ), w.scheduled_on) end as on) as planned
  where wp.outcome in ('open', 'fitted') and planned.on is not null and w.deleted_at is null
`

/** Ports done, on the day that they were fitted, as it became known. */
export const doneCells = sql`
  select w.milestone_id, 'done' as measure, ${portCell}, c.installed_on, (e.recorded_at at time zone 'UTC')::date, 1
  from work_order_port wp join work_order w on w.id = wp.order_id join connector c on c.id = wp.connector_id
  join event e on e.command_id = c.installed_command_id and e.ordinal = 0 ${place}
  where wp.outcome = 'fitted' and c.voided_command_id is null
`

export const exceptionCells = sql`
  select m.id as milestone_id, 'exceptions' as measure, ${portCell}, null::date as occurred_on, null::date as recorded_on, 1 as quantity
  from order_exception wp join milestone m on m.track_id = wp.track_id ${place}
  where wp.resolved_on is null
`

/** Rungs that connectors of an order reached, whenever that was recorded. */
export const rungCells = sql`
  select w.milestone_id, 'rung:' || g.rung as measure, ${portCell}, null::date as occurred_on, null::date as recorded_on, 1 as quantity
  from connector_rung g join connector c on c.id = g.connector_id join work_order w on w.id = c.installed_order_id
  join port p on p.id = c.port_id join station s on s.id = p.station_id join site si on si.id = s.site_id
`

export const homeCells = sql`
  select m.id as milestone_id, counted.measure, coalesce(h.region, 'unknown') as region, 'HOME' as level,
    coalesce(k.family, 'unknown') as family, counted.occurred_on, null::date as recorded_on, 1 as quantity
  from home_kit_order h
  left join kit_type k on k.code = h.kit_type
  cross join (
    select min(m.id::text)::uuid as id from milestone m join track t on t.id = m.track_id where t.charge = 'HOME'
  ) as m
  cross join lateral (values ('scope', null::date, true), ('done', h.installed_on, h.installed_on is not null))
    as counted(measure, occurred_on, holds)
  where holds and m.id is not null
`
