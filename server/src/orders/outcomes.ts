import type { Id } from '@changeover/shared/commands'
import { sql } from 'kysely'
import type { UnitOfWork } from '../unit-of-work.ts'
import { firstVisitWasNotEnough } from './first-visit.ts'
import { CellSums } from './measures.ts'
import { dayOfWork, enterState, lockOrder, requireTransition } from './transitions.ts'

interface PortCell {
  level: 'L1' | 'L2' | 'DC' | null
  family: string | null
}

type Reasoned = { orderId: Id<'WorkOrder'>; reason: string }

/**
 * Sends a closed order back with a reason. What was fitted stays in the ledger; ports that could
 * not be fitted wait again, unless a later order has taken them.
 */
export async function reopen(work: UnitOfWork, data: Reasoned) {
  const order = await lockOrder(work, data.orderId)
  const to = requireTransition(order, 'reopen')
  const { rows } = await sql<PortCell>`
    with waiting as (
      update work_order_port x set outcome = 'open', outcome_reason = null
      where x.order_id = ${order.id} and x.outcome = 'not_fitted' and not exists (
        select from work_order_port later where later.port_id = x.port_id and later.track_id = x.track_id
          and later.outcome in ('open', 'fitted'))
      returning x.port_id
    )
    select p.level, s.kit_family as family from waiting join port p on p.id = waiting.port_id join station s on s.id = p.station_id
  `.execute(work.tx)
  if (order.scheduledOn)
    sumOf(rows, order.region, 1).countInto(work, 'planned', order.milestoneId, order.scheduledOn)
  work.send(firstVisitWasNotEnough(work, order.id))
  await enterState(work, order, { to, event: 'order.reopened', payload: { reason: data.reason } })
  work.stale('progress')
  return { state: to, version: order.version + 1 }
}

/**
 * Gives an order up: its open ports leave the milestone's scope and may be taken in again later. A port
 * that an earlier visit could not fit stays in scope: it is in that order's count still.
 */
export async function cancel(work: UnitOfWork, data: Reasoned) {
  const order = await lockOrder(work, data.orderId)
  const to = requireTransition(order, 'cancel')
  const { rows } = await sql<PortCell & { staysInScope: boolean }>`
    with released as (
      update work_order_port set outcome = 'cancelled', outcome_reason = ${data.reason}
      where order_id = ${order.id} and outcome = 'open' returning port_id, track_id
    )
    select p.level, s.kit_family as family, exists (
      select from work_order_port earlier where earlier.port_id = released.port_id and earlier.track_id = released.track_id
        and earlier.order_id <> ${order.id} and earlier.outcome <> 'cancelled') as "staysInScope"
    from released join port p on p.id = released.port_id join station s on s.id = p.station_id
  `.execute(work.tx)
  const leaving = rows.filter(({ staysInScope }) => !staysInScope)
  sumOf(leaving, order.region, -1).countInto(
    work,
    'scope',
    order.milestoneId,
    dayOfWork(work, order),
  )
  if (order.scheduledOn)
    sumOf(rows, order.region, -1).countInto(work, 'planned', order.milestoneId, order.scheduledOn)
  await enterState(work, order, { to, event: 'order.cancelled', payload: { reason: data.reason } })
  work.stale('progress')
  return { state: to, version: order.version + 1 }
}

function sumOf(ports: readonly PortCell[], region: string, sign: 1 | -1): CellSums {
  const sums = new CellSums()
  for (const { level, family } of ports) sums.add(region, level, family, sign)
  return sums
}
