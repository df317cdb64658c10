import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { choropleth } from './choropleth.ts'
import { driverCoverage, type RegionPorts } from './driver-coverage.ts'

describe('the choropleth', () => {
  const rows = [
    { region: 'WA', inScope: 200, done: 50, daysLate: 12 },
    { region: 'OR', inScope: 100, done: 80, daysLate: -10 },
    { region: 'ID', inScope: 9, done: 0, daysLate: 91 },
    { region: 'MT', inScope: 0, done: 0, daysLate: null },
  ]

  it('shades by share and by days late', () => {
    const map = choropleth(rows)
    expect(map.regions.map(({ share, daysLate }) => [share, daysLate])).toEqual([
      [0.25, 12],
      [0.8, -10],
      [0, 91],
      [null, null],
    ])
    expect(map).toMatchObject({ inScope: 309, done: 130, share: 130 / 309 })
  })

  it('hatches fewer than ten, and makes none of them the headline', () => {
    const map = choropleth(rows)
    expect(map.regions.map(({ hatched }) => hatched)).toEqual([false, false, true, true])
    expect(map.finding).toEqual({ kind: 'regionBehind', region: 'WA', daysLate: 12 })
    expect(choropleth(rows.slice(1)).finding).toEqual({
      kind: 'regionLeast',
      region: 'OR',
      share: 0.8,
    })
    expect(choropleth(rows.slice(2)).finding).toEqual({ kind: 'nothing' })
  })
})

describe('driver coverage', () => {
  const row = (
    region: string,
    current: 'AC' | 'DC',
    ports: number,
    portsWithNacs: number,
  ): RegionPorts => ({
    region,
    population: region === 'WA' ? 8 : 2,
    current,
    ports,
    portsWithNacs,
    sites: Math.ceil(ports / 2),
    sitesWithNacs: Math.ceil(portsWithNacs / 2),
  })

  it('counts ports, sites and people, AC and DC apart', () => {
    const coverage = driverCoverage([
      row('WA', 'AC', 10, 4),
      row('WA', 'DC', 4, 0),
      row('ID', 'AC', 10, 0),
      row('ID', 'DC', 4, 2),
    ])
    expect(coverage.ac).toMatchObject({ portShare: 0.2, siteShare: 0.2, populationShare: 0.8 })
    expect(coverage.dc).toMatchObject({ portShare: 0.25, siteShare: 0.25, populationShare: 0.2 })
    expect(coverage.finding).toEqual({ kind: 'coverage', ac: 0.2, dc: 0.25 })
  })

  it('knows no share where there is nothing', () => {
    const coverage = driverCoverage([row('WA', 'AC', 0, 0)])
    expect(coverage.ac).toMatchObject({ portShare: null, populationShare: 0 })
    expect(coverage.dc.portShare).toBeNull()
  })

  it('has AC and DC that add up to all ports', () => {
    const counts = fc.integer({ min: 0, max: 99 })
    const rows = fc.array(
      fc
        .record({
          region: fc.constantFrom('WA', 'ID'),
          current: fc.constantFrom('AC', 'DC'),
          ports: counts,
          nacs: counts,
        })
        .map(({ region, current, ports, nacs }) =>
          row(region, current === 'AC' ? 'AC' : 'DC', ports + nacs, nacs),
        ),
    )
    fc.assert(
      fc.property(rows, (all) => {
        const { ac, dc } = driverCoverage(all)
        expect(ac.ports + dc.ports).toBe(all.reduce((sum, { ports }) => sum + ports, 0))
        expect(ac.portsWithNacs + dc.portsWithNacs).toBe(
          all.reduce((sum, one) => sum + one.portsWithNacs, 0),
        )
        for (const one of [ac, dc])
          expect(one.populationCovered).toBeLessThanOrEqual(one.population)
      }),
    )
  })
})
