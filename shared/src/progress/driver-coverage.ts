/**
 * Driver coverage: where a car with a NACS port charges today without an adapter.
 *
 *   ports  = ports with a live NACS connector ∕ ports
 *   sites  = sites with at least one such port ∕ sites
 *   people = population of the regions with at least one such port ∕ population of all regions
 *
 * Shares from 0 to 1, AC and DC apart: a slow charge at the office is no stop on a journey.
 */
import type { Finding } from './finding.ts'
import { shareOf } from './series.ts'

export type Current = 'AC' | 'DC'

/** What stands in a region, by current. */
export interface RegionPorts {
  readonly region: string
  readonly population: number
  readonly current: Current
  readonly ports: number
  readonly portsWithNacs: number
  readonly sites: number
  readonly sitesWithNacs: number
}

export interface Coverage {
  readonly ports: number
  readonly portsWithNacs: number
  readonly portShare: number | null
  readonly sites: number
  readonly sitesWithNacs: number
  readonly siteShare: number | null
  readonly population: number
  readonly populationCovered: number
  readonly populationShare: number | null
}

export interface DriverCoverage {
  readonly ac: Coverage
  readonly dc: Coverage
  readonly finding: Finding
}

/** Regions without ports have a row too, of either current with zeros, or their people are not counted. */
export function driverCoverage(rows: readonly RegionPorts[]): DriverCoverage {
  const population = new Map(rows.map((row) => [row.region, row.population]))
  const everybody = [...population.values()].reduce((sum, people) => sum + people, 0)
  const of = (current: Current) =>
    coverageOf(
      rows.filter((row) => row.current === current),
      everybody,
    )
  const [ac, dc] = [of('AC'), of('DC')]
  return { ac, dc, finding: { kind: 'coverage', ac: ac.portShare, dc: dc.portShare } }
}

function coverageOf(rows: readonly RegionPorts[], everybody: number): Coverage {
  const sum = (amount: (row: RegionPorts) => number) =>
    rows.reduce((total, row) => total + amount(row), 0)
  const [ports, portsWithNacs] = [sum((row) => row.ports), sum((row) => row.portsWithNacs)]
  const [sites, sitesWithNacs] = [sum((row) => row.sites), sum((row) => row.sitesWithNacs)]
  const covered = new Map(
    rows.filter((row) => row.portsWithNacs > 0).map((row) => [row.region, row.population]),
  )
  const populationCovered = [...covered.values()].reduce((total, people) => total + people, 0)
  return {
    ports,
    portsWithNacs,
    portShare: shareOf(portsWithNacs, ports),
    sites,
    sitesWithNacs,
    siteShare: shareOf(sitesWithNacs, sites),
    population: everybody,
    populationCovered,
    populationShare: shareOf(populationCovered, everybody),
  }
}
