/**
 * The life of a work order, as one table: from which state, by whom, into which, what it needs and
 * what it writes. The server refuses whatever is not in it; the screen shows only what is.
 * Invariants: `verified` and `cancelled` are left by `reopen` or not at all; every state can be reached.
 * Changed together with the permission table (a procedure per transition) and the tests beside it.
 */
import type { Role } from '../accounts/index.ts'
import { keysOf } from '../table/index.ts'
import type { OrderState } from './order-state.ts'

type Need =
  | 'crew_and_day'
  | 'gate_open'
  | 'reason'
  | 'port_outcomes'
  | 'checklist_complete'
  | 'ledger_allows'
type Write = 'schedule' | 'ledger' | 'kit_use' | 'progress' | 'release_ports'

interface Transition {
  from: readonly OrderState[]
  to: OrderState
  who: readonly Role[]
  needs: readonly Need[]
  writes: readonly Write[]
}

const planners = ['administrator', 'program_manager', 'dispatcher'] as const
const crews = ['crew', 'contractor', 'administrator', 'program_manager'] as const
const managers = ['administrator', 'program_manager'] as const

export const TRANSITIONS = {
  assign: {
    from: ['planned', 'scheduled', 'dispatched', 'blocked', 'reopened'],
    to: 'scheduled',
    who: planners,
    needs: ['crew_and_day', 'gate_open'],
    writes: ['schedule'],
  },
  unassign: {
    from: ['scheduled', 'dispatched'],
    to: 'planned',
    who: planners,
    needs: [],
    writes: ['schedule'],
  },
  dispatch: {
    from: ['scheduled'],
    to: 'dispatched',
    who: planners,
    needs: ['crew_and_day'],
    writes: [],
  },
  travel: {
    from: ['scheduled', 'dispatched', 'reopened'],
    to: 'en_route',
    who: crews,
    needs: ['gate_open'],
    writes: [],
  },
  arrive: {
    from: ['scheduled', 'dispatched', 'en_route', 'reopened'],
    to: 'on_site',
    who: crews,
    needs: ['gate_open'],
    writes: [],
  },
  start: {
    from: ['scheduled', 'dispatched', 'en_route', 'on_site', 'reopened'],
    to: 'in_progress',
    who: crews,
    needs: ['gate_open'],
    writes: [],
  },
  block: {
    from: ['scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'reopened'],
    to: 'blocked',
    who: crews,
    needs: ['reason'],
    writes: [],
  },
  unblock: { from: ['blocked'], to: 'in_progress', who: crews, needs: ['gate_open'], writes: [] },
  /** The hardware is none that the program has a kit for. */
  different: {
    from: ['scheduled', 'dispatched', 'en_route', 'on_site', 'in_progress', 'blocked', 'reopened'],
    to: 'planned',
    who: crews,
    needs: ['reason'],
    writes: ['schedule'],
  },
  close: {
    from: ['in_progress'],
    to: 'done',
    who: crews,
    needs: ['port_outcomes', 'checklist_complete', 'ledger_allows', 'gate_open'],
    writes: ['ledger', 'kit_use', 'progress'],
  },
  verify: { from: ['done'], to: 'verified', who: planners, needs: [], writes: [] },
  reopen: {
    from: ['done', 'verified'],
    to: 'reopened',
    who: planners,
    needs: ['reason'],
    writes: [],
  },
  cancel: {
    from: [
      'planned',
      'scheduled',
      'dispatched',
      'en_route',
      'on_site',
      'in_progress',
      'blocked',
      'reopened',
    ],
    to: 'cancelled',
    who: managers,
    needs: ['reason'],
    writes: ['schedule', 'progress', 'release_ports'],
  },
} as const satisfies Record<string, Transition>

export type TransitionName = keyof typeof TRANSITIONS
export const transitionNames = keysOf(TRANSITIONS)

/** The state that `name` leads to from `state`, or null when it does not exist. */
export function nextState(state: OrderState, name: TransitionName): OrderState | null {
  const transition: Transition = TRANSITIONS[name]
  return transition.from.includes(state) ? transition.to : null
}

/** What somebody in `role` can do with an order in `state`, in the order of the table. */
export function possibleTransitions(state: OrderState, role: Role): TransitionName[] {
  return transitionNames.filter((name) => {
    const transition: Transition = TRANSITIONS[name]
    return transition.from.includes(state) && transition.who.includes(role)
  })
}

/** Who must act next: the office plans and verifies, the crew works, nobody waits for the rest. */
export function nextActor(state: OrderState): 'office' | 'crew' | 'nobody' {
  switch (state) {
    case 'planned':
    case 'blocked':
    case 'reopened':
    case 'done':
      return 'office'
    case 'scheduled':
    case 'dispatched':
    case 'en_route':
    case 'on_site':
    case 'in_progress':
      return 'crew'
    case 'verified':
    case 'cancelled':
      return 'nobody'
  }
}
