import type { ChecklistStep } from '../program/index.ts'

/** Answers by step key, as the crew gave them. */
export type Answers = Readonly<Record<string, unknown>>

/** Kinds of photos that were named for the order; a photo counts before its file has arrived. */
export type EvidenceKinds = ReadonlySet<string>

export type StepState =
  | { key: string; state: 'answered' }
  | {
      key: string
      state: 'open'
      problem: 'missing' | 'wrong_kind' | 'below_minimum' | 'above_maximum' | 'unknown_option'
    }
  /** Its branch does not apply; an answer given earlier is kept but does not count. */
  | { key: string; state: 'not_applicable' }

/** Where each step stands, in the template's order. */
export function evaluateChecklist(
  steps: readonly ChecklistStep[],
  answers: Answers,
  evidence: EvidenceKinds,
): StepState[] {
  const applicable = new Set<string>()
  return steps.map((step): StepState => {
    const { key, when } = step
    const applies =
      !when ||
      (applicable.has(when.step) && when.isOneOf.some((value) => value === answers[when.step]))
    if (!applies) return { key, state: 'not_applicable' }
    applicable.add(key)
    const problem = answerProblem(step, answers[key], evidence)
    return problem ? { key, state: 'open', problem } : { key, state: 'answered' }
  })
}

/** Required steps that still keep the order from closing. */
export function openSteps(
  steps: readonly ChecklistStep[],
  answers: Answers,
  evidence: EvidenceKinds,
): string[] {
  const required = new Set(steps.filter((step) => step.isRequired).map((step) => step.key))
  return evaluateChecklist(steps, answers, evidence)
    .filter(({ key, state }) => state === 'open' && required.has(key))
    .map(({ key }) => key)
}

/**
 * What is wrong with an answer, or null. A measured value outside its limits is a true answer that
 * leaves the step open: it is kept, and the work is to be put right.
 */
export function answerProblem(
  step: ChecklistStep,
  value: unknown,
  evidence: EvidenceKinds,
): Extract<StepState, { state: 'open' }>['problem'] | null {
  if (step.kind === 'photo') return evidence.has(step.evidence) ? null : 'missing'
  if (value === undefined || value === null || value === '') return 'missing'
  switch (step.kind) {
    case 'check':
      return value === true ? null : 'missing'
    case 'yes_no':
      return typeof value === 'boolean' ? null : 'wrong_kind'
    case 'choice':
      return step.options.some((option) => option.value === value) ? null : 'unknown_option'
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'wrong_kind'
      if (step.min !== undefined && value < step.min) return 'below_minimum'
      return step.max !== undefined && value > step.max ? 'above_maximum' : null
    case 'scan':
      return typeof value === 'string' ? null : 'wrong_kind'
  }
}
