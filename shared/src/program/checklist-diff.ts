import type { ChecklistStep } from './checklist.ts'

/** How one step differs between two versions of a template. */
export interface StepChange {
  kind: 'added' | 'removed' | 'changed' | 'moved'
  key: string
  title: string
  /** Properties with other values, with both values as text; empty where a step was added, removed or only moved. */
  fields: { name: string; from: string | null; to: string | null }[]
}

/**
 * What differs between two versions, in the order of the newer one, removed steps last. Steps are
 * the same step by their key. A step is `moved` when it changes its place among the steps that both
 * versions have; the fewest steps that explain the new order are named.
 */
export function diffSteps(
  before: readonly ChecklistStep[],
  after: readonly ChecklistStep[],
): StepChange[] {
  const old = new Map(before.map((step) => [step.key, step]))
  const kept = new Set(after.map(({ key }) => key))
  const staying = longestRising(
    after.flatMap(({ key }) => {
      const index = before.findIndex((step) => step.key === key)
      return index < 0 ? [] : [index]
    }),
  )
  const changes: StepChange[] = []
  for (const step of after) {
    const { key, title } = step
    const former = old.get(key)
    if (!former) {
      changes.push({ kind: 'added', key, title, fields: [] })
      continue
    }
    const fields = differences(former, step)
    if (fields.length > 0) changes.push({ kind: 'changed', key, title, fields })
    if (!staying.has(before.indexOf(former)))
      changes.push({ kind: 'moved', key, title, fields: [] })
  }
  for (const { key, title } of before)
    if (!kept.has(key)) changes.push({ kind: 'removed', key, title, fields: [] })
  return changes
}

function differences(before: ChecklistStep, after: ChecklistStep): StepChange['fields'] {
  const old: Record<string, unknown> = { ...before }
  const fresh: Record<string, unknown> = { ...after }
  const names = new Set([...Object.keys(old), ...Object.keys(fresh)])
  return [...names].flatMap((name) => {
    const [from, to] = [asText(old[name]), asText(fresh[name])]
    return from === to ? [] : [{ name, from, to }]
  })
}

function asText(value: unknown): string | null {
  if (value === undefined || value === null || value === '') return null
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** The numbers of a longest rising subsequence; the quadratic way does for a checklist's length. */
function longestRising(numbers: readonly number[]): Set<number> {
  const best: number[][] = []
  for (const [index, number] of numbers.entries()) {
    let longest: number[] = []
    for (let earlier = 0; earlier < index; earlier++)
      if (numbers[earlier] < number && best[earlier].length > longest.length)
        longest = best[earlier]
    best.push([...longest, number])
  }
  return new Set(best.reduce((left, right) => (right.length > left.length ? right : left), []))
}
