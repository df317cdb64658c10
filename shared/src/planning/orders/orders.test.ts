import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addDays, addWeeks, weekOf } from '../../time/index.ts'
import { aCrew, aProblem, aSite, MONDAY, QUICK } from '../examples/problems.ts'
import { bundleOrders, plan, plannedOrders, type OpenOrder } from '../index.ts'

const anOrder = (more: Partial<OpenOrder> = {}): OpenOrder => ({
  id: 'order-1',
  number: 1,
  version: 1,
  siteId: 'site-1',
  territoryId: 'north',
  milestoneId: 'ac',
  kitId: 'kit',
  skill: 'ac',
  kits: 2,
  minutes: 60,
  priority: 3,
  isFixed: false,
  crewId: null,
  scheduledOn: null,
  position: null,
  intendedWeekOn: null,
  pin: null,
  ...more,
})

const problemOf = (orders: readonly OpenOrder[], more: Parameters<typeof aProblem>[0] = {}) => {
  const bundled = bundleOrders(orders, MONDAY)
  const { bundles, current } = bundled
  return { bundled, problem: aProblem({ bundles, current, ...more }) }
}

const changesOf = (orders: readonly OpenOrder[], more: Parameters<typeof aProblem>[0] = {}) => {
  const { bundled, problem } = problemOf(orders, more)
  return plannedOrders(problem, bundled, plan(problem, QUICK))
}

describe('bundles of orders', () => {
  it('hold what is alike for planning, and nothing else', () => {
    const orders = [
      anOrder(),
      anOrder({ id: 'order-2', number: 2 }),
      anOrder({ id: 'order-3', number: 3, kits: 4 }),
      anOrder({ id: 'order-4', number: 4, priority: 1 }),
    ]
    const { bundles } = bundleOrders(orders, MONDAY)
    expect(bundles.map(({ orderCount, priority }) => [orderCount, priority])).toEqual([
      [2, 1],
      [1, 1],
      [1, 4],
    ])
  })

  it('count every order once, in any order of the rows', () => {
    const anyOrders = fc.array(
      fc.record({ site: fc.nat(3), kits: fc.integer({ min: 1, max: 3 }), day: fc.nat(9) }),
    )
    fc.assert(
      fc.property(anyOrders, (rows) => {
        const orders = rows.map(({ site, kits, day }, index) =>
          anOrder({
            id: `order-${index}`,
            number: index,
            siteId: `site-${site}`,
            kits,
            ...(day < 5 ? { crewId: 'crew-1', scheduledOn: addDays(MONDAY, day) } : {}),
          }),
        )
        const one = bundleOrders(orders, MONDAY)
        const other = bundleOrders(orders.toReversed(), MONDAY)
        expect(one.bundles.reduce((sum, { orderCount }) => sum + orderCount, 0)).toBe(rows.length)
        expect(one.current.reduce((sum, { orderCount }) => sum + orderCount, 0)).toBe(
          rows.filter(({ day }) => day < 5).length,
        )
        expect(other.bundles.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual(
          one.bundles.toSorted((a, b) => (a.id < b.id ? -1 : 1)),
        )
      }),
    )
  })

  it('pin what is dispatched to its crew and day', () => {
    const on = addDays(MONDAY, 3)
    const { bundles } = bundleOrders(
      [anOrder({ isFixed: true, crewId: 'crew-1', scheduledOn: on })],
      MONDAY,
    )
    expect(bundles[0].pin).toEqual({ crewId: 'crew-1', dayOn: on })
  })
})

describe('what a plan wants of an order', () => {
  it('is a first day, with its place in the day', () => {
    const changes = changesOf([anOrder(), anOrder({ id: 'order-2', number: 2, kits: 1 })])
    expect(changes.map(({ change }) => change)).toEqual(['added', 'added'])
    expect(changes.map(({ position }) => position).toSorted()).toEqual([1, 2])
  })

  it('is to stay, where nothing is in the way', () => {
    const on = addDays(MONDAY, 2)
    const [kept] = changesOf([anOrder({ crewId: 'crew-1', scheduledOn: on })])
    expect(kept).toMatchObject({ change: 'kept', visit: { dayOn: on }, cause: null })
  })

  it('is to move, with the rule that its old place breaks', () => {
    const on = addDays(MONDAY, 2)
    const [moved] = changesOf([anOrder({ crewId: 'crew-1', scheduledOn: on })], {
      crews: [aCrew({ daysOff: [on] })],
    })
    expect(moved).toMatchObject({ change: 'moved', cause: { rule: 'CREW_OFF', on } })
  })

  it('is to lose its day when it has no place any more, with the reason', () => {
    const [dropped] = changesOf([anOrder({ crewId: 'crew-1', scheduledOn: MONDAY })], {
      depots: [],
    })
    expect(dropped).toMatchObject({ change: 'dropped', visit: null, reason: { code: 'KIT_SHORT' } })
  })

  it('is a week only, beyond the detailed ones', () => {
    const gateOn = addWeeks(MONDAY, 3)
    const [later] = changesOf([anOrder()], {
      milestones: [{ id: 'ac', gateOn, targetOn: addWeeks(MONDAY, 5), weight: 1 }],
    })
    expect(later).toMatchObject({ change: 'later', position: null })
    expect(later.visit?.weekOn).toBe(weekOf(gateOn))
  })

  it('is a new day for what is overdue', () => {
    const [moved] = changesOf([anOrder({ crewId: 'crew-1', scheduledOn: addDays(MONDAY, -3) })])
    expect(moved.change).toBe('moved')
  })

  it('keeps those of a bundle that are there already', () => {
    const on = addDays(MONDAY, 1)
    const orders = [1, 2, 3].map((number) => anOrder({ id: `order-${number}`, number }))
    orders[2] = { ...orders[2], crewId: 'crew-1', scheduledOn: on }
    const [, , third] = changesOf(orders, { sites: [aSite()] })
    expect(third.order.id).toBe('order-3')
    expect(third.visit?.dayOn === on ? 'kept' : 'moved').toBe(third.change)
  })
})
