import type { Id } from '@changeover/shared/commands'
import type { OrderDetail, OrderPort } from '@changeover/shared/orders'
import { sql, type RawBuilder } from 'kysely'
import type { Database } from '../db/database.ts'

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

/** The orders that a condition over `w` finds, at most a thousand. */
export async function readDetails(db: Database, where: RawBuilder<boolean>): Promise<DetailRow[]> {
  const { rows } = await sql<DetailRow>`
    select w.id, w.number, w.version, w.state, w.state_since, w.charge, r.adds_standard, w.priority, w.scheduled_on,
      w.route_position, w.due_on, w.done_on, w.blocked_reason, w.kit_type_id, g.rules,
      jsonb_build_object('id', g.id, 'name', g.name) as program,
      jsonb_build_object('id', m.id, 'name', m.name, 'gateOn', m.gate_on, 'targetOn', m.target_on) as milestone,
      case when c.id is null then null else jsonb_build_object('id', c.id, 'name', c.name) end as crew,
      jsonb_build_object('id', t.id, 'name', t.name, 'street', t.street, 'city', t.city, 'region', t.region,
        'postalCode', t.postal_code, 'lat', t.lat, 'lon', t.lon, 'timeZone', t.time_zone, 'hostContact', t.host_contact,
        'accessNotes', t.access_notes, 'ccs1', coalesce(st.ccs1, 0), 'j1772', coalesce(st.j1772, 0)) as site,
      case when l.id is null then null
        else jsonb_build_object('code', l.code, 'version', l.version, 'name', l.name, 'steps', l.steps) end as checklist
    from work_order w join program g on g.id = w.program_id join track r on r.id = w.track_id
    join milestone m on m.id = w.milestone_id join site t on t.id = w.site_id
    left join site_stock st on st.site_id = t.id left join crew c on c.id = w.crew_id
    left join checklist_template l on l.id = w.checklist_template_id
    where ${where} order by w.scheduled_on, w.number limit 1000
  `.execute(db)
  return rows
}

/** The ports of orders with the connectors that stand on them now. */
export async function readOrderPorts(
  db: Database,
  orderIds: readonly Id<'WorkOrder'>[],
): Promise<(OrderPort & { orderId: Id<'WorkOrder'> })[]> {
  const { rows } = await sql<OrderPort & { orderId: Id<'WorkOrder'> }>`
    select x.order_id, p.id, p.number, s.name as station_name, s.serial as station_serial, s.source_id as station_source_id,
      s.model, s.kit_family as family, p.level, p.power_kw, p.is_funded, x.kit_type_id, x.outcome, x.outcome_reason,
      x.kit_serial, x.kit_side,
      (select max(v.expires_on) from waiver v where v.port_id = p.id and v.used_command_id is null
        and v.withdrawn_command_id is null) as waived_until,
      (select jsonb_build_object('energised', max(g.reached_on) filter (where g.rung = 'energised'),
          'first_session', max(g.reached_on) filter (where g.rung = 'first_session'),
          'publicly_listed', max(g.reached_on) filter (where g.rung = 'publicly_listed'))
        from connector_rung g where g.connector_id = x.connector_id) as rungs,
      array(select n.standard from connector n where n.port_id = p.id and n.removed_on is null
        and n.voided_command_id is null order by n.standard) as standards
    from work_order_port x join port p on p.id = x.port_id join station s on s.id = p.station_id
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

export async function readAnswers(db: Database, orderIds: readonly Id<'WorkOrder'>[]) {
  const { rows } = await sql<OrderDetail['answers'][number] & { orderId: Id<'WorkOrder'> }>`
    select a.order_id, a.step, a.value, a.answered_at, e.name as answered_by, a.command_id,
      (select coalesce(jsonb_agg(jsonb_build_object('commandId', r.command_id, 'value', r.value,
          'answeredAt', to_char(r.answered_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), 'answeredBy', o.name)
          order by r.answered_at), '[]')
        from answer_rival r left join person o on o.id = r.answered_by
        where r.order_id = a.order_id and r.step = a.step and r.settled_command_id is null) as rivals
    from checklist_answer a left join person e on e.id = a.answered_by
    where a.order_id = any (${[...orderIds]}::uuid[]) order by a.answered_at
  `.execute(db)
  return rows
}

export async function readEvidence(db: Database, orderIds: readonly Id<'WorkOrder'>[]) {
  const { rows } = await sql<OrderDetail['evidence'][number] & { orderId: Id<'WorkOrder'> }>`
    select e.order_id, e.id, e.kind, e.sha256, e.taken_at, f.sha256 is not null as is_stored
    from evidence e left join stored_file f on f.sha256 = e.sha256
    where e.order_id = any (${[...orderIds]}::uuid[]) order by e.taken_at
  `.execute(db)
  return rows
}

/** What a bulk change did to one order: its step, and the fields that got another value. */
const assignmentPayload = sql`jsonb_build_object('from', a.before_state, 'to', a.after_state, 'reason', e.payload->'reason',
    'crew', c.name, 'day', a.after_scheduled_on, 'movesCrew', a.before_crew_id is distinct from a.after_crew_id
      or a.before_scheduled_on is distinct from a.after_scheduled_on)
  || case when a.after_fields is null then '{}' else (select coalesce(jsonb_object_agg(f.key, f.value), '{}')
    from (values ('dueOn', a.before_fields->'due_on', a.after_fields->'due_on', a.after_fields->'due_on'),
      ('priority', a.before_fields->'priority', a.after_fields->'priority', a.after_fields->'priority'),
      ('milestone', a.before_fields->'milestone_id', a.after_fields->'milestone_id',
        (select to_jsonb(name) from milestone where id = (a.after_fields->>'milestone_id')::uuid)),
      ('kit', a.before_fields->'kit_type_id', a.after_fields->'kit_type_id',
        (select to_jsonb(name) from kit_type where id = (a.after_fields->>'kit_type_id')::uuid))
    ) as f(key, before, after, value) where f.before is distinct from f.after) end`

/** What happened to an order, the latest first; assignments of many orders at once are among it. */
export async function readHistory(db: Database, orderId: Id<'WorkOrder'>) {
  const { rows } = await sql<{
    kind: string
    payload: Record<string, unknown>
    actorName: string | null
    deviceId: string | null
    occurredAt: string
    recordedAt: string
  }>`
    select h.kind, h.payload, a.name as actor_name, h.device_id, h.occurred_at, h.recorded_at from (
      select position, kind, payload, actor_id, device_id, occurred_at, recorded_at from event where subject_id = ${orderId}
      union all
      select e.position, e.kind, ${assignmentPayload}, e.actor_id, e.device_id, e.occurred_at, e.recorded_at
      from order_assignment a join event e on e.command_id = a.command_id and e.ordinal = 0
      left join crew c on c.id = a.after_crew_id where a.order_id = ${orderId}
      union all
      select e.position, 'order.created', '{}'::jsonb, e.actor_id, e.device_id, e.occurred_at, e.recorded_at
      from work_order w join event e on e.command_id = w.created_command_id and e.ordinal = 0 where w.id = ${orderId}
    ) h left join person a on a.id = h.actor_id
    order by h.position desc limit 500
  `.execute(db)
  return rows
}
