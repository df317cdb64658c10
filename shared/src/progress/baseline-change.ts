/**
 * What changed between two states of the plan, such as a frozen baseline and today: added, moved,
 * dropped, done. Every item of either side is in exactly one group; those that stayed are counted.
 * The server compares in SQL, where the orders are; its answers are held against these.
 */
import { daysBetween, type Day } from '../time/index.ts'

/** A planned item on one side of the comparison. */
export interface PlannedItem {
  readonly id: string
  /** Null = not planned yet. */
  readonly dueOn: Day | null
  readonly isDone: boolean
}

export interface BaselineChange {
  readonly added: readonly string[]
  readonly dropped: readonly string[]
  /** Newly done since. */
  readonly done: readonly string[]
  /** Neither added, dropped nor newly done, with another day. Later is positive; null = un- or newly planned. */
  readonly moved: readonly { readonly id: string; readonly days: number | null }[]
  readonly unchanged: number
}

export function baselineChange(
  before: readonly PlannedItem[],
  after: readonly PlannedItem[],
): BaselineChange {
  const old = new Map(before.map((item) => [item.id, item]))
  const kept = new Set(after.map(({ id }) => id))
  const added: string[] = []
  const done: string[] = []
  const moved: { id: string; days: number | null }[] = []
  let unchanged = 0
  for (const item of after) {
    const was = old.get(item.id)
    if (!was) added.push(item.id)
    else if (item.isDone && !was.isDone) done.push(item.id)
    else if (item.dueOn === was.dueOn) unchanged++
    else moved.push({ id: item.id, days: moveDays(was.dueOn, item.dueOn) })
  }
  const dropped = before.filter(({ id }) => !kept.has(id)).map(({ id }) => id)
  return { added, dropped, done, moved, unchanged }
}

function moveDays(from: Day | null, to: Day | null): number | null {
  return from === null || to === null ? null : daysBetween(from, to)
}
