/**
 * Closing an order: the crew says what became of each port. Rules of `shared` decide, the ledger
 * gets its entries, and progress moves in the same transaction. The statements are sent without
 * waiting for one another; the door waits for all of them before it commits.
 */
import { AppError, newId } from '@changeover/shared/commands'
import { checkClose, openSteps, type Closing } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { rulesOf } from '../program/index.ts'
import type { UnitOfWork } from '../unit-of-work.ts'
import { requireManager } from './access.ts'
import {
  lockClosingOrder,
  parseSteps,
  readOutcomes,
  useWaivers,
  writeClosing,
  writeWaiver,
  type ClosingOrder,
  type ClosingPort,
  type PortWrite,
} from './close-repository.ts'
import { keepLateReport, latenessOf } from './late-report.ts'
import { CellSums, countStates } from './measures.ts'
import { writeParts } from './parts.ts'
import { dayOfWork, requireOpenGate, requireTransition } from './transitions.ts'

export async function closeOrder(work: UnitOfWork, data: Closing) {
  if (data.waiver) requireManager(work.actor, 'waiver')
  const order = await lockClosingOrder(work, data.orderId)
  if (!order) throw new AppError('NOT_FOUND', { orderId: data.orderId })
  const late = latenessOf(work, order)
  if (late) {
    const report = await keepLateReport(work, order, { name: 'orders.close', data, reason: late })
    return { ...report, portsFitted: 0, chademoLost: 0 }
  }
  work.expectVersion(order.version)
  await requireNotClosed(work, order)
  requireTransition(order, 'close')
  const doneOn = dayOfWork(work, order)
  requireOpenGate(order, doneOn)
  const { chademoLost, waivers } = requireClosable(order, data, doneOn)

  const byId = new Map(order.ports.map((port) => [port.portId, port]))
  // Every outcome names an open port of the order: `checkClose` refuses any other.
  const outcomes = data.ports.map((outcome) => ({ outcome, port: byId.get(outcome.portId)! }))
  if (data.waiver) work.send(writeWaiver(work, order.siteId, data.waiver.reason))
  else if (waivers.length > 0) work.send(useWaivers(work, waivers))
  const writes = outcomes.map(({ outcome, port }) => portWrite(outcome, port))
  work.send(writeClosing(work, order, doneOn, writes))
  if (data.parts?.length) await writeParts(work, order, doneOn, data.parts)
  countProgress(work, order, doneOn, outcomes)

  const fitted = outcomes.filter(({ outcome }) => outcome.outcome === 'fitted').length
  work.record({
    kind: 'order.closed',
    subject: { kind: 'order', id: order.id },
    payload: {
      from: order.state,
      to: 'done',
      ports: data.ports,
      ...(data.parts?.length ? { parts: data.parts } : {}),
      ...(chademoLost > 0 ? { chademoLost } : {}),
      ...(data.waiver ? { waiver: data.waiver.reason } : {}),
    },
  })
  work.stale('orders', 'network', 'progress', `order:${order.id}`, `site:${order.siteId}`)
  return { state: 'done' as const, version: order.version + 1, portsFitted: fitted, chademoLost }
}

type Outcome = Closing['ports'][number]

/** A colleague was first: the refusal says what stands, so that a phone can compare it with its own. */
async function requireNotClosed(work: UnitOfWork, order: ClosingOrder): Promise<void> {
  if (order.state !== 'done' && order.state !== 'verified') return
  const outcomes = await readOutcomes(work, order.id)
  const { number, state } = order
  throw new AppError('ILLEGAL_TRANSITION', { number, state, transition: 'close', outcomes })
}

/** @returns how many CHAdeMO connectors go, and the waivers granted beforehand that are used up. */
function requireClosable(order: ClosingOrder, data: Closing, doneOn: Day) {
  const open = openSteps(parseSteps(order.steps), order.answers, new Set(order.evidence))
  const granted = order.ports.filter(({ waiver }) => waiver && waiver.expiresOn >= doneOn)
  const answer = checkClose({
    ports: order.ports.map(({ portId, isFunded, connectors }) => ({
      portId,
      isFunded,
      standards: connectors.map(({ standard }) => standard),
    })),
    siteStock: { CCS1: order.ccs1, J1772: order.j1772 },
    outcomes: data.ports,
    addsStandard: order.addsStandard ?? '',
    rules: rulesOf(order.rules),
    hasWaiver: Boolean(data.waiver),
    waivedPortIds: new Set(granted.map(({ portId }) => portId)),
  })
  if (!answer.isAllowed) throw new AppError(answer.code, answer.details)
  if (open.length > 0) throw new AppError('CHECKLIST_OPEN', { steps: open })
  const used = new Set(answer.waiversUsed)
  const waivers = granted.flatMap(({ portId, waiver }) =>
    waiver && used.has(portId) ? [waiver.id] : [],
  )
  return { chademoLost: answer.chademoLost, waivers }
}

function portWrite(outcome: Outcome, port: ClosingPort): PortWrite {
  const { portId } = port
  if (outcome.outcome === 'not_fitted')
    return {
      portId,
      outcome: 'not_fitted',
      reason: outcome.reason,
      kitTypeId: null,
      kitSerial: null,
      kitSide: null,
      connectorId: null,
      movementId: null,
      removedIds: [],
    }
  return {
    portId,
    outcome: 'fitted',
    reason: null,
    kitTypeId: outcome.kitTypeId ?? port.kitTypeId,
    kitSerial: outcome.kitSerial ?? null,
    kitSide: outcome.side ?? null,
    connectorId: newId(),
    movementId: newId(),
    removedIds: entriesOf(port, outcome.removed),
  }
}

/** The ledger entries that go: one for each plug that was named, a second of the same kind only if named twice. */
function entriesOf(port: ClosingPort, removed: readonly string[]) {
  const standing = [...port.connectors]
  return removed.map((standard) => {
    const position = standing.findIndex((connector) => connector.standard === standard)
    return standing.splice(position, 1)[0].id
  })
}

function countProgress(
  work: UnitOfWork,
  order: ClosingOrder,
  doneOn: Day,
  outcomes: readonly { outcome: Outcome; port: ClosingPort }[],
): void {
  const done = new CellSums()
  const unplanned = new CellSums()
  const connectors = new Map<string, CellSums>()
  const countConnector = (standard: string, port: ClosingPort, quantity: number) => {
    const sums = connectors.get(standard) ?? new CellSums()
    sums.add(order.region, port.level, port.family, quantity)
    connectors.set(standard, sums)
  }
  for (const { outcome, port } of outcomes) {
    if (outcome.outcome === 'not_fitted') {
      unplanned.add(order.region, port.level, port.family, -1)
      continue
    }
    done.add(order.region, port.level, port.family)
    countConnector(outcome.standard, port, 1)
    for (const standard of outcome.removed) countConnector(standard, port, -1)
  }
  countStates(work, order, doneOn, order.state, 'done')
  done.countInto(work, 'done', order.milestoneId, doneOn)
  if (order.scheduledOn) unplanned.countInto(work, 'planned', order.milestoneId, order.scheduledOn)
  for (const [standard, sums] of connectors)
    sums.countInto(work, `connectors:${standard}`, null, doneOn)
  if (order.addsStandard === 'NACS') {
    done.countInto(work, 'ports_nacs', null, doneOn)
    countSite(work, order, doneOn, outcomes)
  }
}

/** A site has NACS from its first such port on, AC and DC apart. */
function countSite(
  work: UnitOfWork,
  order: ClosingOrder,
  doneOn: Day,
  outcomes: readonly { outcome: Outcome; port: ClosingPort }[],
): void {
  const first = outcomes.find(({ outcome }) => outcome.outcome === 'fitted')?.port
  if (!first) return
  const portsBefore = first.level === 'DC' ? order.dcNacsPorts : order.acNacsPorts
  if (portsBefore > 0) return
  const site = new CellSums()
  site.add(order.region, first.level, 'unknown')
  site.countInto(work, 'sites_nacs', null, doneOn)
}
