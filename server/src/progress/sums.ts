import type { Id } from '@changeover/shared/commands'
import type { Charge } from '@changeover/shared/program'
import type { CellPart, RollupLine, Totals } from './folded-sums.ts'
import type { MilestoneRow } from './repository.ts'
import type { ProgressScope } from './scope.ts'

/** Whose sums are asked for; null is all regions. */
type Regions = ProgressScope['regions']

export interface MilestoneSum {
  milestoneId: Id<'Milestone'>
  measure: string
  /** On the day of the question, and a week before. */
  now: number
  weekAgo: number
  /** Of all regions, however the question is narrowed. */
  everywhere: number
}

/** Thousands of parts are added up at each look: by place, since taking each apart costs three times as much. */
const REGION = 0
const LEVEL = 1
const QUANTITY = 2

const measuresOfMilestones = new Set(['scope', 'done', 'moved', 'exceptions', 'orders:blocked'])

/** Sums over each milestone on the day of the question and a week before it. */
export function milestoneSums({ now, weekAgo }: Totals, regions: Regions): MilestoneSum[] {
  const sums = new Map<string, MilestoneSum>()
  const isAsked = asked(regions)
  const add = (
    lines: readonly RollupLine<CellPart>[],
    count: (sum: MilestoneSum, parts: readonly CellPart[]) => void,
  ) => {
    for (const { milestoneId, measure, parts } of lines) {
      if (milestoneId === null || !measuresOfMilestones.has(measure)) continue
      const key = `${milestoneId} ${measure}`
      const sum = sums.get(key) ?? { milestoneId, measure, now: 0, weekAgo: 0, everywhere: 0 }
      sums.set(key, sum)
      count(sum, parts)
    }
  }
  add(now, (sum, parts) => {
    for (const part of parts) {
      sum.everywhere += part[QUANTITY]
      if (isAsked(part[REGION])) sum.now += part[QUANTITY]
    }
  })
  add(weekAgo, (sum, parts) => {
    for (const part of parts) if (isAsked(part[REGION])) sum.weekAgo += part[QUANTITY]
  })
  return [...sums.values()]
}

export interface NetworkSum {
  region: string
  level: string
  measure: string
  now: number
  weekAgo: number
}

/** What stands in the network by region, level and measure, on the day of the question and a week before. */
export function networkSums({ now, weekAgo }: Totals, regions: Regions): NetworkSum[] {
  const isAsked = asked(regions)
  const byMeasure = new Map<string, Map<string, NetworkSum>>()
  const add = (lines: readonly RollupLine<CellPart>[], at: 'now' | 'weekAgo') => {
    for (const { milestoneId, measure, parts } of lines) {
      if (milestoneId !== null) continue
      const sums = byMeasure.get(measure) ?? new Map<string, NetworkSum>()
      byMeasure.set(measure, sums)
      for (const part of parts) {
        const [region, level] = [part[REGION], part[LEVEL]]
        if (!isAsked(region)) continue
        const key = region + level
        const sum = sums.get(key) ?? { region, level, measure, now: 0, weekAgo: 0 }
        sums.set(key, sum)
        sum[at] += part[QUANTITY]
      }
    }
  }
  add(now, 'now')
  add(weekAgo, 'weekAgo')
  return [...byMeasure.values()].flatMap((sums) => [...sums.values()])
}

export interface RegionSum {
  region: string
  charge: Charge
  scope: number
  done: number
}

/** Scope and done of `milestones` in each region, a row for each current; in the order of regions. */
export function regionSums(
  { now }: Totals,
  regions: Regions,
  milestones: readonly MilestoneRow[],
): RegionSum[] {
  const chargeOf = new Map(milestones.map(({ id, charge }) => [id, charge]))
  const byCharge = new Map<Charge, Map<string, RegionSum>>()
  const isAsked = asked(regions)
  for (const { milestoneId, measure, parts } of now) {
    const charge = milestoneId && chargeOf.get(milestoneId)
    if (!charge || (measure !== 'scope' && measure !== 'done')) continue
    const sums = byCharge.get(charge) ?? new Map<string, RegionSum>()
    byCharge.set(charge, sums)
    for (const part of parts) {
      const region = part[REGION]
      if (!isAsked(region)) continue
      const sum = sums.get(region) ?? { region, charge, scope: 0, done: 0 }
      sums.set(region, sum)
      sum[measure] += part[QUANTITY]
    }
  }
  return [...byCharge]
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .flatMap(([, sums]) => [...sums.values()])
    .toSorted((one, other) => (one.region < other.region ? -1 : one.region > other.region ? 1 : 0))
}

function asked(regions: Regions): (region: string) => boolean {
  if (regions === null) return () => true
  const own = new Set(regions)
  return (region) => own.has(region)
}
