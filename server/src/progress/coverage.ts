import { driverCoverage, POPULATIONS, type RegionPorts } from '@changeover/shared/progress'
import { keptUntilWritten } from '../db/kept-until-written.ts'
import { totalsOn } from './folded-sums.ts'
import type { ProgressScope } from './scope.ts'
import { networkSums, type NetworkSum } from './sums.ts'

/** Where a NACS car charges today without an adapter: shares of ports and sites, AC and DC apart. */
export const coverage = keptUntilWritten(async function (db, scope: ProgressScope) {
  const rows = networkSums(await totalsOn(db, scope.asOf), scope.regions)
  const byRegion = Map.groupBy(rows, ({ region }) => region)
  const people = driverCoverage(portsByRegion(byRegion, scope.regions))
  const peopleOf = ({ population, populationCovered }: typeof people.ac) => ({
    people: population,
    peopleCovered: populationCovered,
  })
  return {
    asOf: scope.asOf,
    ac: { ...coverageOf(rows.filter(isAc)), ...peopleOf(people.ac) },
    dc: { ...coverageOf(rows.filter(isDc)), ...peopleOf(people.dc) },
    /** Connectors that stand, by standard; AC and DC together, as they hang on posts. */
    connectors: standardsOf(rows),
    regions: [...byRegion.keys()].sort().map((region) => {
      const own = byRegion.get(region) ?? []
      return { region, ac: coverageOf(own.filter(isAc)), dc: coverageOf(own.filter(isDc)) }
    }),
  }
})

/** What stands in every region in question, also in those where nothing does: people live there too. */
function portsByRegion(
  rows: ReadonlyMap<string, readonly NetworkSum[]>,
  regions: readonly string[] | null,
): RegionPorts[] {
  return (regions ?? [...POPULATIONS.keys()]).flatMap((region) =>
    (['AC', 'DC'] as const).map((current) => {
      const own = (rows.get(region) ?? []).filter(current === 'AC' ? isAc : isDc)
      const { ports, portsWithNacs, sites, sitesWithNacs } = coverageOf(own)
      const population = POPULATIONS.get(region) ?? 0
      return { region, population, current, ports, portsWithNacs, sites, sitesWithNacs }
    }),
  )
}

/** L1 and L2 together; a site that has both is counted at each. */
function isAc({ level }: NetworkSum): boolean {
  return level === 'L1' || level === 'L2'
}

function isDc({ level }: NetworkSum): boolean {
  return level === 'DC'
}

function coverageOf(rows: readonly NetworkSum[]) {
  const sums = new Map<string, { now: number; weekAgo: number }>()
  for (const { measure, now, weekAgo } of rows) {
    const sum = sums.get(measure)
    if (!sum) sums.set(measure, { now, weekAgo })
    else {
      sum.now += now
      sum.weekAgo += weekAgo
    }
  }
  const sum = (measure: string, at: 'now' | 'weekAgo' = 'now') => sums.get(measure)?.[at] ?? 0
  return {
    ports: sum('ports'),
    portsWithNacs: sum('ports_nacs'),
    portsWithNacsWeekAgo: sum('ports_nacs', 'weekAgo'),
    sites: sum('sites'),
    sitesWithNacs: sum('sites_nacs'),
    sitesWithNacsWeekAgo: sum('sites_nacs', 'weekAgo'),
  }
}

function standardsOf(rows: readonly NetworkSum[]) {
  const counts = new Map<string, number>()
  for (const { measure, now } of rows) {
    const [kind, standard] = measure.split(':')
    if (kind === 'connectors') counts.set(standard, (counts.get(standard) ?? 0) + now)
  }
  return [...counts]
    .map(([standard, count]) => ({ standard, count }))
    .sort((left, right) => right.count - left.count)
}
