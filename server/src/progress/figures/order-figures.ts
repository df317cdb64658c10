/** The rows behind figures that count orders and their ports. Each fragment has the columns of `rows.ts`. */
import type { Figure } from '@changeover/shared/progress'
import { sql, type RawBuilder } from 'kysely'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { connectorKnown, orderMoves, orderStates, recordedBy } from '../../past/index.ts'

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
export function doneRows(scope: ProgressScope, figure: Of<'done'>): RawBuilder<unknown> {
  return sql`
    select w.id::text || c.installed_on as key, w.id as order_id, w.site_id, null::text as name, w.region,
      c.installed_on as day, null::text as note, count(*)::int as quantity
    from work_order w join work_order_port x on x.order_id = w.id join connector c on c.id = x.connector_id
    where x.outcome = 'fitted' and c.voided_command_id is null and ${wasKnown(scope, 'c.installed_command_id')}
      and c.installed_on between ${figure.from ?? '-infinity'}::date and least(${figure.to ?? 'infinity'}::date, ${scope.asOf}::date)
      and ${ordersAre(scope, figure.charge)}
    group by w.id, c.installed_on`
}

/**
 * Ports that a milestone is about: those of orders that were not given up by the day of the question. A
 * port that could not be fitted and was taken into a later order is one port still.
 */
export function scopeRows(scope: ProgressScope, figure: Of<'scope'>): RawBuilder<unknown> {
  return sql`
    select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region,
      w.created_on as day, null::text as note, count(*)::int as quantity
    from work_order w join work_order_port x on x.order_id = w.id
    where w.created_on <= ${scope.asOf} and ${ordersAre(scope, figure.charge)}
      and (x.outcome <> 'cancelled' ${
        scope.isPast
          ? sql`or exists (select from event e where e.subject_id = w.id and e.kind = 'order.cancelled' and not ${recordedBy(scope.asOf, 'e')})`
          : sql``
      })
      and not exists (
        select from work_order_port f join work_order o on o.id = f.order_id
        where f.track_id = x.track_id and f.port_id = x.port_id and f.outcome = 'not_fitted' and o.number < w.number
      )
    group by w.id`
}

/** Orders by state at the end of a day, as the flow stacks them: verified ones are done. */
export function stateRows(scope: ProgressScope, figure: Of<'orders'>): RawBuilder<unknown> {
  const wanted = (state: RawBuilder<unknown>) => sql`(${figure.state ?? null}::text is null
    or case when ${state} = 'verified' then 'done' else ${state} end = ${figure.state ?? null})`
  const own = ordersAre(scope, figure.charge)
  if (!figure.on || figure.on >= scope.asOf)
    return sql`
      select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region,
        now.entered_on as day, now.state as note, 1 as quantity
      from ${orderStates(scope.asOf, scope.isPast, own, (column) => sql`${column('state')} <> 'cancelled' and ${wanted(column('state'))}`)} as now
      join work_order w on w.id = now.order_id`
  // A day that lies further back is drawn by what is known of it now: moves that became known late count on their day.
  return sql`
    select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region,
      max(step.occurred_on) as day, string_agg(step.state, ', ') as note, sum(step.sign)::int as quantity
    from (
      select order_id, occurred_on, side.state, side.sign from ${orderMoves(scope.asOf, own)} as move
      cross join lateral (values (from_state, -1), (to_state, 1)) as side(state, sign)
      where occurred_on <= ${figure.on} and side.state <> 'cancelled' and ${wanted(sql`side.state`)}
    ) as step join work_order w on w.id = step.order_id
    group by w.id having sum(step.sign) <> 0`
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
export function ageingRows(scope: ProgressScope, figure: Of<'ageing'>): RawBuilder<unknown> {
  const age = sql`(${scope.asOf}::date - now.entered_on)`
  return sql`
    select w.id::text as key, w.id as order_id, w.site_id, null::text as name, w.region,
      now.entered_on as day, now.state as note, 1 as quantity
    from ${openStates(scope, figure.charge, figure.state)} as now
    join work_order w on w.id = now.order_id
    where ${age} >= ${figure.fromDays ?? 0} and (${figure.toDays ?? null}::int is null or ${age} <= ${figure.toDays ?? null})`
}
