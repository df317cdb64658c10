/** The rows behind figures that count kits. Each fragment has the columns of `rows.ts`. */
import type { Figure } from '@changeover/shared/progress'
import { sql, type RawBuilder } from 'kysely'
import { regionsAre } from '../repository.ts'
import type { ProgressScope } from '../scope.ts'
import { byDay, type FigurePart } from './figure-part.ts'
import { ordersOn, recordedBy, tableThen, type Column } from '../../past/index.ts'

type Of<Name extends Figure['figure']> = Extract<Figure, { figure: Name }>

/** Home kits by a step that fell into a period. */
export function homeKitRows(
  scope: ProgressScope,
  { step, from, to }: Pick<Of<'homeKits'>, 'step' | 'from' | 'to'>,
): FigurePart {
  const day = sql.ref(`h.${step}_on`)
  const rows = sql`
    select h.id, null::uuid as order_id, null::uuid as site_id, h.external_id as name,
      coalesce(h.region, 'unknown') as region, ${day} as day, h.kit_type as note, 1 as quantity
    from home_kit_order h
    where h.ordered_on <= ${scope.asOf} and ${day} between ${from ?? '-infinity'}::date and least(${to ?? 'infinity'}::date, ${scope.asOf}::date)
      and ${regionsAre(scope, sql.ref('h.region'))}`
  return { rows, by: byDay, idType: 'uuid' }
}

/** Kits that came, went or were counted by the end of the day. Columns: kit_type_id, depot_id, moved_on, quantity. */
export function kitMovements(scope: ProgressScope): RawBuilder<unknown> {
  return sql`(
    select m.id, m.kit_type_id, m.depot_id, m.moved_on, m.quantity, m.reason from kit_movement m
    where m.moved_on <= ${scope.asOf} and not exists (
      select from event e where e.command_id = m.command_id and e.ordinal = 0 and not ${recordedBy(scope.asOf, 'e')})
  )`
}

/** Deliveries that are promised for a later day. Columns: id, kit_type_id, depot_id, due_on, quantity. */
export function promisedReceipts(scope: ProgressScope): RawBuilder<unknown> {
  return sql`(
    select r.id, r.kit_type_id, r.depot_id, r.due_on, r.quantity
    from ${tableThen('kit_receipt', scope.isPast ? scope.asOf : null)} r
    where r.due_on > ${scope.asOf} and r.deleted_at is null
  )`
}

/**
 * Kits that orders which are not done will use, on the day they are scheduled for or else due; what is
 * overdue falls on the next day. Columns: order_id, kit_type_id, used_on, quantity.
 */
export function plannedKitUse(scope: ProgressScope): RawBuilder<unknown> {
  const { asOf, isPast } = scope
  const isToDo = (column: Column) =>
    sql`${column('state')} not in ('done', 'verified', 'cancelled')
      and coalesce(${column('scheduled_on')}, ${column('due_on')}) is not null`
  const orders = isPast
    ? sql`(select past.* from ${ordersOn(asOf, { where: isToDo })}) as w`
    : sql`(select w.* from work_order w where w.deleted_at is null and ${isToDo((name) => sql.ref(`w.${name}`))}) as w`
  return sql`(
    select w.id as order_id, w.kit_type_id, greatest(coalesce(w.scheduled_on, w.due_on), ${asOf}::date + 1) as used_on,
      w.port_count as quantity
    from ${orders}
  )`
}

/** What makes a kit type's balance at the end of a day: in hand, promised, needed. */
export function kitRows(scope: ProgressScope, figure: Of<'kits'>): FigurePart {
  const on = figure.on && figure.on > scope.asOf ? figure.on : scope.asOf
  const rows = sql`
    select part.id, part.order_id, null::uuid as site_id, part.name, part.region, part.day, part.note, part.quantity
    from (
      select m.kit_type_id, 'hand ' || coalesce(m.depot_id::text, '') as id, null::uuid as order_id,
        coalesce(d.name, '') as name, coalesce(d.region, '') as region, max(m.moved_on) as day, 'onHand' as note,
        sum(m.quantity)::int as quantity
      from ${kitMovements(scope)} as m left join depot d on d.id = m.depot_id group by m.kit_type_id, m.depot_id, d.name, d.region
      union all
      select r.kit_type_id, r.id::text, null, d.name, d.region, r.due_on, 'promised', r.quantity
      from ${promisedReceipts(scope)} as r join depot d on d.id = r.depot_id where r.due_on <= ${on}
      union all
      select u.kit_type_id, u.order_id::text, u.order_id, null, null, u.used_on, 'needed', -u.quantity
      from ${plannedKitUse(scope)} as u where u.used_on <= ${on}
    ) as part where part.kit_type_id in (select k.id from kit_type k where k.name = ${figure.kitType})`
  return { rows, by: byDay, idType: 'text' }
}
