import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { NACS_ROLLOUT } from '../program/index.ts'
import { groupIntoOrders, inRouteOrder } from './index.ts'

const anyPort = fc.record({
  siteId: fc.constantFrom('s1', 's2', 's3'),
  level: fc.constantFrom('L1' as const, 'L2' as const, 'DC' as const, null),
  family: fc.constantFrom('CT4000', 'CPF50', 'CPE250', 'CPEPLUS', 'UNHEARD_OF', null),
  standards: fc.uniqueArray(fc.constantFrom('J1772', 'CCS1', 'CHADEMO'), { maxLength: 2 }),
})

describe('grouping ports into orders', () => {
  it('puts every port into exactly one order or exception, and one order on a site', () => {
    fc.assert(
      fc.property(fc.array(anyPort, { maxLength: 12 }), (sketches) => {
        const ports = sketches.map((sketch, index) => ({
          ...sketch,
          portId: `p${index}`,
          side: null,
          siteJ1772: sketches.filter(
            ({ siteId, standards }) => siteId === sketch.siteId && standards.includes('J1772'),
          ).length,
        }))
        const { orders, exceptions } = groupIntoOrders(ports, NACS_ROLLOUT.kitTypes, 'NACS', {
          keepsJ1772: true,
        })
        const found = [
          ...orders.flatMap((order) => order.ports.map(({ port }) => port.portId)),
          ...exceptions.map(({ port }) => port.portId),
        ]
        expect(found.sort()).toEqual(ports.map(({ portId }) => portId).sort())
        expect(new Set(orders.map(({ siteId }) => siteId)).size).toBe(orders.length)
        for (const order of orders) {
          expect(order.ports.every(({ port }) => port.siteId === order.siteId)).toBe(true)
          const taken = order.ports.filter(({ kit }) => kit?.removesStandard === 'J1772').length
          const left = order.ports[0].port.siteJ1772 - taken
          expect(taken === 0 || left >= 1).toBe(true)
        }
      }),
    )
  })

  it('names the kit of the order only where all its ports take the same', () => {
    const port = {
      siteId: 's',
      level: 'L2' as const,
      standards: ['J1772'],
      side: null,
      siteJ1772: 3,
    }
    const of = (...families: (string | null)[]) =>
      groupIntoOrders(
        families.map((family, index) => ({ ...port, family, portId: `${index}` })),
        NACS_ROLLOUT.kitTypes,
        'NACS',
        { keepsJ1772: true },
      ).orders[0].kit?.code
    expect(of('CT4000', 'CT4000')).toBe('CT4000-NACS')
    expect(of('CT4000', 'CP6000')).toBeUndefined()
    expect(of('CT4000', null)).toBeUndefined()
    expect(of(null, 'CT4000')).toBeUndefined()
    expect(of('CT4000', 'CP6000', 'CT4000')).toBeUndefined()
  })
})

describe('the order of a day', () => {
  it('follows the plan, then goes to the nearest next, and leaves out nobody', () => {
    const stops = [
      { name: 'far', lat: 3, lon: 0, position: null },
      { name: 'nowhere', lat: null, lon: null, position: null },
      { name: 'near', lat: 1, lon: 0, position: null },
      { name: 'planned', lat: 9, lon: 9, position: 1 },
    ]
    expect(inRouteOrder(stops.slice(0, 3), { lat: 0, lon: 0 }).map(({ name }) => name)).toEqual([
      'near',
      'far',
      'nowhere',
    ])
    expect(inRouteOrder(stops, { lat: 0, lon: 0 })[0].name).toBe('planned')
    expect(inRouteOrder(stops, null)).toHaveLength(4)
  })
})
