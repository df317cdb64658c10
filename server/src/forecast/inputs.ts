/**
 * The inputs of a forecast, read from the database as they were known at the end of a day. Work is
 * counted by milestone, pool of crews and region, from the rollup; nothing is taken from single orders.
 * Invariant: the same day gives the same inputs, whenever it is asked, until the past is corrected.
 */
import { HOME, type ForecastInputs } from '@changeover/shared/forecast'
import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'
import type { Database } from '../db/database.ts'
import { readMilestones } from '../progress/index.ts'
import { capacityOf, poolOf, poolsOf, REST, type Pool } from './crew-days.ts'
import {
  readCrews,
  readKits,
  readReceipts,
  readTerritories,
  readWeekCounts,
} from './inputs-repository.ts'
import { recalibrationOn } from './scorecard.ts'
import { supplyOf } from './supply.ts'
import { throughputOf, visitsOf, type Counted } from './throughput.ts'

/** What a day's forecast is made of, with what its territories are called. */
export interface DayInputs {
  readonly inputs: ForecastInputs
  /** By the inputs' territory: its name, and its regions (null = all others). */
  readonly territories: Readonly<
    Record<string, { name: string; regions: readonly string[] | null }>
  >
}

/** Reads the inputs of all programs: crews and kits are shared. Null where nothing can be forecast. */
export async function readInputs(db: Database, asOf: Day): Promise<DayInputs | null> {
  const [milestones, counts, territories, crews, kits, receipts, recalibration] = await Promise.all(
    [
      readMilestones(db, { asOf, isPast: true, programId: null }),
      readWeekCounts(db, asOf),
      readTerritories(db),
      readCrews(db, asOf),
      readKits(db, asOf),
      readReceipts(db, asOf),
      recalibrationOn(db, asOf),
    ],
  )
  const pools = poolsOf(territories, crews)
  const chargeOf = new Map(milestones.map(({ id, charge }) => [id, charge]))
  const counted: Counted[] = counts.flatMap(({ milestoneId, region, ...count }) => {
    const charge = chargeOf.get(milestoneId)
    if (!charge) return []
    const territory = charge === 'HOME' ? HOME : poolOf(pools, region).key
    return [{ ...count, region, milestone: milestoneId, charge, territory }]
  })
  const scope = cellsOf(counted, 'scope').filter(({ connectors }) => connectors > 0)
  const done = cellsOf(counted, 'done')
  if (scope.length === 0 || crews.length === 0) return null
  const byCharge = new Map<Charge, { scope: number; done: number }>()
  for (const charge of ['AC', 'DC'] as const)
    byCharge.set(charge, { scope: sumOf(scope, charge), done: sumOf(done, charge) })
  const supply = supplyOf(kits, receipts, byCharge, asOf)
  const limited = new Set(supply.types.map(({ kitType }) => kitType))
  return {
    inputs: {
      scope: scope.map(({ charge, ...cell }) => ({
        ...cell,
        kitType: limited.has(charge) ? charge : null,
        kitsPerConnector: 1,
      })),
      crews: [
        ...pools.map((pool) => capacityOf(pool, asOf)),
        { territory: HOME, weeks: [], afterwards: 5 },
      ],
      throughput: { ...throughputOf(counted, done, pools, kits, asOf), recalibration },
      kits: supply,
      access: { releases: [], pastDelaysDays: [], visits: visitsOf(counted) },
      gate: milestones
        .filter(({ id }) => scope.some(({ milestone }) => milestone === id))
        .map(({ id, gateOn, targetOn }) => ({ milestone: id, gate: gateOn, target: targetOn })),
    },
    territories: namesOf(pools),
  }
}

function cellsOf(counted: readonly Counted[], measure: string) {
  const own = counted.filter((count) => count.measure === measure)
  const cells = Map.groupBy(
    own,
    ({ milestone, territory, region }) => `${milestone} ${territory} ${region}`,
  )
  return [...cells.values()].map((counts) => {
    const [{ milestone, territory, region, charge }] = counts
    return {
      milestone,
      territory,
      region,
      charge,
      connectors: counts.reduce((sum, { quantity }) => sum + quantity, 0),
    }
  })
}

function sumOf(cells: readonly { charge: Charge; connectors: number }[], charge: Charge): number {
  return cells
    .filter((cell) => cell.charge === charge)
    .reduce((sum, { connectors }) => sum + connectors, 0)
}

function namesOf(pools: readonly Pool[]): DayInputs['territories'] {
  return Object.fromEntries([
    ...pools.map(({ key, name, regions }) => [key, { name, regions }] as const),
    [HOME, { name: HOME, regions: null }],
    ...(pools.some(({ key }) => key === REST) ? [] : [[REST, { name: REST, regions: null }]]),
  ])
}
