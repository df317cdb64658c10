import { isDay } from '@changeover/shared/time'
import { useI18n } from 'vue-i18n'
import { formatDay } from '../lib/format.ts'
import type { HistoryEntry } from '../ui/use-record-history.ts'
import { blockedReasonName } from '../ui/blocked-reason.ts'

/** Says an event of an order's history in words; null where the history's own words do. */
export function useHistorySentence(): (
  event: Pick<HistoryEntry, 'kind' | 'payload'>,
) => string | null {
  const { t, te } = useI18n()
  const text = (value: unknown) =>
    typeof value === 'string' && isDay(value) ? formatDay(value) : String(value ?? '–')

  return ({ kind, payload }) => {
    const key = `orders.history.${kind.replaceAll('.', '_')}`
    if (!te(key)) return null
    const reason = typeof payload.reason === 'string' ? blockedReasonName(payload.reason) : null
    const values = { ...payload, reason, day: text(payload.day), crew: text(payload.crew) }
    const said = t(key, values, Number(payload.connectors ?? 2))
    return kind.startsWith('orders.') && reason !== null ? `${said} · ${reason}` : said
  }
}
