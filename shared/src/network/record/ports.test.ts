import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitPorts } from '../afdc/unit.ts'
import { fitsLevel, standards } from '../standards.ts'
import { derivePorts } from './ports.ts'

function derive(l1: number, l2: number, dc: number, ...plugs: Parameters<typeof derivePorts>[1]) {
  const { ports, asks } = derivePorts({ L1: l1, L2: l2, DC: dc }, plugs)
  return {
    ports: ports.map(({ level, connectors }) => `${level} ${connectors.join('+')}`.trim()),
    asks: asks.map(({ code, level, count }) => `${code} ${level} ${count}`),
  }
}

describe('the plugs of ports that are counted by level', () => {
  it('are the only plug that the level can have', () => {
    expect(derive(0, 2, 1, 'J1772', 'CCS1').ports).toEqual(['L2 J1772', 'L2 J1772', 'DC CCS1'])
  })

  it('are all on a single port, which serves one vehicle at a time', () => {
    expect(derive(0, 0, 1, 'CCS1', 'CHADEMO').ports).toEqual(['DC CCS1+CHADEMO'])
    expect(derive(0, 0, 1, 'CCS1', 'NACS').ports).toEqual(['DC CCS1+NACS'])
  })

  it('are unknown where several ports share several plugs', () => {
    expect(derive(0, 0, 2, 'CCS1', 'CHADEMO')).toEqual({
      ports: ['DC', 'DC'],
      asks: ['WHICH_CONNECTORS DC 2'],
    })
  })

  it('are unknown where a plug could be at either of two levels', () => {
    expect(derive(0, 1, 1, 'J1772', 'CCS1', 'NACS').ports).toEqual(['L2', 'DC'])
  })

  it('are outlets at L1 where L2 has the J1772', () => {
    expect(derive(1, 1, 0, 'J1772', 'NEMA520').ports).toEqual(['L1 NEMA520', 'L2 J1772'])
    expect(derive(2, 0, 0, 'J1772', 'NEMA520').asks).toEqual(['WHICH_CONNECTORS L1 2'])
  })

  it('never include one that the level cannot carry, and every open port is asked about', () => {
    const counts = fc.record({ L1: fc.nat(3), L2: fc.nat(3), DC: fc.nat(3) })
    fc.assert(
      fc.property(counts, fc.uniqueArray(fc.constantFrom(...standards)), (numbers, plugs) => {
        const { ports, asks } = derivePorts(numbers, plugs)
        expect(ports).toHaveLength(numbers.L1 + numbers.L2 + numbers.DC)
        const impossible = ports.filter(
          ({ level, connectors }) => level && connectors.some((plug) => !fitsLevel(plug, level)),
        )
        expect(impossible).toEqual([])
        const open = ports.filter(({ connectors }) => connectors.length === 0)
        expect(asks.reduce((sum, { count }) => sum + (count ?? 0), 0)).toBe(open.length)
      }),
    )
  })
})

describe('the ports of a charging unit', () => {
  const plug = (
    name: 'J1772' | 'CCS' | 'CHAdeMO' | 'J3400',
    count: number,
    powerKw: number | null = null,
  ) => ({
    plug: name,
    count,
    powerKw,
  })
  const none = { L1: 0, L2: 0, DC: 0 }

  it('are one with all plugs where there is one of each', () => {
    expect(
      unitPorts([plug('CCS', 1, 200), plug('J3400', 1, 200), plug('CHAdeMO', 0)], {
        ...none,
        DC: 1,
      }),
    ).toEqual({
      ports: [{ level: 'DC', powerKw: 200, connectors: ['CCS1', 'NACS'] }],
      asks: [],
    })
  })

  it('are as many as the plugs of one kind', () => {
    const { ports } = unitPorts([plug('J1772', 2, 6.5)], { ...none, L2: 2 })
    expect(ports).toEqual([
      { level: 'L2', powerKw: 6.5, connectors: ['J1772'] },
      { level: 'L2', powerKw: 6.5, connectors: ['J1772'] },
    ])
  })

  it('tell NACS at DC by its power, and ask where neither power nor counts say', () => {
    expect(unitPorts([plug('J3400', 1, 250)], none).ports[0].level).toBe('DC')
    expect(unitPorts([plug('J3400', 1)], { ...none, L2: 1 }).ports[0].level).toBe('L2')
    expect(unitPorts([plug('J3400', 1, 11)], none).asks).toMatchObject([{ code: 'WHICH_LEVEL' }])
  })

  it('are open where the numbers of plugs differ', () => {
    const { ports, asks } = unitPorts([plug('CCS', 2), plug('CHAdeMO', 1)], { ...none, DC: 2 })
    expect(ports.map(({ connectors }) => connectors)).toEqual([[], []])
    expect(asks).toMatchObject([{ code: 'WHICH_CONNECTORS', count: 2 }])
  })
})
