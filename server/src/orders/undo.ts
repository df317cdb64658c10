import { AppError, type Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { visibleOrders } from './access.ts'
import { staleAssigned } from './assignment.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'

/**
 * Takes an assignment back: each order gets the crew, day and state that it had. An order that
 * somebody has changed since stays as it is and is named. The undo is itself an assignment, so it
 * can be taken back too.
 */
export async function undoAssignment(
  work: UnitOfWork,
  { commandId }: { commandId: Id<'Command'> },
) {
  const { rows } = await sql<{
    id: Id<'WorkOrder'>
    number: number
    state: string
    isFree: boolean
  }>`
    with judged as (
      select w.id, w.number, w.state, w.crew_id, w.scheduled_on, w.blocked_reason, w.version, a.before_state, a.before_crew_id,
        a.before_scheduled_on, a.before_blocked_reason, w.version = a.version_after as is_free
      from order_assignment a join work_order w on w.id = a.order_id
      where a.command_id = ${commandId} and ${visibleOrders(work.actor)}
      order by w.id for update of w
    ), restored as (
      update work_order w set state = j.before_state, crew_id = j.before_crew_id, scheduled_on = j.before_scheduled_on,
        blocked_reason = j.before_blocked_reason, route_position = null, version = w.version + 1,
        state_since = case when w.state = j.before_state then w.state_since else ${work.occurredAt}::timestamptz end
      from judged j where w.id = j.id and j.is_free
    ), kept as (
      insert into order_assignment (command_id, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after)
      select ${work.commandId}::uuid, j.id, j.state, j.crew_id, j.scheduled_on, j.blocked_reason, j.before_state, j.before_crew_id,
        j.before_scheduled_on, j.version + 1
      from judged j where j.is_free
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
  await countAssignmentDeltas(work)
  work.record({
    kind: 'orders.assignmentUndone',
    subject: { kind: 'command', id: commandId },
    payload: { restored, inTheWay: inTheWay.length },
  })
  await staleAssigned(work)
  return { restored, inTheWay: named, inTheWayCount: inTheWay.length }
}
