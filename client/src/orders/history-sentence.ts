import { OrderStateSchema } from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'
import { useI18n } from 'vue-i18n'
import { formatDay } from '../lib/format.ts'
import type { ServerOutputs } from '../lib/trpc.ts'

type HistoryEvent = ServerOutputs['orders']['history'][number]

/** From here on a phone's word reached us noticeably later than it says that it happened. */
const LATE_MS = 5 * 60 * 1000

/** A phone without a signal says later what it did: both times are worth reading. */
export function isReportedLate({ occurredAt, recordedAt }: HistoryEvent): boolean {
  return new Date(recordedAt).getTime() - new Date(occurredAt).getTime() > LATE_MS
}

/** Devices have no names, only ids; the end of one tells two phones of a crew apart. */
export function deviceName(deviceId: string): string {
  return deviceId.replaceAll('-', '').slice(-4).toUpperCase()
}

/** Says an event of an order's history in words. */
export function useHistorySentence(): (event: HistoryEvent) => string {
  const { t, te } = useI18n()
  const text = (value: unknown) =>
    typeof value === 'string' && isDay(value) ? formatDay(value) : String(value ?? '–')

  /** A bulk change: its step with the reason, then every field that got another value. */
  function changeSentence(payload: Record<string, unknown>): string {
    const to = OrderStateSchema.safeParse(payload.to)
    const movesState = payload.from !== payload.to && to.success
    const state = to.success ? t(`orders.state.${to.data}`) : ''
    const assignment = t('orders.history.toCrew', {
      crew: text(payload.crew),
      day: text(payload.day),
    })
    const fields = (['dueOn', 'priority', 'milestone', 'kit'] as const).flatMap((field) =>
      field in payload ? [t(`orders.history.field.${field}`, { value: text(payload[field]) })] : [],
    )
    return [
      ...(movesState ? [state] : []),
      ...(payload.movesCrew ? [assignment] : []),
      ...fields,
      ...(typeof payload.reason === 'string' ? [payload.reason] : []),
    ].join(' · ')
  }

  return ({ kind, payload }) => {
    if (kind === 'orders.changed') return changeSentence(payload)
    if (kind === 'orders.imported')
      return t('orders.history.imported', { changes: changeSentence(payload) })
    const key = `orders.history.${kind}`
    return te(key) ? t(key, { ...payload, day: text(payload.day), crew: text(payload.crew) }) : kind
  }
}
