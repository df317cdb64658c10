import type { OrderDetail } from '@changeover/shared/orders'
import type { ChecklistStep } from '@changeover/shared/program'
import { t } from '../text.ts'

/** An answer as its question would say it: the option's label, the unit, yes or no. */
export function answerText(
  step: ChecklistStep | undefined,
  value: OrderDetail['answers'][number]['value'],
): string {
  if (typeof value === 'boolean') return t(value ? 'step/yes' : 'step/no')
  if (step?.kind === 'number') return `${String(value)} ${step.unit}`
  if (step?.kind === 'choice')
    return step.options.find((option) => option.value === value)?.label ?? String(value)
  return String(value ?? '–')
}
