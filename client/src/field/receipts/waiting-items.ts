import type { Actor } from '@changeover/shared/accounts'
import type { OrderDetail } from '@changeover/shared/orders'
import type { Instant } from '@changeover/shared/time'
import type { QueuedCommand, QueuedPhoto, Refusal } from '../store/commands.ts'
import { answerText } from '../order/answer-text.ts'
import { t } from '../text.ts'

/** Something that is not on the server yet, as the list shows it. */
export interface WaitingItem {
  key: string
  title: string
  site: string
  at: Instant
  refusal: Refusal | null
  /** Made by somebody else on this phone: it waits until they sign in. */
  isOthers: boolean
}

export function waitingItems(shown: {
  actor: Actor | null
  orders: ReadonlyMap<string, OrderDetail>
  outbox: readonly QueuedCommand[]
  photos: readonly QueuedPhoto[]
}): WaitingItem[] {
  const siteOf = (orderId: string) => shown.orders.get(orderId)?.site.name ?? ''
  const common = ({ refusal, personId }: QueuedCommand | QueuedPhoto) => ({
    refusal,
    isOthers: personId !== shown.actor?.personId,
  })
  return [
    ...shown.outbox.map((command) => ({
      key: command.commandId,
      title: titleOf(command, shown.orders.get(command.data.orderId)),
      site: siteOf(command.data.orderId),
      at: command.occurredAt,
      ...common(command),
    })),
    ...shown.photos.map((photo) => ({
      key: photo.sha256,
      title: t('what/photo'),
      site: siteOf(photo.orderId),
      at: photo.takenAt,
      ...common(photo),
    })),
  ]
}

function titleOf(command: QueuedCommand, order: OrderDetail | undefined): string {
  const title = t(`what/${command.name}`)
  if (command.name === 'orders.block') return `${title}: ${command.data.reason}`
  if (command.name !== 'orders.answer') return title
  const { step: key, value } = command.data
  const step = order?.checklist?.steps.find((other) => other.key === key)
  return `${step?.title ?? key}: ${answerText(step, value)}`
}
