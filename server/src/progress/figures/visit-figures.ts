/** The rows behind figures that count what came of visits. Each fragment has the columns of `rows.ts`. */
import { FAILURE_BY_REASON, type Figure, type LiveRung } from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { ProgressScope } from '../scope.ts'
import { ordersAre, wasKnown } from './order-figures.ts'
import { orderMoves, recordedBy } from '../../past/index.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/**
 * Spans in which orders were blocked: from the day they were to the day of the next move, whatever it was.
 * Columns: order_id, reason, from_on, until (null while it lasts).
 */
export function blockedSpans(scope: ProgressScope): RawBuilder<unknown> {
  const ever = sql<boolean>`w.id in (select b.subject_id from event b where b.kind = 'order.blocked') and ${ordersAre(scope)}`
  return sql`(
    select order_id, from_on, until, coalesce(reason, (
      select b.payload ->> 'reason' from event b
      where b.subject_id = order_id and b.kind = 'order.blocked' and b.position < span.position
      order by b.position desc limit 1
    )) as reason
    from (
      select order_id, position, to_state, reason, occurred_on as from_on,
        lead(occurred_on) over (partition by order_id order by position) as until
      from ${orderMoves(scope.asOf, ever)} as move
    ) as span
    where to_state = 'blocked'
  )`
}

/** Port-days lost within a period, a row for each span. */
export function blockedDayRows(
  scope: ProgressScope,
  figure: Of<'blockedDays'>,
): RawBuilder<unknown> {
  const last = figure.to && figure.to < scope.asOf ? figure.to : scope.asOf
  const days = sql`(least(coalesce(span.until, 'infinity'), ${last}::date + 1)
    - greatest(span.from_on, ${figure.from ?? '-infinity'}::date))`
  return sql`
    select w.id::text || span.from_on || coalesce(span.until::text, '') as key, w.id as order_id, w.site_id,
      null::text as name, w.region, span.from_on as day, span.reason as note, (w.port_count * ${days})::int as quantity
    from ${blockedSpans(scope)} as span join work_order w on w.id = span.order_id
    where ${days} > 0 and (${figure.reason ?? null}::text is null or span.reason = ${figure.reason ?? null})`
}

/** Ports of orders that are blocked at the end of the day of the question. */
export function blockedPortRows(
  scope: ProgressScope,
  figure: Of<'blockedPorts'>,
): RawBuilder<unknown> {
  return sql`
    select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region, span.from_on as day,
      span.reason as note, w.port_count as quantity
    from ${blockedSpans(scope)} as span join work_order w on w.id = span.order_id
    where span.until is null and (${figure.reason ?? null}::text is null or span.reason = ${figure.reason ?? null})`
}

/**
 * First visits, by the day on which they ended. A visit that closed its order succeeded, unless a port
 * could not be fitted or the order had to be opened again. Columns: order_id, ended_on, outcome, reason.
 */
export function firstVisitEnds(
  scope: ProgressScope,
  charge: Charge | undefined,
  from: Day | undefined,
  to: Day | undefined,
): RawBuilder<unknown> {
  return sql`(
    select order_id, ended_on, reason, case
      when reason is not null then coalesce(${JSON.stringify(FAILURE_BY_REASON)}::jsonb ->> reason, 'other')
      when exists (select from event again where again.subject_id = order_id and again.kind = 'order.reopened'
        and ${recordedBy(scope.asOf, 'again')}) then 'other'
      else 'done' end as outcome
    from (
      select distinct on (w.id) w.id as order_id, (least(e.occurred_at, e.recorded_at) at time zone s.time_zone)::date as ended_on,
        case e.kind when 'order.blocked' then e.payload ->> 'reason'
          else jsonb_path_query_first(e.payload, '$.ports[*] ? (@.outcome == "not_fitted").reason') #>> '{}' end as reason
      from work_order w join event e on e.subject_id = w.id join site s on s.id = w.site_id
      where e.kind in ('order.closed', 'order.blocked') and ${recordedBy(scope.asOf, 'e')} and ${ordersAre(scope, charge)}
      order by w.id, e.position
    ) as first
    where ended_on between ${from ?? '-infinity'}::date and ${to ?? 'infinity'}::date
  )`
}

export function firstVisitRows(
  scope: ProgressScope,
  figure: Of<'firstVisits'>,
): RawBuilder<unknown> {
  const { charge, from, to, outcome } = figure
  return sql`
    select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region, first.ended_on as day,
      coalesce(first.reason, first.outcome) as note, 1 as quantity
    from ${firstVisitEnds(scope, charge, from, to)} as first join work_order w on w.id = first.order_id
    where ${outcome ?? null}::text is null or first.outcome = ${outcome ?? null}`
}

/** Connectors that orders put in place, with the day on which each was proven live. */
export function installations(scope: ProgressScope, rung: LiveRung): RawBuilder<unknown> {
  return sql`(
    select w.id as order_id, w.site_id, w.region, c.installed_on, live.reached_on as live_on
    from connector c join work_order_port x on x.connector_id = c.id join work_order w on w.id = x.order_id
    left join (
      select r.connector_id, r.reached_on from connector_rung r
      where r.rung = ${rung} and r.reached_on <= ${scope.asOf} and ${wasKnown(scope, 'r.command_id')}
    ) as live on live.connector_id = c.id
    where c.voided_command_id is null and (c.removed_on is null or c.removed_on > ${scope.asOf})
      and c.installed_on <= ${scope.asOf} and ${wasKnown(scope, 'c.installed_command_id')} and ${ordersAre(scope)}
  )`
}

export function notLiveRows(scope: ProgressScope, figure: Of<'notLive'>): RawBuilder<unknown> {
  const age = sql`(${scope.asOf}::date - place.installed_on)`
  return sql`
    select place.order_id::text || place.installed_on as key, place.order_id, place.site_id, null::text as name,
      place.region, place.installed_on as day, null::text as note, count(*)::int as quantity
    from ${installations(scope, figure.rung)} as place
    where place.live_on is null and ${age} >= ${figure.fromDays ?? 0}
      and (${figure.toDays ?? null}::int is null or ${age} <= ${figure.toDays ?? null})
    group by place.order_id, place.site_id, place.region, place.installed_on`
}
