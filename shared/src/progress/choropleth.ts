/**
 * The choropleth: how far each region is, as shares, never as raw counts.
 *
 *   share = done ∕ in scope, 0 to 1 · days late = behind the region's part of the plan, in days
 *
 * A region with fewer than ten connectors in scope is hatched: one connector more moves its share by a
 * tenth or more, and its colour would say what is not known.
 */
import type { Finding } from './finding.ts'
import { shareOf } from './series.ts'

export interface RegionProgress {
  readonly region: string
  readonly inScope: number
  readonly done: number
  /** Behind its part of the plan, as the S-curve tells it: negative = early; null = no plan is running. */
  readonly daysLate: number | null
}

export interface RegionShade {
  readonly region: string
  readonly inScope: number
  readonly done: number
  /** Null where nothing is in scope. */
  readonly share: number | null
  readonly daysLate: number | null
  readonly hatched: boolean
}

export interface Choropleth {
  readonly regions: readonly RegionShade[]
  /** Over all regions: the parts sum to it. */
  readonly inScope: number
  readonly done: number
  readonly share: number | null
  readonly finding: Finding
}

/** Regions with fewer connectors in scope are hatched. */
export const HATCH_BELOW = 10

export function choropleth(rows: readonly RegionProgress[]): Choropleth {
  const regions = rows.map(({ region, inScope, done, daysLate }) => ({
    region,
    inScope,
    done,
    share: shareOf(done, inScope),
    daysLate,
    hatched: inScope < HATCH_BELOW,
  }))
  const inScope = rows.reduce((sum, row) => sum + row.inScope, 0)
  const done = rows.reduce((sum, row) => sum + row.done, 0)
  return { regions, inScope, done, share: shareOf(done, inScope), finding: findingOf(regions) }
}

/** The latest region, else the least done one; hatched ones are too small to be a headline. */
function findingOf(regions: readonly RegionShade[]): Finding {
  const shown = regions.filter(({ hatched }) => !hatched)
  const [latest] = shown.toSorted((a, b) => (b.daysLate ?? -Infinity) - (a.daysLate ?? -Infinity))
  if (latest?.daysLate && latest.daysLate > 0)
    return { kind: 'regionBehind', region: latest.region, daysLate: latest.daysLate }
  const [least] = shown.toSorted((a, b) => (a.share ?? 1) - (b.share ?? 1))
  if (!least || least.share === null) return { kind: 'nothing' }
  return { kind: 'regionLeast', region: least.region, share: least.share }
}
