/** The rows behind what changed: orders between then and now, and events that can have moved a forecast. */
import type { Figure, Since } from '@changeover/shared/progress'
import { sql, type RawBuilder } from 'kysely'
import type { ProgressScope } from '../scope.ts'
import { ordersAre } from './order-figures.ts'
import { ofOrder, type FigurePart } from './figure-part.ts'
import { changedSince, endOf, recordedBy } from '../../past/index.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/** Where a comparison begins: an instant. All that is recorded from it on is a change. */
export function beginOf({ since, baselineId }: Since): RawBuilder<unknown> {
  if (baselineId)
    return sql`(select coalesce(e.recorded_at, (b.taken_on + 1)::timestamp at time zone 'UTC')
      from baseline b left join event e on e.command_id = b.taken_command_id and e.ordinal = 0 where b.id = ${baselineId})`
  return sql`${since ?? 'infinity'}::timestamp at time zone 'UTC'`
}

/**
 * Orders that differ between then and the end of the day of the question, each in exactly one group:
 * added, dropped, done, or moved to another day. Columns: order_id, change, was_on, is_on, and the order's
 * milestone_id, site_id, region and port_count. Only orders that changed since are looked at, and each side is
 * put together from what changed after it.
 */
export function orderChanges(scope: ProgressScope, since: Since): RawBuilder<unknown> {
  // A day stands there as it is: the planner then knows how much has changed since.
  const begin = since.baselineId ? sql`(select at from begin)` : beginOf(since)
  const later = scope.isPast
    ? changedSince(endOf(scope.asOf))
    : sql`(select * from earlier_order where false)`
  return sql`(
    with begin as materialized (select ${beginOf(since)} as at), made as (
      select o.id from work_order o
      join event e on e.command_id = o.created_command_id and e.ordinal = 0
      where o.created_on >= (${begin} at time zone 'UTC')::date - 1 and o.created_on <= ${scope.asOf} and e.recorded_at >= ${begin}
    ), side as (
      select w.id as order_id, w.milestone_id, w.site_id, w.region, w.port_count, made.id is not null as is_new,
        coalesce(was.state, w.state) as was, coalesce(later.state, w.state) as is_now,
        case when was.id is null then w.scheduled_on else was.scheduled_on end as was_on,
        case when later.id is null then w.scheduled_on else later.scheduled_on end as is_on
      from ${changedSince(begin)} as was full join made on made.id = was.id
      join work_order w on w.id = coalesce(was.id, made.id)
      left join ${later} as later on later.id = w.id
      where ${ordersAre(scope)} and w.created_on <= ${scope.asOf}
    )
    select order_id, milestone_id, site_id, region, port_count, was_on, is_on, case
      when is_new or was = 'cancelled' then case when is_now <> 'cancelled' then 'added' end
      when is_now = 'cancelled' then 'dropped'
      when is_now in ('done', 'verified') and was not in ('done', 'verified') then 'done'
      when was_on is distinct from is_on then 'moved' end as change
    from side
  )`
}

export function changeRows(scope: ProgressScope, figure: Of<'changes'>): FigurePart {
  const rows = sql`
    select c.order_id as id, c.order_id, ${ofOrder}, c.is_on as day, coalesce(c.is_on, '-infinity') as at,
      c.was_on::text as note, 1 as quantity
    from ${orderChanges(scope, figure)} as c
    where c.change = ${figure.change}
      and (${figure.milestoneId ?? null}::uuid is null or c.milestone_id = ${figure.milestoneId ?? null})`
  return { rows, by: { column: 'at', type: 'date' }, idType: 'uuid' }
}

/** Which events can have moved a forecast, by the group of inputs that they change: beginnings of their kinds. */
const KINDS: Record<Of<'causes'>['group'], readonly string[]> = {
  scope: ['orders.generated', 'order.cancelled', 'network.import', 'orders.edited'],
  crews: ['crew', 'territory', 'absence', 'calendar', 'shift', 'holiday', 'orders.crew'],
  throughput: ['order.closed', 'order.reopened'],
  kits: ['kit', 'receipt', 'depot', 'delivery', 'stock'],
  access: ['order.blocked', 'order.unblocked', 'permit', 'access', 'site.access', 'blackout'],
  gate: ['milestone', 'program'],
}

/** Events of a period that can have moved a forecast through one group of its inputs. */
export function causeRows(scope: ProgressScope, figure: Of<'causes'>): FigurePart {
  const { group, from, to } = figure
  const until = to && to < scope.asOf ? to : scope.asOf
  const isOrder = sql`e.subject_kind = 'order'`
  // Whoever sees everything is shown every event: then no order is looked up for it.
  const isSeen =
    scope.regions === null && scope.programId === null
      ? sql`true`
      : sql`case when ${isOrder} then exists (select from work_order w where w.id = e.subject_id
            and ${ordersAre(scope)}) else ${scope.regions === null} end`
  const rows = sql`
    select e.position as id, case when ${isOrder} then e.subject_id end as order_id, null::uuid as site_id,
      case when not ${isOrder} then e.kind end as name, case when not ${isOrder} then '' end as region,
      (e.recorded_at at time zone 'UTC')::date as day, e.recorded_at as at,
      e.kind || coalesce(': ' || (e.payload ->> 'reason'), '') as note, 1 as quantity
    from event e
    where e.kind like any (${KINDS[group].map((kind) => `${kind}%`)}::text[])
      and e.recorded_at >= ${from ?? '-infinity'}::timestamp at time zone 'UTC' and ${recordedBy(until, 'e')} and ${isSeen}`
  return { rows, by: { column: 'at', type: 'timestamptz' }, idType: 'bigint' }
}
