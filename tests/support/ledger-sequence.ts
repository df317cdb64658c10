import { checkClose, type PortOutcome } from '@changeover/shared/orders'
import fc from 'fast-check'
import { misplaced, playCorrection, type CorrectionStep } from './ledger-corrections.ts'
import {
  ADDED,
  countOf,
  freePorts,
  siteOf,
  stationsAt,
  type Model,
  type ModelPort,
} from './ledger-model.ts'

/**
 * Everything that may happen to a network, in any order. What must never happen is judged apart, from
 * the state before and after. The same sequences are played on the model and on a server with a real
 * database.
 */
export type Step =
  /** A station with its ports, at a site that stands or, where there is none of that number, a new one. */
  | { kind: 'import'; at: number; ports: { isFunded: boolean; standards: string[] }[] }
  | { kind: 'undoImport'; of: number }
  | { kind: 'order'; ports: number[] }
  | {
      kind: 'close'
      order: number
      removed: string[][]
      fitted: boolean[]
      byManager: boolean
    }
  | { kind: 'waive'; port: number }
  | { kind: 'withdraw'; port: number }
  | CorrectionStep
  /** What a device sent before, sent again: a lost answer, or the same queue twice. */
  | { kind: 'replay'; of: number }

const standard = fc.constantFrom('J1772', 'CCS1', 'CHADEMO')
const plugs = fc.uniqueArray(standard, { minLength: 1, maxLength: 3 })
const importedPort = fc.record({ isFunded: fc.boolean(), standards: plugs })
const few = { minLength: 1, maxLength: 3 }
const three = { minLength: 3, maxLength: 3 }
const site = fc.nat(2)

function stepOf<Kind extends Step['kind'], Fields extends object>(
  kind: Kind,
  weight: number,
  fields: { [Name in keyof Fields]: fc.Arbitrary<Fields[Name]> },
) {
  const arbitrary = fc
    .record<Fields>(fields)
    .map((values) => ({ kind, ...values }) as { kind: Kind } & Fields) // Spread forgets the kind's own type.
  return { weight, arbitrary }
}

const importing = stepOf('import', 3, { at: fc.nat(2), ports: fc.array(importedPort, few) })
const step: fc.Arbitrary<Step> = fc.oneof(
  importing,
  stepOf('undoImport', 1, { of: fc.nat(4) }),
  stepOf('order', 5, { ports: fc.uniqueArray(fc.nat(7), few) }),
  stepOf('close', 6, {
    order: fc.nat(3),
    removed: fc.array(fc.array(standard, { maxLength: 2 }), three),
    fitted: fc.array(fc.boolean(), three),
    byManager: fc.boolean(),
  }),
  stepOf('waive', 2, { port: fc.nat(5) }),
  stepOf('withdraw', 1, { port: fc.nat(5) }),
  stepOf('merge', 2, { from: site, into: site }),
  stepOf('split', 2, { site, take: fc.integer({ min: 1, max: 2 }) }),
  stepOf('move', 3, { station: fc.nat(4), to: site }),
  stepOf('undoCorrection', 3, { of: fc.nat(2) }),
  stepOf('replay', 2, { of: fc.nat(9) }),
)
/** A few stations first: without any, nothing else happens. */
export const anySequence = fc
  .tuple(
    fc.array(importing.arbitrary, { minLength: 2, maxLength: 4 }),
    fc.array(step, { minLength: 3, maxLength: 20, size: 'max' }),
  )
  .map(([imports, steps]): Step[] => [...imports, ...steps])

/** What the order's crew says of each port; null when the order is not there or closed. */
export function outcomesOf(
  model: Model,
  { order, removed, fitted }: Extract<Step, { kind: 'close' }>,
): PortOutcome[] | null {
  const open = model.orders[order]
  if (!open?.isOpen) return null
  return open.ports.map((port, index): PortOutcome =>
    fitted[index]
      ? { portId: String(port), outcome: 'fitted', standard: ADDED, removed: removed[index] }
      : { portId: String(port), outcome: 'not_fitted' },
  )
}

/** Plays a step. @returns whether it was done, or the code of its refusal; null where it makes no sense. */
export function play(model: Model, step: Step): 'done' | string | null {
  switch (step.kind) {
    case 'import':
      return importStation(model, step)
    case 'undoImport':
      return undoImport(model, step.of)
    case 'order': {
      const ports = freePorts(model, step.ports)
      if (ports.length === 0) return null
      model.orders.push({ ports, isOpen: true })
      return 'done'
    }
    case 'close':
      return close(model, step)
    case 'waive': {
      const port = model.ports[step.port]
      if (!port || port.isGone) return null
      if (port.isFunded) return 'CCS1_FUNDED'
      if (!port.standards.includes('CCS1') || model.waived.has(step.port)) return 'NOTHING_TO_DO'
      model.waived.add(step.port)
      return 'done'
    }
    case 'withdraw':
      return model.waived.delete(step.port) ? 'done' : null
    case 'merge':
    case 'split':
    case 'move':
    case 'undoCorrection':
      return playCorrection(model, step)
    case 'replay':
      return null
  }
}

function importStation(model: Model, { at, ports }: Extract<Step, { kind: 'import' }>): 'done' {
  const isStanding = model.sites[at]?.isGone === false
  const site = isStanding ? at : model.sites.push({ isGone: false }) - 1
  const station = model.stations.push({ site, isGone: false }) - 1
  const made = ports.map(
    (port) =>
      model.ports.push({ ...port, station, standards: [...port.standards], isGone: false }) - 1,
  )
  model.imports.push({ station, ports: made, isUndone: false })
  return 'done'
}

function undoImport(model: Model, of: number): string | null {
  const made = model.imports[of]
  if (!made || made.isUndone) return null
  const isBuiltUpon = model.orders.some(({ ports }) =>
    ports.some((port) => made.ports.includes(port)),
  )
  if (isBuiltUpon) return 'BUILT_UPON'
  made.isUndone = true
  const station = model.stations[made.station]
  station.isGone = true
  model.sites[station.site].isGone = stationsAt(model, station.site).length === 0
  for (const port of made.ports) {
    model.ports[port].isGone = true
    model.waived.delete(port)
  }
  return 'done'
}

function close(model: Model, step: Extract<Step, { kind: 'close' }>): string | null {
  const outcomes = outcomesOf(model, step)
  if (!outcomes) return null
  const order = model.orders[step.order]
  const site = siteOf(model, order.ports[0])
  const answer = checkClose({
    ports: order.ports.map((port) => ({
      portId: String(port),
      isFunded: model.ports[port].isFunded,
      standards: model.ports[port].standards,
    })),
    siteStock: { CCS1: countOf(model, 'CCS1', site), J1772: countOf(model, 'J1772', site) },
    outcomes,
    addsStandard: ADDED,
    rules: { keepsJ1772: true },
    hasWaiver: step.byManager,
    waivedPortIds: new Set([...model.waived].map(String)),
  })
  if (!answer.isAllowed) return answer.code
  for (const outcome of outcomes) {
    if (outcome.outcome !== 'fitted') continue
    const { standards } = model.ports[Number(outcome.portId)]
    for (const gone of outcome.removed) standards.splice(standards.indexOf(gone), 1)
    standards.push(outcome.standard)
  }
  if (!step.byManager) for (const port of answer.waiversUsed) model.waived.delete(Number(port))
  order.isOpen = false
  return 'done'
}

const corrections = new Set<Step['kind']>(['merge', 'split', 'move', 'undoCorrection'])

/**
 * What a step did that it never may, in words; empty when all is well. Judges from what stood
 * before and stands after, and knows nothing of how a step decides.
 */
export function violations(before: Model, after: Model, step: Step): string[] {
  const found = misplaced(after)
  const isUndo = step.kind === 'undoImport'
  const fell = countOf(before, 'CCS1') - countOf(after, 'CCS1')
  const waived =
    step.kind === 'close' && step.byManager ? Infinity : before.waived.size - after.waived.size
  if (fell > 0 && !isUndo && (step.kind !== 'close' || fell > waived))
    found.push(`CCS1 fell by ${fell} with ${waived} waivers`)
  const plugsOf = ({ standards, isGone }: ModelPort) => `${isGone} ${standards.join(' ')}`
  before.ports.forEach((port, index) => {
    const ccs1 = (each: ModelPort) => each.standards.filter((name) => name === 'CCS1').length
    const now = after.ports[index]
    if (port.isFunded && !now.isGone && ccs1(now) < ccs1(port))
      found.push(`funded port ${index} lost its CCS1`)
    if (corrections.has(step.kind) && plugsOf(now) !== plugsOf(port))
      found.push(`a correction changed what stands on port ${index}`)
  })
  // Stations may be moved away, and a site's last J1772 with them: the rule is about what is removed.
  if (!isUndo && !corrections.has(step.kind))
    before.sites.forEach((_site, index) => {
      if (countOf(before, 'J1772', index) > 0 && countOf(after, 'J1772', index) === 0)
        found.push(`the last J1772 of site ${index} went`)
    })
  return found
}
