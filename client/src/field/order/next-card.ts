/**
 * What a crew member sees next on an order: a gate that is still closed, the way there, one step of
 * the checklist, the closing. Pure; the order in which steps come is the template's.
 */
import {
  evaluateChecklist,
  nextState,
  openSteps,
  type Answers,
  type OrderDetail,
  type StepState,
} from '@changeover/shared/orders'
import type { ChecklistStep } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'

export type Card =
  | { kind: 'before-gate'; gateOn: Day }
  | { kind: 'arrive' }
  /** Checks that follow one another are one card: each can be ticked, one tap says all. */
  | { kind: 'checks'; steps: Extract<ChecklistStep, { kind: 'check' }>[] }
  | { kind: 'step'; step: Exclude<ChecklistStep, { kind: 'check' }>; state: StepState }
  | { kind: 'close'; optional: ChecklistStep[] }
  | { kind: 'blocked'; reason: string }
  | { kind: 'finished' }

/** Answers by step. */
export function answersOf(order: OrderDetail): Answers {
  return Object.fromEntries(order.answers.map(({ step, value }) => [step, value]))
}

/** Where each step stands. */
export function stepStates(order: OrderDetail): StepState[] {
  return evaluateChecklist(order.checklist?.steps ?? [], answersOf(order), evidenceOf(order))
}

/** The card for the order on `today`; `looking` is a step that the crew went back to. */
export function nextCard(order: OrderDetail, today: Day, looking: string | null): Card {
  if (['done', 'verified', 'cancelled', 'planned'].includes(order.state))
    return { kind: 'finished' }
  if (order.state === 'blocked') return { kind: 'blocked', reason: order.blockedReason ?? '' }
  if (today < order.milestone.gateOn) return { kind: 'before-gate', gateOn: order.milestone.gateOn }
  if (order.state !== 'in_progress' && order.state !== 'on_site') return { kind: 'arrive' }
  const steps = order.checklist?.steps ?? []
  const required = openSteps(steps, answersOf(order), evidenceOf(order))
  const key = looking ?? required[0]
  return key === undefined ? closing(order, steps) : stepCard(order, steps, key)
}

function stepCard(order: OrderDetail, steps: readonly ChecklistStep[], key: string): Card {
  const states = new Map(stepStates(order).map((state) => [state.key, state]))
  const position = steps.findIndex((step) => step.key === key)
  const step = steps[position]
  const state = states.get(key)
  if (!step || !state) return closing(order, steps)
  if (step.kind !== 'check') return { kind: 'step', step, state }
  const run: Extract<ChecklistStep, { kind: 'check' }>[] = []
  for (let index = firstOfRun(steps, position); index < steps.length; index++) {
    const next = steps[index]
    if (next.kind !== 'check') break
    if (states.get(next.key)?.state !== 'not_applicable') run.push(next)
  }
  return { kind: 'checks', steps: run }
}

function firstOfRun(steps: readonly ChecklistStep[], position: number): number {
  let first = position
  while (first > 0 && steps[first - 1].kind === 'check') first--
  return first
}

function closing(order: OrderDetail, steps: readonly ChecklistStep[]): Card {
  const open = new Set(
    stepStates(order)
      .filter(({ state }) => state === 'open')
      .map(({ key }) => key),
  )
  return { kind: 'close', optional: steps.filter((step) => open.has(step.key)) }
}

function evidenceOf(order: OrderDetail): ReadonlySet<string> {
  return new Set(order.evidence.map(({ kind }) => kind))
}

/** Whether work has to be reported as begun before anything of it is. */
export function mustStart(order: OrderDetail): boolean {
  return order.state !== 'in_progress' && nextState(order.state, 'start') !== null
}
