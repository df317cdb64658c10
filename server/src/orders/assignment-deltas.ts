import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import { sql, type RawBuilder } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { countMoves, countStates } from './measures.ts'

interface PortMove {
  measure: 'planned' | 'scope'
  day: Day | null
  milestoneId: Id<'Milestone'>
  region: string
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
  ports: number
}

interface StateSide {
  milestoneId: Id<'Milestone'>
  region: string
  charge: Charge
  kitFamily: string | null
  state: string
  orders: number
}

type MovedOrders = Omit<StateSide, 'state' | 'kitFamily'>

/**
 * Counts what this command's rows of `order_assignment` changed: open ports leave the day they were
 * planned for and enter the new one, ports leave or enter a milestone's scope, orders change their
 * state, milestone, kit or day.
 */
export async function countAssignmentDeltas(work: UnitOfWork): Promise<void> {
  const [ports, states, moves] = await Promise.all([
    sql<PortMove>`
      select q.measure, case when q.measure = 'planned' then move.day end as day, move.milestone_id, w.region, p.level,
        s.kit_family as family, sum(move.sign)::integer as ports
      from order_assignment a join work_order w on w.id = a.order_id
      cross join lateral (values
        (a.before_scheduled_on, ${was('milestone_id')}, a.before_ports, -1),
        (a.after_scheduled_on, ${is('milestone_id')}, a.after_ports, 1)) as move(day, milestone_id, ports, sign)
      cross join lateral (
        select x.port_id, x.outcome from work_order_port x where x.order_id = w.id and move.ports is null
        union all select x."portId", x.outcome from jsonb_to_recordset(move.ports) as x("portId" uuid, outcome text)) o
      cross join lateral (
        select 'planned' as measure where o.outcome = 'open' and move.day is not null
        union all select 'scope' where o.outcome <> 'cancelled') q
      join port p on p.id = o.port_id join station s on s.id = p.station_id
      where a.command_id = ${work.commandId} and (q.measure = 'planned' or a.before_ports is not null or a.before_fields is not null)
      group by 1, 2, 3, 4, 5, 6 having sum(move.sign) <> 0
    `.execute(work.tx),
    sql<StateSide>`
      select side.milestone_id, w.region, w.charge, k.family as kit_family, side.state, sum(side.sign)::integer as orders
      from order_assignment a join work_order w on w.id = a.order_id
      cross join lateral (values
        (a.before_state, ${was('milestone_id')}, ${was('kit_type_id')}, -1),
        (a.after_state, ${is('milestone_id')}, ${is('kit_type_id')}, 1)) as side(state, milestone_id, kit_type_id, sign)
      left join kit_type k on k.id = side.kit_type_id
      where a.command_id = ${work.commandId} group by 1, 2, 3, 4, 5 having sum(side.sign) <> 0
    `.execute(work.tx),
    sql<MovedOrders>`
      select ${is('milestone_id')} as milestone_id, w.region, w.charge, sum(a.moves)::integer as orders
      from order_assignment a join work_order w on w.id = a.order_id
      where a.command_id = ${work.commandId} group by 1, 2, 3 having sum(a.moves) <> 0
    `.execute(work.tx),
  ])
  for (const { measure, day, milestoneId, region, level, family, ports: quantity } of ports.rows)
    work.count({
      occurredOn: day ?? work.recordedOn,
      milestoneId,
      region,
      level: level ?? 'unknown',
      family: family ?? 'unknown',
      measure,
      quantity,
    })
  for (const side of states.rows)
    countStates(work, side, work.recordedOn, null, side.state, side.orders)
  for (const moved of moves.rows) countMoves(work, moved, moved.orders)
}

/** A reference of the order before and after the command; a row without fields changed none of them. */
function was(column: 'milestone_id' | 'kit_type_id'): RawBuilder<unknown> {
  return fieldOr(sql`a.before_fields`, column)
}

function is(column: 'milestone_id' | 'kit_type_id'): RawBuilder<unknown> {
  return fieldOr(sql`a.after_fields`, column)
}

function fieldOr(fields: RawBuilder<unknown>, column: string): RawBuilder<unknown> {
  return sql`case when ${fields} is null then ${sql.ref(`w.${column}`)} else (${fields} ->> ${sql.lit(column)})::uuid end`
}
