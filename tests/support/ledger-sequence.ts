import { checkClose, type PortOutcome } from '@changeover/shared/orders'
import fc from 'fast-check'

/**
 * One site of the ledger as a bare model, and everything that may happen to it. The model decides by
 * the rules of `shared` alone; what must never happen is judged apart, from the state before and
 * after. The same sequences are played on the model and on a server with a real database.
 */
export interface ModelPort {
  isFunded: boolean
  standards: string[]
  /** Ports of an import that was taken back do not stand any more. */
  isGone: boolean
}

export interface Model {
  ports: ModelPort[]
  /** Ports with a waiver that waits. */
  waived: Set<number>
  /** Orders under way: the ports that wait for an outcome and the standard that they get. */
  orders: { ports: number[]; isOpen: boolean }[]
  /** Imports that may be taken back, with the ports they brought. */
  imports: { ports: number[]; isUndone: boolean }[]
}

export type Step =
  | { kind: 'import'; ports: { isFunded: boolean; standards: string[] }[] }
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
  /** What a device sent before, sent again: a lost answer, or the same queue twice. */
  | { kind: 'replay'; of: number }

export const ADDED = 'NACS'
const standard = fc.constantFrom('J1772', 'CCS1', 'CHADEMO')
const plugs = fc.uniqueArray(standard, { minLength: 1, maxLength: 3 })

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('import' as const),
      ports: fc.array(fc.record({ isFunded: fc.boolean(), standards: plugs }), {
        minLength: 1,
        maxLength: 3,
      }),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('undoImport' as const), of: fc.nat(4) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('order' as const),
      ports: fc.uniqueArray(fc.nat(5), { minLength: 1, maxLength: 3 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('close' as const),
      order: fc.nat(4),
      removed: fc.array(fc.array(standard, { maxLength: 2 }), { minLength: 3, maxLength: 3 }),
      fitted: fc.array(fc.boolean(), { minLength: 3, maxLength: 3 }),
      byManager: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('waive' as const), port: fc.nat(5) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('withdraw' as const), port: fc.nat(5) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('replay' as const), of: fc.nat(9) }) },
)
export const anySequence = fc.array(step, { minLength: 3, maxLength: 14 })

export function emptyModel(): Model {
  return { ports: [], waived: new Set(), orders: [], imports: [] }
}

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
    case 'import': {
      const ports = step.ports.map(
        (port) => model.ports.push({ ...port, standards: [...port.standards], isGone: false }) - 1,
      )
      model.imports.push({ ports, isUndone: false })
      return 'done'
    }
    case 'undoImport':
      return undoImport(model, step.of)
    case 'order': {
      const isFree = (port: number) =>
        model.ports[port] !== undefined &&
        !model.ports[port].isGone &&
        !model.ports[port].standards.includes(ADDED) &&
        !model.orders.some(({ ports, isOpen }) => isOpen && ports.includes(port))
      const ports = step.ports.filter(isFree)
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
    case 'replay':
      return null
  }
}

function undoImport(model: Model, of: number): string | null {
  const made = model.imports[of]
  if (!made || made.isUndone) return null
  const isBuiltUpon = model.orders.some(({ ports }) =>
    ports.some((port) => made.ports.includes(port)),
  )
  if (isBuiltUpon) return 'BUILT_UPON'
  made.isUndone = true
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
  const answer = checkClose({
    ports: order.ports.map((port) => ({
      portId: String(port),
      isFunded: model.ports[port].isFunded,
      standards: model.ports[port].standards,
    })),
    siteStock: { CCS1: countOf(model, 'CCS1'), J1772: countOf(model, 'J1772') },
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

export function countOf(model: Model, standard: string): number {
  return model.ports
    .filter(({ isGone }) => !isGone)
    .flatMap(({ standards }) => standards)
    .filter((each) => each === standard).length
}

/** What stands at each port, as text to compare. */
export function standing(model: Model): string[] {
  return model.ports.map(({ standards, isGone }) => (isGone ? '' : standards.toSorted().join(' ')))
}

/**
 * What a step did that it never may, in words; empty when all is well. Judges from what stood
 * before and stands after, and knows nothing of how a step decides.
 */
export function violations(before: Model, after: Model, step: Step): string[] {
  const found: string[] = []
  const isUndo = step.kind === 'undoImport'
  const fell = countOf(before, 'CCS1') - countOf(after, 'CCS1')
  const waived =
    step.kind === 'close' && step.byManager ? Infinity : before.waived.size - after.waived.size
  if (fell > 0 && !isUndo && (step.kind !== 'close' || fell > waived))
    found.push(`CCS1 fell by ${fell} with ${waived} waivers`)
  before.ports.forEach((port, index) => {
    const ccs1 = (each: ModelPort) => each.standards.filter((name) => name === 'CCS1').length
    const now = after.ports[index]
    if (port.isFunded && !now.isGone && ccs1(now) < ccs1(port))
      found.push(`funded port ${index} lost its CCS1`)
  })
  if (!isUndo && countOf(before, 'J1772') > 0 && countOf(after, 'J1772') === 0)
    found.push('the last J1772 went')
  return found
}
