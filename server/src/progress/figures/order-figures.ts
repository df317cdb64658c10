/** The rows behind figures that count orders and their ports. Each fragment has the columns of `rows.ts`. */
import type { Figure } from '@changeover/shared/progress'
import { addDays, type Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { connectorKnown, orderMoves, orderStates, recordedBy } from '../../past/index.ts'
import { byDay, ofOrder, type FigurePart } from './figure-part.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/** Whether the order `w` is in the question's scope. */
export function ordersAre(scope: ProgressScope, charge?: string): RawBuilder<boolean> {
  return sql`w.deleted_at is null and ${regionsAre(scope, sql.ref('w.region'))}
    and ${scope.programId ? sql`w.program_id = ${scope.programId}` : sql`true`}
    and ${charge ? sql`w.charge = ${charge}` : sql`true`}`
}

/** Whether the receipt of the command in `column` was there by the day of the question; today every receipt is. */
export function wasKnown(scope: ProgressScope, column: string): RawBuilder<unknown> {
  if (!scope.isPast) return sql`true`
  const [alias, name] = column.split('.')
  // The ledger's entries say themselves when they were told.
  if (name === 'installed_command_id') return connectorKnown(scope.asOf, alias)
  return sql`exists (select from event told where told.command_id = ${sql.ref(column)} and told.ordinal = 0
    and ${recordedBy(scope.asOf, 'told')})`
}

/** Ports fitted, by the day on which it happened. */
export function doneRows(scope: ProgressScope, figure: Of<'done'>): FigurePart {
  const { asOf } = scope
  const until = figure.to && figure.to < asOf ? figure.to : asOf
  const rows = sql`
    select w.id, w.id as order_id, ${ofOrder}, c.installed_on as day, null::text as note, count(*)::int as quantity
    from connector c join work_order w on w.id = c.installed_order_id
    where c.installed_order_id is not null and c.voided_command_id is null and w.done_on is not null
      and c.installed_on between ${figure.from ?? firstDone(scope, figure.charge)}::date and ${until}::date
      and ${wasKnown(scope, 'c.installed_command_id')} and ${ordersAre(scope, figure.charge)}
    group by c.installed_on, w.id`
  const grouped = { by: sql`c.installed_on`, id: sql`w.id` }
  return { rows, by: byDay, idType: 'uuid', grouped }
}

/** The first day on which anything of the current was done: who goes through the days in order begins there. */
function firstDone(scope: ProgressScope, charge: string): RawBuilder<unknown> {
  // Of some regions the days are not gone through: their orders are fewer.
  if (scope.regions) return sql`'-infinity'`
  return sql`(select min(first.occurred_on) from milestone m join track t on t.id = m.track_id and t.charge = ${charge}
    cross join lateral (
      select occurred_on from rollup where milestone_id = m.id and measure = 'done' order by occurred_on limit 1
    ) as first)`
}

/**
 * Ports that a milestone is about: those of orders that were not given up by the day of the question. A
 * port that could not be fitted and was taken into a later order is one port still.
 */
export function scopeRows(scope: ProgressScope, figure: Of<'scope'>): FigurePart {
  // A cancelled order holds ports that count only where it had been closed before: most are passed by at once.
  const canCount = scope.isPast ? sql`true` : sql`(w.state <> 'cancelled' or w.done_on is not null)`
  const wasKept = scope.isPast
    ? sql`or exists (select from event e where e.subject_id = w.id and e.kind = 'order.cancelled' and not ${recordedBy(scope.asOf, 'e')})`
    : sql``
  const rows = sql`
    select w.id, w.id as order_id, w.site_id, null::text as name, w.region, w.created_on as day, null::text as note, own.quantity
    from work_order w cross join lateral (
      select count(*)::int as quantity from work_order_port x
      where x.order_id = w.id and (x.outcome <> 'cancelled' ${wasKept}) and not exists (
        select from work_order_port f join work_order o on o.id = f.order_id
        where f.track_id = x.track_id and f.port_id = x.port_id and f.outcome = 'not_fitted' and o.number < w.number
      )
    ) as own
    where own.quantity > 0 and w.created_on <= ${scope.asOf} and ${ordersAre(scope, figure.charge)} and ${canCount}`
  return { rows, by: null, idType: 'uuid' }
}

/** Orders by state at the end of a day, as the flow stacks them: verified ones are done. */
export function stateRows(scope: ProgressScope, figure: Of<'orders'>): FigurePart {
  const own = ordersAre(scope, figure.charge)
  const { state } = figure
  const wanted = (column: RawBuilder<unknown>) => stateIs(column, state)
  if (figure.on && figure.on < scope.asOf) return stateRowsBefore(scope, own, figure.on, state)
  if (!scope.isPast) return rowsNow(own, state === 'done' ? ['done', 'verified'] : [state])
  return rowsThen(orderStates(scope.asOf, true, own, (column) => wanted(column('state'))))
}

/** Without a state, all but cancelled ones. By equality where it can be: then an index that begins with the state gives the rows in their order. */
function stateIs(column: RawBuilder<unknown>, state: string | undefined): RawBuilder<unknown> {
  if (state === undefined) return sql`${column} <> 'cancelled'`
  return state === 'done' ? sql`${column} in ('done', 'verified')` : sql`${column} = ${state}`
}

/**
 * Today's orders `w` of which `condition` holds, by the instant from which they are in their state. Each state
 * is asked for by itself: so an index has them in their order.
 */
function rowsNow(
  condition: RawBuilder<unknown>,
  states: readonly (string | undefined)[],
): FigurePart {
  const ofState = states.map(
    (state) => sql`
      select w.number as id, w.id as order_id, ${ofOrder}, null::date as day, w.state_since as at, w.state as note, 1 as quantity
      from work_order w where ${condition} and ${state === undefined ? sql`w.state <> 'cancelled'` : sql`w.state = ${state}`}`,
  )
  const rows = sql.join(ofState, sql` union all `)
  return {
    rows,
    by: { column: 'at', type: 'timestamptz' },
    idType: 'bigint',
    key: sql`part.order_id`,
  }
}

/** The orders of `states` on a past day, by the day on which they entered them. */
function rowsThen(
  states: RawBuilder<unknown>,
  condition: RawBuilder<unknown> = sql`true`,
): FigurePart {
  const rows = sql`
    select now.order_id as id, now.order_id, ${ofOrder}, now.entered_on as day, now.state as note, 1 as quantity
    from ${states} as now where ${condition}`
  return { rows, by: byDay, idType: 'uuid' }
}

/** What an order `w` must have been through to have been in a state: few were ever blocked, or closed. */
function canHaveBeen(state: string | undefined): RawBuilder<unknown> {
  if (state === 'blocked')
    return sql`w.id in (select b.subject_id from event b where b.kind = 'order.blocked')`
  if (state === 'done' || state === 'verified' || state === 'reopened')
    return sql`w.id in (select v.order_id from first_visit v)`
  return sql`true`
}

/** A day that lies further back is drawn by what is known of it now: moves that became known late count on their day. */
function stateRowsBefore(
  scope: ProgressScope,
  own: RawBuilder<boolean>,
  on: Day,
  state: string | undefined,
): FigurePart {
  const rows = sql`
    select step.order_id as id, step.order_id, ${ofOrder},
      max(step.occurred_on) as day, string_agg(step.state, ', ') as note, sum(step.sign)::int as quantity
    from (
      select order_id, occurred_on, side.state, side.sign from ${orderMoves(scope.asOf, sql<boolean>`${own} and ${canHaveBeen(state)}`)} as move
      cross join lateral (values (from_state, -1), (to_state, 1)) as side(state, sign)
      where occurred_on <= ${on} and ${stateIs(sql`side.state`, state)}
    ) as step
    group by step.order_id having sum(step.sign) <> 0`
  return { rows, by: byDay, idType: 'uuid' }
}

/** The states of open orders; those of `state` alone, where one is given. */
export function openStates(
  scope: ProgressScope,
  charge: string | undefined,
  state?: string,
): RawBuilder<unknown> {
  return orderStates(
    scope.asOf,
    scope.isPast,
    ordersAre(scope, charge),
    (column) => sql`${column('state')} not in ('done', 'verified', 'cancelled')
      and ${state ? sql`${column('state')} = ${state}` : sql`true`}`,
  )
}

/** Open orders by how long they have been in their state. */
export function ageingRows(scope: ProgressScope, figure: Of<'ageing'>): FigurePart {
  const { asOf, isPast } = scope
  const { charge, state, fromDays, toDays } = figure
  const latest = fromDays ? addDays(asOf, -fromDays) : null
  const earliest = toDays === undefined ? null : addDays(asOf, -toDays)
  if (isPast)
    return rowsThen(
      openStates(scope, charge, state),
      sql`now.entered_on between ${earliest ?? '-infinity'}::date and ${latest ?? 'infinity'}::date`,
    )
  const isOpen = sql`w.state not in ('done', 'verified', 'cancelled')`
  return rowsNow(
    sql`${ordersAre(scope, charge)} and ${isOpen} and ${enteredBetween(earliest, latest)}`,
    [state],
  )
}

/** Whether an order `w` entered its state on such a day at its site; the days around narrow what is looked at. */
function enteredBetween(earliest: Day | null, latest: Day | null): RawBuilder<unknown> {
  if (!earliest && !latest) return sql`true`
  return sql`w.state_since between ${earliest ? addDays(earliest, -1) : '-infinity'}::date and ${latest ? addDays(latest, 2) : 'infinity'}::date
    and (select (w.state_since at time zone s.time_zone)::date from site s where s.id = w.site_id)
      between ${earliest ?? '-infinity'}::date and ${latest ?? 'infinity'}::date`
}
