import type { Id } from '@changeover/shared/commands'
import { ChecklistStepSchema } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import { z } from 'zod'
import type { UnitOfWork } from '../unit-of-work.ts'
import { reportableOrders } from './access.ts'
import { firstVisitEnds } from './first-visit.ts'
import type { LockedOrder } from './transitions.ts'

/** A port of the order that waits for its outcome, with the ledger entries that stand on it. */
export interface ClosingPort {
  portId: Id<'Port'>
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
  isFunded: boolean
  kitTypeId: Id<'KitType'> | null
  connectors: { id: Id<'Connector'>; standard: string }[]
  /** The right, granted beforehand, to take one CCS1 connector off the port. */
  waiver: { id: Id<'Waiver'>; expiresOn: Day } | null
}

/** Everything a closing is judged by. */
export interface ClosingOrder extends LockedOrder {
  addsStandard: string | null
  rules: unknown
  ccs1: number
  j1772: number
  acNacsPorts: number
  dcNacsPorts: number
  ports: ClosingPort[]
  steps: unknown
  answers: Record<string, unknown>
  evidence: string[]
}

/**
 * Locks the order and what stands at its site, as every change of the site does, then reads all in one
 * statement. Both are sent at once, and the second begins when the first has its locks: so it sees what
 * whoever was waited for left behind.
 */
export async function lockClosingOrder(
  work: UnitOfWork,
  orderId: Id<'WorkOrder'>,
): Promise<ClosingOrder | undefined> {
  const [, { rows }] = await Promise.all([
    sql`/* prepared */
      select from work_order w join site_stock st on st.site_id = w.site_id where w.id = ${orderId} for update of w, st
    `.execute(work.tx),
    readClosingOrder(work, orderId),
  ])
  return rows[0]
}

function readClosingOrder(work: UnitOfWork, orderId: Id<'WorkOrder'>) {
  return sql<ClosingOrder>`/* prepared */
    select w.id, w.number, w.version, w.state, w.site_id, w.track_id, w.crew_id, w.scheduled_on, w.done_on,
      w.milestone_id, w.region, w.charge, k.family as kit_family, m.gate_on, t.time_zone, r.adds_standard, g.rules,
      st.ccs1, st.j1772, st.ac_nacs_ports, st.dc_nacs_ports, c.steps,
      (select coalesce(jsonb_agg(jsonb_build_object('portId', p.id, 'level', p.level, 'family', s.kit_family,
          'isFunded', p.is_funded, 'kitTypeId', x.kit_type_id, 'waiver',
          (select jsonb_build_object('id', v.id, 'expiresOn', v.expires_on) from waiver v
            where v.port_id = p.id and v.used_command_id is null and v.withdrawn_command_id is null), 'connectors',
          (select coalesce(jsonb_agg(jsonb_build_object('id', n.id, 'standard', n.standard)), '[]') from connector n
            where n.port_id = p.id and n.removed_on is null and n.voided_command_id is null))), '[]')
        from work_order_port x join port p on p.id = x.port_id join station s on s.id = p.station_id
        where x.order_id = w.id and x.outcome = 'open') as ports,
      (select coalesce(jsonb_object_agg(a.step, a.value), '{}') from checklist_answer a where a.order_id = w.id) as answers,
      array(select distinct e.kind from evidence e where e.order_id = w.id) as evidence
    from work_order w
    join milestone m on m.id = w.milestone_id join track r on r.id = w.track_id join program g on g.id = w.program_id
    join site t on t.id = w.site_id join site_stock st on st.site_id = w.site_id
    left join kit_type k on k.id = w.kit_type_id
    left join checklist_template c on c.id = w.checklist_template_id
    where w.id = ${orderId} and ${reportableOrders(work.actor)}
  `.execute(work.tx)
}

const stepsOf = new Map<string, z.infer<typeof ChecklistStepSchema>[]>()

/** The template's steps. Published templates never change, so each is parsed once. */
export function parseSteps(steps: unknown): z.infer<typeof ChecklistStepSchema>[] {
  if (steps === null) return []
  const text = JSON.stringify(steps)
  const known = stepsOf.get(text)
  if (known) return known
  const parsed = z.array(ChecklistStepSchema).parse(steps)
  stepsOf.set(text, parsed)
  return parsed
}

/** What a closing writes of one port. */
export interface PortWrite {
  portId: Id<'Port'>
  outcome: 'fitted' | 'not_fitted'
  reason: string | null
  kitTypeId: Id<'KitType'> | null
  kitSerial: string | null
  kitSide: 'left' | 'right' | null
  connectorId: Id<'Connector'> | null
  movementId: Id<'KitMovement'> | null
  removedIds: Id<'Connector'>[]
}

/** Writes ledger, outcomes, kit use, the first visit and the order's state, in one statement. */
export function writeClosing(
  work: UnitOfWork,
  order: ClosingOrder,
  doneOn: Day,
  ports: readonly PortWrite[],
): Promise<unknown> {
  const removed = ports.flatMap(({ removedIds }) => removedIds)
  const failed = ports.find(({ outcome }) => outcome === 'not_fitted')
  return sql`/* prepared */
    with outcome as (
      select * from jsonb_to_recordset(${JSON.stringify(ports)}::jsonb) as o("portId" uuid, outcome text, reason text,
        "kitTypeId" uuid, "kitSerial" text, "kitSide" text, "connectorId" uuid, "movementId" uuid)
    ), installed as (
      insert into connector (id, port_id, standard, installed_on, installed_command_id, installed_recorded_at, installed_order_id, kit_type_id)
      select "connectorId", "portId", ${order.addsStandard}, ${doneOn}::date, ${work.commandId}::uuid, ${work.recordedAt}::timestamptz, ${order.id}::uuid, "kitTypeId"
      from outcome where outcome = 'fitted'
    )${takenOut(work, order.id, doneOn, removed)}, decided as (
      update work_order_port x set outcome = o.outcome, outcome_reason = o.reason, kit_type_id = coalesce(o."kitTypeId", x.kit_type_id),
        kit_serial = o."kitSerial", kit_side = o."kitSide", connector_id = o."connectorId"
      from outcome o where x.order_id = ${order.id} and x.port_id = o."portId"
    ), used as (
      insert into kit_movement (id, depot_id, kit_type_id, quantity, moved_on, reason, order_id, command_id)
      select "movementId", (select min(d.id::text)::uuid from depot d where d.region = ${order.region} and d.deleted_at is null
          having count(*) = 1), "kitTypeId", -1, ${doneOn}::date, 'used', ${order.id}::uuid, ${work.commandId}::uuid
      from outcome where outcome = 'fitted' and "kitTypeId" is not null
    ), visited as (
      ${firstVisitEnds(work, order.id, doneOn, failed?.reason ?? null)}
    )
    update work_order set state = 'done', state_since = ${work.occurredAt}::timestamptz, done_on = ${doneOn}::date, version = version + 1
    where id = ${order.id}
  `.execute(work.tx)
}

/** The removals, only where there are any: an update of no row would still recount the site. */
function takenOut(
  work: UnitOfWork,
  orderId: Id<'WorkOrder'>,
  doneOn: Day,
  removed: readonly Id<'Connector'>[],
) {
  if (removed.length === 0) return sql``
  return sql`, removed as (
      update connector set removed_on = ${doneOn}::date, removed_command_id = ${work.commandId}::uuid,
        removed_recorded_at = ${work.recordedAt}::timestamptz, removed_order_id = ${orderId}::uuid
      where id = any (${[...removed]}::uuid[])
    )`
}

/** What became of each port of a closed order. */
export async function readOutcomes(work: UnitOfWork, orderId: Id<'WorkOrder'>) {
  return work.tx
    .selectFrom('workOrderPort')
    .select(['portId', 'outcome', 'kitTypeId'])
    .where('orderId', '=', orderId)
    .orderBy('portId')
    .execute()
}

/** Notes who let the CCS1 count fall, and why. */
export function writeWaiver(
  work: UnitOfWork,
  siteId: Id<'Site'>,
  reason: string,
): Promise<unknown> {
  return work.tx
    .insertInto('ccs1Waiver')
    .values({ commandId: work.commandId, siteId, grantedBy: work.actor.personId, reason })
    .execute()
}

/** Uses waivers up that were granted beforehand; who granted them stands behind the closing. */
export function useWaivers(work: UnitOfWork, waiverIds: readonly Id<'Waiver'>[]): Promise<unknown> {
  return sql`
    with used as (
      update waiver set used_command_id = ${work.commandId}::uuid where id = any (${[...waiverIds]}::uuid[])
      returning site_id, granted_by, granted_at, reason
    )
    insert into ccs1_waiver (command_id, site_id, granted_by, reason)
    select ${work.commandId}::uuid, (array_agg(site_id))[1], (array_agg(granted_by order by granted_at))[1],
      string_agg(reason, '; ' order by granted_at)
    from used
  `.execute(work.tx)
}
