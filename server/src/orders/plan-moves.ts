import type { Id } from '@changeover/shared/commands'
import { TRANSITIONS } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { visibleOrders } from './access.ts'
import { staleAssigned } from './change.ts'
import { countAssignmentDeltas } from './assignment-deltas.ts'

/** Why an order did not move as a plan wants. */
export const MOVE_REFUSALS = [
  'STALE',
  'ILLEGAL_STATE',
  'BEFORE_GATE',
  'NO_SKILL',
  'CREW_GONE',
] as const
export type MoveRefusal = (typeof MOVE_REFUSALS)[number]

/** One order after `moveOrders`: moved when it was not refused. */
export interface MovedOrder {
  orderId: Id<'WorkOrder'>
  number: number
  refusal: MoveRefusal | null
  crewId: Id<'Crew'> | null
  scheduledOn: Day | null
}

/** States in which an order can lose its crew and day. */
const UNPLANNED_FROM = [...TRANSITIONS.unassign.from, 'reopened']

/**
 * Moves each order to a crew and day of its own, or takes both away, in one statement. `wanted` is a
 * query of `order_id, crew_id, planned_on, position, version_before`; an order that changed since
 * `version_before` stays as it is. What was moved can be taken back like any assignment.
 */
export async function moveOrders(
  work: UnitOfWork,
  wanted: RawBuilder<unknown>,
): Promise<MovedOrder[]> {
  const { rows } = await sql<MovedOrder>`
    with wanted as (${wanted}),
    judged as (
      select w.id, w.number, w.version, w.state, w.crew_id, w.scheduled_on, w.blocked_reason,
        p.crew_id as to_crew_id, p.planned_on as to_on, p.position,
        case when p.planned_on is null then 'planned' else 'scheduled' end as to_state,
        case
          when w.version <> p.version_before then 'STALE'
          when p.planned_on is null and not w.state = any (${UNPLANNED_FROM}::text[]) then 'ILLEGAL_STATE'
          when p.planned_on is null then null
          when not w.state = any (${[...TRANSITIONS.assign.from]}::text[]) then 'ILLEGAL_STATE'
          when c.id is null or c.deleted_at is not null then 'CREW_GONE'
          when p.planned_on < m.gate_on then 'BEFORE_GATE'
          when not w.charge = any (c.skills) then 'NO_SKILL'
        end as refusal
      from wanted p join work_order w on w.id = p.order_id join milestone m on m.id = w.milestone_id
      left join crew c on c.id = p.crew_id
      where ${visibleOrders(work.actor)}
      order by w.id for update of w
    ), moved as (
      update work_order w set state = j.to_state, crew_id = j.to_crew_id, scheduled_on = j.to_on, route_position = j.position,
        blocked_reason = null, version = w.version + 1,
        state_since = case when w.state = j.to_state then w.state_since else ${work.occurredAt}::timestamptz end
      from judged j where w.id = j.id and j.refusal is null
    ), kept as (
      insert into order_assignment (command_id, recorded_at, order_id, before_state, before_crew_id, before_scheduled_on, before_blocked_reason,
        after_state, after_crew_id, after_scheduled_on, version_after)
      select ${work.commandId}::uuid, ${work.recordedAt}::timestamptz, j.id, j.state, j.crew_id, j.scheduled_on, j.blocked_reason,
        j.to_state, j.to_crew_id, j.to_on, j.version + 1
      from judged j where j.refusal is null
    )
    select id as order_id, number, refusal, to_crew_id as crew_id, to_on as scheduled_on from judged order by number
  `.execute(work.tx)
  if (rows.some(({ refusal }) => refusal === null)) {
    await countAssignmentDeltas(work)
    await staleAssigned(work)
  }
  return rows
}
