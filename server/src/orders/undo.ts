import { AppError, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { visibleOrders } from './access.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'
import { staleAssigned } from './change.ts'
import { keepPorts } from './change-write.ts'

/**
 * Takes a bulk change back: each order gets the fields, ports and state that it had. An order that
 * somebody has changed since, or whose ports another order has taken, stays as it is and is named.
 * The undo is itself such a change, so it can be taken back too.
 */
export async function undoChange(work: UnitOfWork, { commandId }: { commandId: Id<'Command'> }) {
  const { rows } = await sql<{
    id: Id<'WorkOrder'>
    number: number
    state: string
    isFree: boolean
  }>`
    with judged as (
      select w.id, w.number, w.version, w.state, w.crew_id, w.scheduled_on, w.blocked_reason, a.before_state, a.before_crew_id,
        a.before_scheduled_on, a.before_blocked_reason, a.before_fields, a.after_fields, a.before_ports, a.after_ports, a.moves,
        w.version = a.version_after and not exists (
          select from jsonb_to_recordset(a.before_ports) as p("portId" uuid, outcome text)
          join work_order_port other on other.port_id = p."portId" and other.track_id = w.track_id and other.order_id <> w.id
            and other.outcome in ('open', 'fitted')
          where p.outcome in ('open', 'fitted')) as is_free
      from order_assignment a join work_order w on w.id = a.order_id
      where a.command_id = ${commandId} and ${visibleOrders(work.actor)}
      order by w.id for update of w
    ), free as (select * from judged where is_free),
    restored as (
      update work_order w set state = j.before_state, crew_id = j.before_crew_id, scheduled_on = j.before_scheduled_on,
        blocked_reason = j.before_blocked_reason, route_position = null, version = w.version + 1,
        state_since = case when j.before_fields ? 'state_since' then f.state_since when w.state = j.before_state then w.state_since
          else ${work.occurredAt}::timestamptz end,
        due_on = f.due_on, priority = f.priority, milestone_id = f.milestone_id, kit_type_id = f.kit_type_id,
        checklist_template_id = f.checklist_template_id
      from free j join work_order as_is on as_is.id = j.id
      cross join lateral jsonb_populate_record(as_is, coalesce(j.before_fields, '{}')) as f
      where w.id = j.id
    ), kept as (
      insert into order_assignment (command_id, recorded_at, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after, before_fields, after_fields, before_ports, after_ports, undone_moves)
      select ${work.commandId}::uuid, ${work.recordedAt}::timestamptz, j.id, j.state, j.crew_id, j.scheduled_on, j.blocked_reason, j.before_state, j.before_crew_id,
        j.before_scheduled_on, j.version + 1, j.after_fields, j.before_fields, j.after_ports, j.before_ports, j.moves
      from free j
    )
    select id, number, state, is_free from judged order by number
  `.execute(work.tx)
  if (rows.length === 0) throw new AppError('NOT_FOUND', { commandId })
  const inTheWay = rows.filter(({ isFree }) => !isFree)
  const restored = rows.length - inTheWay.length
  const named = inTheWay
    .slice(0, 50)
    .map(({ id, number, state }) => ({ orderId: id, number, state }))
  if (restored === 0) throw new AppError('NOTHING_TO_DO', { inTheWay: named })
  await keepPorts(work)
  await countAssignmentDeltas(work)
  work.record({
    kind: 'orders.assignmentUndone',
    subject: { kind: 'command', id: commandId },
    payload: { restored, inTheWay: inTheWay.length },
  })
  await staleAssigned(work)
  return { restored, inTheWay: named, inTheWayCount: inTheWay.length }
}
