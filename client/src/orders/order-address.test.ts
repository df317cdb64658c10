import { describe, expect, it } from 'vitest'
import { filterOf, isSameView, keptOf, readState } from './order-address.ts'

describe('the address of the orders’ page', () => {
  it('says every filter, and what cannot be read narrows nothing', () => {
    const state = readState({
      state: 'planned,nonsense',
      charge: 'DC',
      crew: 'none',
      minDays: '5',
      priority: '9',
      from: '2026-11-23',
      to: 'friday',
      gate: 'before',
      region: 'US-WA,US-OR',
      sort: 'dueOn',
      order: 'desc',
    })
    expect(state).toMatchObject({ states: ['planned'], sort: 'dueOn', isDescending: true })
    expect(filterOf(state)).toMatchObject({
      states: ['planned'],
      charge: 'DC',
      crewId: 'none',
      minDaysInState: 5,
      priority: null,
      scheduledFrom: '2026-11-23',
      scheduledTo: null,
      isBeforeGate: true,
      regions: ['US-WA', 'US-OR'],
    })
  })

  it('leaves out what is no identity, as an old or mistyped link has', () => {
    const state = readState({ crew: 'me', milestone: 'next', kit: 'any', site: '12' })
    const all = { crewId: null, milestoneId: null, kitTypeId: null, siteId: null }
    expect(filterOf(state)).toMatchObject(all)
  })

  it('is the same view whatever is open beside it and in whatever order it was written', () => {
    const kept = keptOf({ sort: 'dueOn', state: 'blocked', open: 'x', program: 'y', view: 'z' })
    expect(kept).toEqual({ state: 'blocked', sort: 'dueOn' })
    expect(isSameView(kept, { sort: 'dueOn', state: 'blocked' })).toBe(true)
    expect(isSameView(kept, { state: 'blocked' })).toBe(false)
  })
})

it('shows a view in whatever region the page looks at, unless the view has its own', () => {
  expect(isSameView({ state: 'blocked' }, { state: 'blocked', region: 'US-WA' })).toBe(true)
  expect(isSameView({ region: 'US-OR' }, { region: 'US-WA' })).toBe(false)
})
