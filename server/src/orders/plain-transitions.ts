import type { Id } from '@changeover/shared/commands'
import type { TransitionName } from '@changeover/shared/orders'
import type { UnitOfWork } from '../unit-of-work.ts'
import { firstVisitEnds } from './first-visit.ts'
import { keepLateReport, latenessOf, lockReported } from './late-report.ts'
import {
  dayOfWork,
  enterState,
  lockOrder,
  requireOpenGate,
  requireTransition,
} from './transitions.ts'

/** Transitions that change nothing but the state. Those of a crew may come late. */
const plainTransitions = {
  dispatch: { event: 'order.dispatched', needsGate: false, isOfCrew: false },
  travel: { event: 'order.travelling', needsGate: true, isOfCrew: true },
  arrive: { event: 'order.arrived', needsGate: true, isOfCrew: true },
  start: { event: 'order.started', needsGate: true, isOfCrew: true },
  unblock: { event: 'order.unblocked', needsGate: true, isOfCrew: true },
  verify: { event: 'order.verified', needsGate: false, isOfCrew: false },
} as const satisfies Partial<
  Record<TransitionName, { event: string; needsGate: boolean; isOfCrew: boolean }>
>

/** The handler of a plain transition. */
export function plainTransition(name: keyof typeof plainTransitions) {
  const { event, needsGate, isOfCrew } = plainTransitions[name]
  return async (work: UnitOfWork, { orderId }: { orderId: Id<'WorkOrder'> }) => {
    const order = await (isOfCrew ? lockReported : lockOrder)(work, orderId)
    const late = isOfCrew ? latenessOf(work, order) : null
    if (late)
      return keepLateReport(work, order, {
        name: `orders.${name}`,
        data: { orderId },
        reason: late,
      })
    const to = requireTransition(order, name)
    if (needsGate) requireOpenGate(order, dayOfWork(work, order))
    await enterState(work, order, { to, event })
    return { state: to, version: order.version + 1 }
  }
}

/** The crew cannot go on: a reason, and usually a photo beside it. */
export async function block(work: UnitOfWork, data: { orderId: Id<'WorkOrder'>; reason: string }) {
  const order = await lockReported(work, data.orderId)
  const late = latenessOf(work, order)
  if (late) return keepLateReport(work, order, { name: 'orders.block', data, reason: late })
  const to = requireTransition(order, 'block')
  const visit = firstVisitEnds(work, order.id, dayOfWork(work, order), data.reason)
  work.send(visit.execute(work.tx))
  await enterState(work, order, {
    to,
    event: 'order.blocked',
    payload: { reason: data.reason },
    blockedReason: data.reason,
  })
  return { state: to, version: order.version + 1 }
}
