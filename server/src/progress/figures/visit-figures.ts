/** The rows behind figures that count what came of visits. Each fragment has the columns of `rows.ts`. */
import { FAILURE_BY_REASON, type Figure, type LiveRung } from '@changeover/shared/progress'
import type { Charge } from '@changeover/shared/program'
import { addDays, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { endOf, recordedBy } from '../../past/index.ts'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { byDay, ofOrder, type FigurePart } from './figure-part.ts'
import { ordersAre, wasKnown } from './order-figures.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/**
 * Spans in which orders were blocked: from the day they were to the day of the next move, whatever it was.
 * Columns: order_id, port_count, reason, from_on, until (null while it lasts). Only what blocked an order is
 * read, and for each its order and the one move after it, looked up (`offset 0`); `only` narrows the orders, as `b.order_id`.
 */
export function blockedSpans(
  scope: ProgressScope,
  only: RawBuilder<unknown> = sql`true`,
): RawBuilder<unknown> {
  const atSite = sql`(least(e.occurred_at, e.recorded_at) at time zone s.time_zone)::date`
  const inOffice = sql`(e.recorded_at at time zone 'UTC')::date`
  const isKnown = recordedBy(scope.asOf, 'e')
  return sql`(
    select w.id as order_id, w.port_count, next.moved_on as until,
      case when b.is_bulk then (b.recorded_at at time zone 'UTC')::date
        else (least(b.occurred_at, b.recorded_at) at time zone s.time_zone)::date end as from_on,
      coalesce(b.reason, (
        select e.payload ->> 'reason' from event e
        where e.subject_id = w.id and e.kind = 'order.blocked' and e.position < b.position
        order by e.position desc limit 1
      )) as reason
    from (
      select e.subject_id as order_id, e.position, e.occurred_at, e.recorded_at, e.payload ->> 'reason' as reason, false as is_bulk
      from event e where e.kind = 'order.blocked' and e.payload ->> 'from' <> 'blocked' and ${isKnown}
      union all
      select a.order_id, e.position, e.occurred_at, e.recorded_at, null, true
      from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
      where a.after_state = 'blocked' and a.before_state <> 'blocked' and ${isKnown}
    ) as b
    cross join lateral (select * from work_order where id = b.order_id offset 0) as w join site s on s.id = w.site_id
    left join lateral (
      select step.moved_on from (
        (select e.position, ${atSite} as moved_on from event e
          where e.subject_id = b.order_id and e.position > b.position and e.payload ->> 'from' <> e.payload ->> 'to' and ${isKnown}
          order by e.position limit 1)
        union all
        (select e.position, ${inOffice} from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
          where a.order_id = b.order_id and a.before_state <> a.after_state and e.position > b.position and ${isKnown}
          order by e.position limit 1)
      ) as step order by step.position limit 1
    ) as next on true
    where ${ordersAre(scope)} and ${only}
  )`
}

/** Today an order says itself whether it is blocked; of a past day only the history knows. */
function blockedNow(scope: ProgressScope): RawBuilder<unknown> {
  return scope.isPast
    ? sql`true`
    : sql`b.order_id in (select id from work_order where state = 'blocked' and deleted_at is null)`
}

/** Port-days lost within a period, a row for each span. */
export function blockedDayRows(scope: ProgressScope, figure: Of<'blockedDays'>): FigurePart {
  const last = figure.to && figure.to < scope.asOf ? figure.to : scope.asOf
  const days = sql`(least(coalesce(span.until, 'infinity'), ${last}::date + 1)
    - greatest(span.from_on, ${figure.from ?? '-infinity'}::date))`
  const rows = sql`
    select span.order_id::text || coalesce(span.until::text, '') as id, span.order_id, ${ofOrder},
      span.from_on as day, span.reason as note, (span.port_count * ${days})::int as quantity
    from ${blockedSpans(scope)} as span
    where ${days} > 0 and (${figure.reason ?? null}::text is null or span.reason = ${figure.reason ?? null})`
  return { rows, by: byDay, idType: 'text' }
}

/** Ports of orders that are blocked at the end of the day of the question. */
export function blockedPortRows(scope: ProgressScope, figure: Of<'blockedPorts'>): FigurePart {
  const rows = sql`
    select span.order_id as id, span.order_id, ${ofOrder}, span.from_on as day, span.reason as note, span.port_count as quantity
    from ${blockedSpans(scope, blockedNow(scope))} as span
    where span.until is null and (${figure.reason ?? null}::text is null or span.reason = ${figure.reason ?? null})`
  return { rows, by: byDay, idType: 'uuid' }
}

/**
 * First visits, by the day on which they ended. A visit that closed its order succeeded, unless a port
 * could not be fitted or the order had to be opened again. Columns: order_id, region, ended_on, outcome, reason.
 */
export function firstVisitEnds(
  scope: ProgressScope,
  charge: Charge,
  from: Day | undefined,
  to: Day | undefined,
): RawBuilder<unknown> {
  return sql`(
    select f.order_id, f.region, f.ended_on, f.reason, case
      when f.reason is not null then coalesce(${JSON.stringify(FAILURE_BY_REASON)}::jsonb ->> f.reason, 'other')
      when f.reopened_at < ${endOf(scope.asOf)} then 'other'
      else 'done' end as outcome
    from first_visit f
    where f.charge = ${charge} and f.ended_on between ${from ?? '-infinity'}::date and ${to ?? 'infinity'}::date
      and f.recorded_at < ${endOf(scope.asOf)} and ${regionsAre(scope, sql.ref('f.region'))}
      and ${scope.programId ? sql`f.program_id = ${scope.programId}` : sql`true`}
  )`
}

export function firstVisitRows(scope: ProgressScope, figure: Of<'firstVisits'>): FigurePart {
  const { charge, from, to, outcome } = figure
  const rows = sql`
    select first.order_id as id, first.order_id, ${ofOrder}, first.ended_on as day,
      coalesce(first.reason, first.outcome) as note, 1 as quantity
    from ${firstVisitEnds(scope, charge, from, to)} as first
    where ${outcome ? sql`first.outcome = ${outcome}` : sql`true`}`
  return { rows, by: byDay, idType: 'uuid' }
}

/**
 * Connectors that orders put in place and that stand, as `c`: from where, and what holds of them. Orders are
 * looked up only where the question is about some of them.
 */
function installed(scope: ProgressScope) {
  const { asOf, regions, programId } = scope
  const orders =
    regions || programId
      ? sql`join work_order w on w.id = c.installed_order_id and ${ordersAre(scope)}`
      : sql``
  return {
    from: sql`connector c ${orders}`,
    where: sql`c.installed_order_id is not null and c.voided_command_id is null and (c.removed_on is null or c.removed_on > ${asOf})
      and c.installed_on <= ${asOf} and ${wasKnown(scope, 'c.installed_command_id')}`,
  }
}

/** Connectors that orders put in place, by the days on which they were fitted and proven live. Columns: installed_on, live_on. */
export function installations(scope: ProgressScope, rung: LiveRung): RawBuilder<unknown> {
  const { from, where } = installed(scope)
  return sql`(
    select c.installed_on, live.reached_on as live_on from ${from}
    left join (
      select r.connector_id, r.reached_on from connector_rung r
      where r.rung = ${rung} and r.reached_on <= ${scope.asOf} and ${wasKnown(scope, 'r.command_id')}
    ) as live on live.connector_id = c.id
    where ${where}
  )`
}

export function notLiveRows(scope: ProgressScope, figure: Of<'notLive'>): FigurePart {
  const { asOf } = scope
  const { fromDays = 0, toDays } = figure
  const { from, where } = installed(scope)
  const rows = sql`
    select c.installed_order_id as id, c.installed_order_id as order_id, ${ofOrder}, c.installed_on as day,
      null::text as note, count(*)::int as quantity
    from ${from}
    where ${where} and c.installed_on <= ${addDays(asOf, -fromDays)}
      and ${toDays === undefined ? sql`true` : sql`c.installed_on >= ${addDays(asOf, -toDays)}`}
      and not exists (select from connector_rung r where r.connector_id = c.id and r.rung = ${figure.rung}
        and r.reached_on <= ${asOf} and ${wasKnown(scope, 'r.command_id')})
    group by c.installed_on, c.installed_order_id`
  const grouped = { by: sql`c.installed_on`, id: sql`c.installed_order_id` }
  return { rows, by: byDay, idType: 'uuid', grouped }
}
