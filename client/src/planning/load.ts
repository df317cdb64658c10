import type { Grid, GridCell } from '@changeover/shared/planning'

/** A cell as it is drawn: `share` is load over capacity, 1 where there is work and nobody. */
export interface CellLoad {
  loadMinutes: number
  capacityMinutes: number
  share: number
  isOver: boolean
  waitingForKits: number
}

/** Rounding of minutes is no overload. */
const TOLERANCE = 1.005

export function loadOf(cell: GridCell | undefined): CellLoad {
  const { loadMinutes = 0, capacityMinutes = 0, waitingForKits = 0 } = cell ?? {}
  const share = capacityMinutes > 0 ? loadMinutes / capacityMinutes : loadMinutes > 0 ? 1 : 0
  const isOver = capacityMinutes > 0 ? share > TOLERANCE : loadMinutes > 0
  return { loadMinutes, capacityMinutes, share, isOver, waitingForKits }
}

/** Percentage points by which a week is fuller than another, as whole percentages show them. */
export function pointsBetween(from: CellLoad, to: CellLoad): number {
  return Math.round(100 * to.share) - Math.round(100 * from.share)
}

/** Whole hours. */
export function hoursOf(minutes: number): number {
  return Math.round(minutes / 60)
}

/** What the grid says in one sentence, the worst first. */
export type LoadFinding =
  | { kind: 'over'; territory: string; count: number; weeks: number }
  | { kind: 'overMany'; count: number }
  | { kind: 'short'; count: number }
  | { kind: 'free'; share: number; weeks: number }

export function findingOf({ cells, territories, weeks }: Grid): LoadFinding {
  const over = cells.filter((cell) => loadOf(cell).isOver)
  const who = [...new Set(over.map(({ territoryId }) => territoryId))]
  if (who.length > 1) return { kind: 'overMany', count: who.length }
  if (who.length === 1) {
    const territory = territories.find(({ id }) => id === who[0])?.name ?? who[0]
    return { kind: 'over', territory, count: over.length, weeks: weeks.length }
  }
  const short = new Set(
    cells.filter(({ waitingForKits }) => waitingForKits > 0).map(({ weekOn }) => weekOn),
  )
  if (short.size > 0) return { kind: 'short', count: short.size }
  const sum = (value: (cell: GridCell) => number) =>
    cells.reduce((total, cell) => total + value(cell), 0)
  const capacity = sum(({ capacityMinutes }) => capacityMinutes)
  const share = capacity > 0 ? sum(({ loadMinutes }) => loadMinutes) / capacity : 0
  return { kind: 'free', share, weeks: weeks.length }
}
