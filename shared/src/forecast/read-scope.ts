/**
 * The scope as cells, milestone by territory, each with its parts by region. What is done beyond a
 * region's scope counts for nothing elsewhere.
 * Invariant: the parts of a cell sum to its scope, and to what is done of it.
 */
import type { CellCount, ForecastInputs, RegionCount, ScopeCell } from './inputs.ts'
import type { ModelPart } from './model.ts'
import { streamOf } from './random.ts'

export interface ReadCell {
  readonly milestone: string
  readonly territory: string
  readonly kitType: string | null
  readonly kitsPerConnector: number
  readonly scope: number
  readonly done: number
  /** Also what is done beyond the scope. */
  readonly doneAnywhere: number
  readonly parts: readonly ReadPart[]
}

interface ReadPart {
  readonly region: string
  readonly scope: number
  readonly done: number
}

/** What is the same in all rows of a cell. */
export function keyOf({ milestone, territory }: Pick<CellCount, 'milestone' | 'territory'>) {
  return `${milestone}\n${territory}`
}

export function readScope({ scope, throughput }: ForecastInputs): ReadCell[] {
  const done = Map.groupBy(throughput.done, keyOf)
  return [...Map.groupBy(scope, keyOf)].map(([key, rows]) => {
    const [{ milestone, territory, kitType, kitsPerConnector }] = rows
    const counted = done.get(key) ?? []
    const parts = rows.length === 1 ? [onlyPart(rows[0], counted)] : sharedParts(rows, counted)
    return {
      milestone,
      territory,
      kitType,
      kitsPerConnector,
      scope: sumOf(parts, ({ scope: connectors }) => connectors),
      done: sumOf(parts, (part) => part.done),
      doneAnywhere: sumOf(counted, ({ connectors }) => connectors),
      parts,
    }
  })
}

/** A territory of one region: everything done in it was done there. */
function onlyPart({ region, connectors }: ScopeCell, counted: readonly RegionCount[]): ReadPart {
  const done = sumOf(counted, (one) => one.connectors)
  return { region, scope: connectors, done: Math.min(connectors, done) }
}

/** What was counted without a region goes to all of them, in proportion to what is open. */
function sharedParts(rows: readonly ScopeCell[], counted: readonly RegionCount[]): ReadPart[] {
  const own = rows.map(({ region, connectors }) => {
    const here = counted.filter((one) => one.region === region)
    const done = Math.min(
      connectors,
      sumOf(here, (one) => one.connectors),
    )
    return { region, scope: connectors, done }
  })
  const nowhere = sumOf(
    counted.filter(({ region }) => region === undefined),
    ({ connectors }) => connectors,
  )
  const open = sumOf(own, ({ scope, done }) => scope - done)
  const filled = open > 0 ? Math.min(1, nowhere / open) : 0
  return own.map((part) => ({ ...part, done: part.done + filled * (part.scope - part.done) }))
}

/** A region's size weighs as much as this many connectors done lately. A choice, as for territories. */
const SIZE_WEIGHT = 10

/**
 * How a cell's crews are shared among its regions: by what each got done lately, shrunk towards its size.
 *
 *   pace = done lately ∕ noise + SIZE_WEIGHT × regions × open ∕ all open, variance of its logarithm = 1 ∕ pace
 *
 * A region in which nothing was done lately thus comes late, but is not forgotten.
 */
export function partsOf(
  { milestone, territory, parts }: ReadCell,
  lately: readonly RegionCount[],
  noise: number,
): ModelPart[] {
  const open = sumOf(parts, ({ scope, done }) => scope - done)
  return parts.map((part) => {
    const recent = lately.find(
      (one) =>
        one.region === part.region && one.milestone === milestone && one.territory === territory,
    )
    const size = open > 0 ? (parts.length * (part.scope - part.done)) / open : 1
    const pace = Math.max(0, recent?.connectors ?? 0) / noise + SIZE_WEIGHT * size
    return {
      ...part,
      pace,
      paceSpread: pace > 0 ? Math.sqrt(1 / pace) : 0,
      stream: streamOf(`region:${milestone}\n${part.region}`),
    }
  })
}

function sumOf<T>(rows: readonly T[], amount: (row: T) => number): number {
  return rows.reduce((sum, row) => sum + amount(row), 0)
}
