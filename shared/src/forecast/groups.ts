import type { ForecastModel, ModelPart } from './model.ts'

/** Parts whose common finish is reported: of a milestone as a whole, of a territory, or of a region. */
export interface Group {
  readonly milestone: number
  readonly of: 'whole' | 'territory' | 'region'
  readonly name: string
  readonly scope: number
  readonly done: number
  /** Positions of the parts, counted cell after cell. */
  readonly parts: readonly number[]
}

interface PlacedPart extends ModelPart {
  readonly position: number
  readonly milestone: number
  readonly territory: string
}

/** The groups of each milestone, the whole first. */
export function groupsOf(model: ForecastModel): Group[] {
  const placed = model.cells
    .flatMap(({ milestone, territory, parts }) =>
      parts.map((part) => ({ ...part, milestone, territory })),
    )
    .map((part, position) => ({ ...part, position }))
  return model.milestones.flatMap((_unused, milestone) => {
    const own = placed.filter((part) => part.milestone === milestone)
    const byTerritory = Map.groupBy(own, ({ territory }) => territory)
    const byRegion = Map.groupBy(own, ({ region }) => region)
    return [
      groupOf(milestone, 'whole', '', own),
      ...[...byTerritory].map(([name, parts]) => groupOf(milestone, 'territory', name, parts)),
      ...[...byRegion].map(([name, parts]) => groupOf(milestone, 'region', name, parts)),
    ]
  })
}

function groupOf(
  milestone: number,
  of: Group['of'],
  name: string,
  parts: readonly PlacedPart[],
): Group {
  return {
    milestone,
    of,
    name,
    scope: parts.reduce((sum, { scope }) => sum + scope, 0),
    done: parts.reduce((sum, { done }) => sum + done, 0),
    parts: parts.map(({ position }) => position),
  }
}
