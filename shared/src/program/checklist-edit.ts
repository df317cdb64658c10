import type { ChecklistStep } from './checklist.ts'

export type StepKind = ChecklistStep['kind']

/** A key for a new step: its title in small letters, made different from those that are taken. */
export function stepKey(title: string, taken: ReadonlySet<string>): string {
  const plain = title
    .normalize('NFD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '_')
    .replace(/^[^a-z]+|_+$/g, '')
    .slice(0, 40)
  const base = plain || 'step'
  for (let number = 1; ; number++) {
    const key = number === 1 ? base : `${base}_${number}`
    if (!taken.has(key)) return key
  }
}

/** A step of `kind` as an editor begins it; what both kinds have is kept from `from`. */
export function newStep(
  kind: StepKind,
  from: Pick<ChecklistStep, 'key' | 'title' | 'help' | 'isRequired' | 'when'>,
): ChecklistStep {
  const { key, title, help, isRequired, when } = from
  const base = { key, title, isRequired, ...(help ? { help } : {}), ...(when ? { when } : {}) }
  switch (kind) {
    case 'check':
    case 'yes_no':
      return { ...base, kind }
    case 'choice':
      return {
        ...base,
        kind,
        options: [
          { value: 'first', label: '' },
          { value: 'second', label: '' },
        ],
      }
    case 'number':
      return { ...base, kind, unit: '' }
    case 'photo':
      return { ...base, kind, evidence: 'other' }
    case 'scan':
      return { ...base, kind, of: 'station' }
  }
}

/** An earlier step that a branch can hang on, with its possible answers. */
export interface PossibleCondition {
  key: string
  title: string
  answers: { value: string | boolean; label: string | null }[]
}

/** What the step at `index` can be made to depend on: earlier steps with a choice or a yes or no. */
export function possibleConditions(
  steps: readonly ChecklistStep[],
  index: number,
): PossibleCondition[] {
  return steps.slice(0, index).flatMap((step): PossibleCondition[] => {
    const { key, title } = step
    if (step.kind === 'yes_no')
      return [{ key, title, answers: [true, false].map((value) => ({ value, label: null })) }]
    return step.kind === 'choice' ? [{ key, title, answers: step.options }] : []
  })
}
