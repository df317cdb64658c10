import type { Id } from '@changeover/shared/commands'
import type { OrderDetail, OrderPort } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'
import {
  answersOn,
  connectorStood,
  isAfter,
  isKnown,
  isOpenCommand,
  joinThen,
  orderPortsOn,
  ordersOn,
  tableThen,
  type AsOf,
} from '../past/index.ts'

/** An order's own row with what it refers to, flat. */
export type DetailRow = Pick<
  OrderDetail,
  | 'id'
  | 'number'
  | 'version'
  | 'state'
  | 'stateSince'
  | 'charge'
  | 'addsStandard'
  | 'priority'
  | 'scheduledOn'
  | 'routePosition'
  | 'dueOn'
  | 'doneOn'
  | 'blockedReason'
  | 'kitTypeId'
  | 'program'
  | 'milestone'
  | 'crew'
  | 'site'
> & {
  rules: unknown
  checklist: { code: string; version: number; name: string; steps: unknown } | null
}

/** The orders that a condition over `w` finds, at most a thousand; as of a past day, as each was when it ended. */
export async function readDetails(
  db: Database,
  where: RawBuilder<boolean>,
  asOf: AsOf,
): Promise<DetailRow[]> {
  const order = asOf === null ? 'w' : 'past'
  const then = (column: string) => sql.ref(`${order}.${column}`)
  const named = sql`select w.id from work_order w where ${where}`
  const { rows } = await sql<DetailRow>`
    select ${then('id')}, ${then('number')}, ${then('version')}, ${then('state')}, ${then('state_since')},
      ${then('charge')}, r.adds_standard, ${then('priority')}, ${then('scheduled_on')}, ${then('route_position')}, ${then('due_on')},
      ${asOf === null ? sql`w.done_on` : doneOnThen(asOf)} as done_on, ${then('blocked_reason')}, ${then('kit_type_id')}, g.rules,
      jsonb_build_object('id', g.id, 'name', g.name) as program,
      jsonb_build_object('id', m.id, 'name', m.name, 'gateOn', m.gate_on, 'targetOn', m.target_on) as milestone,
      case when c.id is null then null else jsonb_build_object('id', c.id, 'name', c.name) end as crew,
      jsonb_build_object('id', t.id, 'name', t.name, 'street', t.street, 'city', t.city, 'region', t.region,
        'postalCode', t.postal_code, 'lat', t.lat, 'lon', t.lon, 'timeZone', t.time_zone, 'hostContact', t.host_contact,
        'accessNotes', t.access_notes, 'ccs1', coalesce(st.ccs1, 0), 'j1772', coalesce(st.j1772, 0)) as site,
      case when l.id is null then null
        else jsonb_build_object('code', l.code, 'version', l.version, 'name', l.name, 'steps', l.steps) end as checklist
    from ${asOf === null ? sql`work_order w` : ordersOn(asOf, { of: named })}
    join ${tableThen('program', asOf)} g on g.id = ${then('program_id')} join track r on r.id = ${then('track_id')}
    join ${tableThen('milestone', asOf)} m on m.id = ${then('milestone_id')} ${joinThen('site', 't', then('site_id'), asOf)}
    left join ${asOf === null ? sql`site_stock` : standingOn(asOf)} st on st.site_id = t.id
    left join ${tableThen('crew', asOf)} c on c.id = ${then('crew_id')}
    left join checklist_template l on l.id = ${then('checklist_template_id')}
    where ${asOf === null ? where : sql`true`} order by ${then('scheduled_on')}, ${then('number')} limit 1000
  `.execute(db)
  return rows
}

/** The day of the last closing that was known, null before the first. */
function doneOnThen(asOf: Day): RawBuilder<unknown> {
  return sql`(select (least(e.occurred_at, e.recorded_at) at time zone t.time_zone)::date from event e
    where e.subject_id = past.id and e.kind = 'order.closed' and not ${isAfter(asOf, sql`e.recorded_at`)}
    order by e.position desc limit 1)`
}

/** The plugs that stood at the site of an order on a past day, which the rules of a closing count. */
function standingOn(asOf: Day): RawBuilder<unknown> {
  return sql`lateral (
    select t.id as site_id, count(*) filter (where n.standard = 'CCS1')::int as ccs1,
      count(*) filter (where n.standard = 'J1772')::int as j1772
    from station s join port p on p.station_id = s.id join connector n on n.port_id = p.id
    where s.site_id = t.id and ${connectorStood(asOf, 'n')}
  )`
}

/** The ports of orders with the connectors that stand on them, now or at the end of a past day. */
export async function readOrderPorts(
  db: Database,
  orderIds: readonly Id<'WorkOrder'>[],
  asOf: AsOf,
): Promise<(OrderPort & { orderId: Id<'WorkOrder'> })[]> {
  const stands =
    asOf === null
      ? sql`n.removed_on is null and n.voided_command_id is null`
      : connectorStood(asOf, 'n')
  const { rows } = await sql<OrderPort & { orderId: Id<'WorkOrder'> }>`
    select x.order_id, p.id, p.number, s.name as station_name, s.serial as station_serial, s.source_id as station_source_id,
      s.model, s.kit_family as family, p.level, p.power_kw, p.is_funded, x.kit_type_id, x.outcome, x.outcome_reason,
      x.kit_serial, x.kit_side,
      (select max(v.expires_on) from waiver v where v.port_id = p.id and ${isKnown(asOf, 'v.granted_command_id')}
        and ${isOpenCommand(asOf, 'v.used_command_id')} and ${isOpenCommand(asOf, 'v.withdrawn_command_id')}) as waived_until,
      (select jsonb_build_object('energised', max(g.reached_on) filter (where g.rung = 'energised'),
          'first_session', max(g.reached_on) filter (where g.rung = 'first_session'),
          'publicly_listed', max(g.reached_on) filter (where g.rung = 'publicly_listed'))
        from connector_rung g where g.connector_id = x.connector_id and ${asOf === null ? sql`true` : sql`g.recorded_on <= ${asOf}::date`}) as rungs,
      array(select n.standard from connector n where n.port_id = p.id and ${stands} order by n.standard) as standards
    from ${asOf === null ? sql`work_order_port x` : orderPortsOn(asOf, orderIds)}
    ${joinThen('port', 'p', sql`x.port_id`, asOf)} ${joinThen('station', 's', sql`p.station_id`, asOf)}
    where x.order_id = any (${[...orderIds]}::uuid[]) order by s.name, s.id, p.number
  `.execute(db)
  return rows
}

/** The newest published checklist of each code. */
export function readChecklists(db: Database) {
  return db
    .selectFrom('checklistTemplate')
    .select(['code', 'version', 'name', 'steps'])
    .distinctOn('code')
    .orderBy('code')
    .orderBy('version', 'desc')
    .execute()
}

export async function readAnswers(db: Database, orderIds: readonly Id<'WorkOrder'>[], asOf: AsOf) {
  const given = asOf === null ? sql`checklist_answer a` : answersOn(asOf, orderIds)
  const { rows } = await sql<OrderDetail['answers'][number] & { orderId: Id<'WorkOrder'> }>`
    select a.order_id, a.step, a.value, a.answered_at, e.name as answered_by, a.command_id,
      (select coalesce(jsonb_agg(jsonb_build_object('commandId', r.command_id, 'value', r.value,
          'answeredAt', to_char(r.answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'answeredBy', o.name)
          order by r.answered_at, r.command_id), '[]')
        from answer_rival r left join person o on o.id = r.answered_by
        where r.order_id = a.order_id and r.step = a.step and ${isKnown(asOf, 'r.command_id')}
          and ${isOpenCommand(asOf, 'r.settled_command_id')}) as rivals
    from ${given} left join person e on e.id = a.answered_by
    where a.order_id = any (${[...orderIds]}::uuid[]) and ${isKnown(asOf, 'a.command_id')} order by a.answered_at, a.command_id, a.step
  `.execute(db)
  return rows
}

export async function readEvidence(db: Database, orderIds: readonly Id<'WorkOrder'>[], asOf: AsOf) {
  const arrived =
    asOf === null
      ? sql`f.sha256 is not null`
      : sql`coalesce(not ${isAfter(asOf, sql`f.stored_at`)}, false)`
  const { rows } = await sql<OrderDetail['evidence'][number] & { orderId: Id<'WorkOrder'> }>`
    select e.order_id, e.id, e.kind, e.sha256, e.taken_at, ${arrived} as is_stored
    from evidence e left join stored_file f on f.sha256 = e.sha256
    where e.order_id = any (${[...orderIds]}::uuid[]) and ${isKnown(asOf, 'e.command_id')} order by e.taken_at, e.id
  `.execute(db)
  return rows
}
