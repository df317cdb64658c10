import type { OrderDraft } from '../store/drafts.ts'
import { t } from '../text.ts'
import type { ProposedClosing } from './closing.ts'
import type { Card } from './next-card.ts'

/** The one button at the bottom: what it says and what it does. */
export interface PrimaryAction {
  does: 'arrive' | 'unblock' | 'camera' | 'scan' | 'answer' | 'close' | 'leave'
  label: string
  isDisabled: boolean
}

/** Always the next step. Null where the answers themselves are the buttons. */
export function primaryAction(at: {
  card: Card
  draft: OrderDraft
  closing: ProposedClosing | null
  isWorking: boolean
  canScan: boolean
}): PrimaryAction | null {
  const { card, draft, closing, isWorking, canScan } = at
  const action = (does: PrimaryAction['does'], label: string, isDisabled = false) => ({
    does,
    label,
    isDisabled,
  })
  switch (card.kind) {
    case 'before-gate':
      return action('leave', t('order/next'))
    case 'arrive':
      return action('arrive', t('order/arrived'))
    case 'checks':
      return action(
        'answer',
        card.steps.length > 1 ? t('step/allOk', { count: card.steps.length }) : t('step/oneOk'),
      )
    case 'step':
      return stepAction(card, draft, isWorking, canScan)
    case 'close': {
      const isAllowed = closing?.answer.isAllowed === true && closing.undecided.length === 0
      return action('close', t('order/done'), !isAllowed)
    }
    case 'blocked':
      return action('unblock', t('order/goOn'))
    case 'finished':
      return action('leave', t('order/next'))
  }
}

function stepAction(
  { step, state }: Extract<Card, { kind: 'step' }>,
  draft: OrderDraft,
  isWorking: boolean,
  canScan: boolean,
): PrimaryAction | null {
  switch (step.kind) {
    case 'photo':
      return {
        does: 'camera',
        label: isWorking
          ? t('step/photoWorking')
          : t(state.state === 'answered' ? 'step/photoAgain' : 'step/photo'),
        isDisabled: isWorking,
      }
    case 'scan':
      return canScan
        ? {
            does: 'scan',
            label: t(step.of === 'station' ? 'step/scanStation' : 'step/scanKit'),
            isDisabled: false,
          }
        : null
    case 'number': {
      const value = draft.typed[step.key] ?? ''
      const isNumber = value !== '' && Number.isFinite(Number(value))
      return {
        does: 'answer',
        label: t('step/save', { value: isNumber ? value : '', unit: step.unit }),
        isDisabled: !isNumber,
      }
    }
    case 'yes_no':
    case 'choice':
      return null
  }
}
