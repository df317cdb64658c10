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
import type { Id } from '@changeover/shared/commands'
import type { CrewCommand } from '../store/commands.ts'

type Done = CrewCommand & { occurredAt: Instant; commandId: Id<'Command'> }
type Of<Name extends CrewCommand['name']> = Extract<Done, { name: Name }>

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
    case 'orders.different':
      return withDifference(order, command)
    case 'orders.answer':
      return withAnswer(order, command)
    case 'orders.addEvidence':
      return withEvidence(order, command.data)
    case 'rungs.reach':
      return withRung(order, command.data)
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

function withRung(order: OrderDetail, { rung, reachedOn }: Of<'rungs.reach'>['data']): OrderDetail {
  return {
    ...order,
    ports: order.ports.map((port) =>
      port.outcome === 'fitted' && port.rungs[rung] === null
        ? { ...port, rungs: { ...port.rungs, [rung]: reachedOn } }
        : port,
    ),
  }
}

/** A kit that fits takes the planned one's place; anything else goes back to planning. */
function withDifference(order: OrderDetail, command: Of<'orders.different'>): OrderDetail {
  if (nextState(order.state, 'different') === null) return order
  const { follows } = command
  if (!follows) return moved(order, 'different', command.occurredAt)
  const { kit, checklist } = follows
  return {
    ...order,
    version: order.version + 1,
    kitTypeId: kit.id,
    kits: [kit],
    checklist: checklist ?? order.checklist,
    ports: order.ports.map((port) =>
      port.outcome === 'open' && (port.level === null || port.level === kit.level)
        ? { ...port, kitTypeId: kit.id }
        : port,
    ),
  }
}

function withAnswer(order: OrderDetail, command: Of<'orders.answer'>): OrderDetail {
  const { step, value, settles } = command.data
  const before = order.answers.find((answer) => answer.step === step)
  const others = order.answers.filter((answer) => answer.step !== step)
  const rivals = (before?.rivals ?? []).filter(({ commandId }) => !settles?.includes(commandId))
  const { occurredAt: answeredAt, commandId } = command
  return {
    ...order,
    answers: [...others, { step, value, answeredAt, answeredBy: null, commandId, rivals }],
  }
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
