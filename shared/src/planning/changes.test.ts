import { describe, expect, it, vi } from 'vitest'
import { addWeeks } from '../time/index.ts'
import { aBundle, aProblem, MONDAY, QUICK } from './examples/problems.ts'
import { changesBetween, plan } from './index.ts'

vi.setConfig({ testTimeout: 120_000 })

const bundles = ['a', 'b'].map((id) => aBundle({ id }))
const problem = aProblem({ bundles })
const current = plan(problem, QUICK).visits

describe('the changes of a proposed plan', () => {
  it('are none for the same plan', () => {
    expect(changesBetween(current, plan({ ...problem, current }, QUICK))).toEqual([])
  })

  it('list what is added and what is dropped with its work', () => {
    const next = plan({ ...problem, current, bundles: [bundles[0], aBundle({ id: 'c' })] }, QUICK)
    expect(changesBetween(current, next)).toMatchObject([
      { kind: 'ADDED', after: { bundleId: 'c' } },
      { kind: 'DROPPED', before: { bundleId: 'b' }, unscheduled: undefined },
    ])
  })

  it('list what moves when its kits come later', () => {
    const later = addWeeks(MONDAY, 2)
    const depots = [{ id: 'depot-1', receipts: [{ kitId: 'kit', on: later, quantity: 100 }] }]
    const changes = changesBetween(current, plan({ ...problem, current, depots }, QUICK))
    expect(changes).toMatchObject([
      { kind: 'MOVED', before: { weekOn: MONDAY }, after: { bundleId: 'a', weekOn: later } },
      { kind: 'MOVED', before: { weekOn: MONDAY }, after: { bundleId: 'b', weekOn: later } },
    ])
  })

  it('say why work has no place any more', () => {
    const depots = [{ id: 'depot-1', receipts: [] }]
    const changes = changesBetween(current, plan({ ...problem, current, depots }, QUICK))
    expect(changes).toMatchObject([
      { kind: 'DROPPED', unscheduled: { reason: { code: 'KIT_SHORT' } } },
      { kind: 'DROPPED', unscheduled: { reason: { code: 'KIT_SHORT' } } },
    ])
  })
})
