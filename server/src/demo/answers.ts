import { NACS_ROLLOUT, type ChecklistStep } from '@changeover/shared/program'
import type { Chance } from './chance.ts'

/** Answers that complete a checklist, without its photos: the demo has no pictures. */
export function answersOf(
  checklistCode: string,
  kitCode: string,
  serial: string | null,
  chance: Chance,
): [step: string, value: string | number | boolean][] {
  const template = NACS_ROLLOUT.checklists.find(({ code }) => code === checklistCode)
  const answers = new Map<string, string | number | boolean>()
  for (const step of template?.steps ?? []) {
    if (step.kind === 'photo') continue
    const { when } = step
    if (when && !when.isOneOf.some((value) => value === answers.get(when.step))) continue
    answers.set(step.key, answerOf(step, kitCode, serial, chance))
  }
  return [...answers]
}

function answerOf(
  step: Exclude<ChecklistStep, { kind: 'photo' }>,
  kitCode: string,
  serial: string | null,
  chance: Chance,
): string | number | boolean {
  switch (step.kind) {
    case 'check':
      return true
    case 'yes_no':
      return chance.happens(0.03)
    case 'choice':
      return chance.pick(step.options).value
    case 'number':
      return Math.round(((step.min ?? 0) + (step.max ?? 0)) * 5) / 10
    case 'scan':
      return step.of === 'kit' ? kitCode || 'no label' : (serial ?? 'no label')
  }
}
