import { describe, expect, it } from 'vitest'
import { isAllowed, ROLES, type ProcedureName, type Role } from '../accounts/index.ts'
import {
  nextState,
  OrderStateSchema,
  possibleTransitions,
  TRANSITIONS,
  type OrderState,
  type TransitionName,
} from './index.ts'

const names = Object.keys(TRANSITIONS) as TransitionName[] // The keys of a constant object are its key type.
const states = OrderStateSchema.options

describe('the life of an order', () => {
  it('reaches every state from planned', () => {
    const reached = new Set<OrderState>(['planned'])
    for (let round = 0; round < states.length; round++)
      for (const state of reached)
        for (const name of names) {
          const next = nextState(state, name)
          if (next) reached.add(next)
        }
    expect([...reached].sort()).toEqual([...states].sort())
  })

  it('comes to done by closing only, and ends at cancelled', () => {
    expect(names.filter((name) => TRANSITIONS[name].to === 'done')).toEqual(['close'])
    expect(names.filter((name) => nextState('cancelled', name))).toEqual([])
    expect(names.filter((name) => nextState('verified', name))).toEqual(['reopen'])
  })

  it('needs an open gate for every step that a crew works in', () => {
    for (const name of ['travel', 'arrive', 'start', 'unblock', 'close'] as const)
      expect(TRANSITIONS[name].needs).toContain('gate_open')
  })

  it('offers to each role what the permission table lets it do', () => {
    for (const name of names) {
      if (name === 'unassign') continue // Part of undo, which planners may call.
      const procedure: ProcedureName = `orders.${name}`
      for (const role of Object.keys(ROLES) as Role[])
        // The keys of a constant object are its key type.
        expect([
          name,
          role,
          possibleTransitions(TRANSITIONS[name].from[0], role).includes(name),
        ]).toEqual([name, role, isAllowed(procedure, role)])
    }
  })
})
