import type { Charge } from '@changeover/shared/program'
import type { Day } from '@changeover/shared/time'

/** How sure it is that a region makes its target, and when it will be done. */
export interface RegionChance {
  readonly region: string
  readonly charge: Charge
  /** Of the target, 0 to 1. */
  readonly chance: number
  readonly p10On: Day | null
  readonly p50On: Day | null
  readonly p80On: Day | null
  readonly p90On: Day | null
  readonly targetOn: Day
}

interface Forecast {
  readonly charge: Charge
  readonly target: Day
  readonly regions: readonly {
    readonly region: string
    readonly finish: Readonly<Record<'p10' | 'p50' | 'p80' | 'p90', Day | null>>
    readonly hitProbability: number
  }[]
}

/** Of each region and charge the least sure milestone: a region is as safe as its weakest promise. */
export function chancesOf(milestones: readonly Forecast[]): RegionChance[] {
  const all = milestones.flatMap(({ charge, target, regions }) =>
    regions.map(({ region, finish, hitProbability }) => ({
      region,
      charge,
      chance: hitProbability,
      p10On: finish.p10,
      p50On: finish.p50,
      p80On: finish.p80,
      p90On: finish.p90,
      targetOn: target,
    })),
  )
  const places = Map.groupBy(all, ({ region, charge }) => `${region} ${charge}`)
  return [...places.values()].map((own) => own.reduce((a, b) => (b.chance < a.chance ? b : a)))
}
