/**
 * What an order will look like once the server has carried a command out. Pure, and the same rules
 * as the server's: a command that its state does not allow changes nothing here either.
 */
import {
  nextState,
  type Closing,
  type OrderDetail,
  type TransitionName,
} from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import type { CrewCommand } from '../store/commands.ts'

type Done = CrewCommand & { occurredAt: Instant }

/** The order after one command. */
export function applyCommand(order: OrderDetail, command: Done): OrderDetail {
  switch (command.name) {
    case 'orders.travel':
      return moved(order, 'travel', command.occurredAt)
    case 'orders.arrive':
      return moved(order, 'arrive', command.occurredAt)
    case 'orders.start':
      return moved(order, 'start', command.occurredAt)
    case 'orders.unblock':
      return { ...moved(order, 'unblock', command.occurredAt), blockedReason: null }
    case 'orders.block': {
      const blocked = moved(order, 'block', command.occurredAt)
      return blocked === order ? order : { ...blocked, blockedReason: command.data.reason }
    }
    case 'orders.answer':
      return withAnswer(order, command.data, command.occurredAt)
    case 'orders.addEvidence':
      return withEvidence(order, command.data)
    case 'orders.close': {
      const closed = moved(order, 'close', command.occurredAt)
      return closed === order ? order : withOutcomes(closed, command.data.ports)
    }
  }
}

/** The order as this phone knows it: what the server said, and then what was done here. */
export function withPending(order: OrderDetail, pending: readonly Done[]): OrderDetail {
  return pending.filter((command) => command.data.orderId === order.id).reduce(applyCommand, order)
}

function moved(order: OrderDetail, transition: TransitionName, at: Instant): OrderDetail {
  const state = nextState(order.state, transition)
  return state === null ? order : { ...order, state, stateSince: at, version: order.version + 1 }
}

function withAnswer(
  order: OrderDetail,
  { step, value }: Pick<OrderDetail['answers'][number], 'step' | 'value'>,
  answeredAt: Instant,
): OrderDetail {
  const others = order.answers.filter((answer) => answer.step !== step)
  return { ...order, answers: [...others, { step, value, answeredAt, answeredBy: null }] }
}

function withEvidence(
  order: OrderDetail,
  data: Extract<CrewCommand, { name: 'orders.addEvidence' }>['data'],
): OrderDetail {
  const { evidenceId: id, kind, sha256, takenAt } = data
  if (order.evidence.some((evidence) => evidence.id === id)) return order
  return { ...order, evidence: [...order.evidence, { id, kind, sha256, takenAt, isStored: false }] }
}

function withOutcomes(order: OrderDetail, outcomes: Closing['ports']): OrderDetail {
  const byPort = new Map(outcomes.map((outcome) => [outcome.portId, outcome]))
  return {
    ...order,
    ports: order.ports.map((port) => {
      const outcome = byPort.get(port.id)
      if (!outcome) return port
      if (outcome.outcome === 'not_fitted')
        return { ...port, outcome: 'not_fitted', outcomeReason: outcome.reason }
      const standing = [...port.standards]
      for (const gone of outcome.removed) standing.splice(standing.indexOf(gone), 1)
      return { ...port, outcome: 'fitted', standards: [...standing, outcome.standard] }
    }),
  }
}
