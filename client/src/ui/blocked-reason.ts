import { i18n } from '../lib/i18n.ts'

/** Why an order is blocked, in words; a reason that somebody wrote in their own words is said as it is. */
export function blockedReasonName(reason: string): string {
  const { t, te } = i18n.global
  return te(`charts.reason.${reason}`) ? t(`charts.reason.${reason}`) : reason
}
