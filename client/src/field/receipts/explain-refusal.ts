import { ERRORS } from '@changeover/shared/commands'
import { dayText } from '../format.ts'
import type { Refusal } from '../store/commands.ts'
import { t } from '../text.ts'
import { isDay } from '@changeover/shared/time'

/** Why the server refused, and what to do, as a crew member reads it. */
export function explainRefusal({ code, details }: Refusal): { why: string; fix: string } {
  if (code === 'RECEIPT_DIFFERS')
    return { why: t('receiptDiffers/why'), fix: t('receiptDiffers/fix') }
  if (code === 'DAMAGED') return { why: t('damaged/why'), fix: t('damaged/fix') }
  const { why, fix } = ERRORS[code]
  const gateOn = details.gateOn
  if (code === 'BEFORE_GATE' && typeof gateOn === 'string' && isDay(gateOn))
    return { why: `${why} (${dayText(gateOn)})`, fix }
  return { why, fix }
}
