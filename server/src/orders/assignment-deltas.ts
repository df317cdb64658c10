import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countStates } from './measures.ts'

interface PlannedMove {
  day: Day
  milestoneId: Id<'Milestone'>
  region: string
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
  ports: number
}

interface StateMove {
  milestoneId: Id<'Milestone'>
  region: string
  charge: Charge
  kitFamily: string | null
  beforeState: string
  afterState: string
  orders: number
}

/**
 * Counts what this command's rows of `order_assignment` changed: open ports leave the day they were
 * planned for and enter the new one, orders change their state.
 */
export async function countAssignmentDeltas(work: UnitOfWork): Promise<void> {
  const [planned, states] = await Promise.all([
    sql<PlannedMove>`
      select move.day, w.milestone_id, w.region, p.level, s.kit_family as family, sum(move.sign)::integer as ports
      from order_assignment a join work_order w on w.id = a.order_id
      join work_order_port x on x.order_id = w.id and x.outcome = 'open'
      join port p on p.id = x.port_id join station s on s.id = p.station_id
      cross join lateral (values (a.before_scheduled_on, -1), (a.after_scheduled_on, 1)) as move(day, sign)
      where a.command_id = ${work.commandId} and move.day is not null
      group by 1, 2, 3, 4, 5 having sum(move.sign) <> 0
    `.execute(work.tx),
    sql<StateMove>`
      select w.milestone_id, w.region, w.charge, k.family as kit_family, a.before_state, a.after_state, count(*) as orders
      from order_assignment a join work_order w on w.id = a.order_id left join kit_type k on k.id = w.kit_type_id
      where a.command_id = ${work.commandId} group by 1, 2, 3, 4, 5, 6
    `.execute(work.tx),
  ])
  for (const { day, milestoneId, region, level, family, ports } of planned.rows)
    work.count({
      occurredOn: day,
      milestoneId,
      region,
      level: level ?? 'unknown',
      family: family ?? 'unknown',
      measure: 'planned',
      quantity: ports,
    })
  for (const move of states.rows)
    countStates(work, move, work.recordedOn, move.beforeState, move.afterState, move.orders)
}
