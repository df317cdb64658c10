import type { Id } from '@changeover/shared/commands'
import {
  needsReason,
  type BulkChange,
  type ChangePreview,
  type OfficeStep,
} from '@changeover/shared/orders'
import { useToast } from '@nuxt/ui/composables'
import { ref, watch, type Ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { send } from '../lib/commands.ts'
import { explain } from '../lib/explain.ts'
import { formatCount } from '../lib/format.ts'
import { api } from '../lib/trpc.ts'

/** Says a failure as a person reads it. */
export function useFailureToast(): (error: unknown) => void {
  const toast = useToast()
  return (error) => {
    const { why, fix } = explain(error)
    toast.add({ title: why, description: fix, color: 'error', icon: 'i-lucide-circle-alert' })
  }
}

/** Says what a command did, with a button that takes it back. */
export function useUndoToast() {
  const { t } = useI18n()
  const toast = useToast()
  const say = useFailureToast()

  async function undo(commandId: Id<'Command'>): Promise<boolean> {
    try {
      const { result } = await send(api.orders.undo, { commandId })
      const numbers = result.inTheWay.map(({ number }) => number).join(', ')
      const description =
        result.inTheWayCount > 0
          ? t(
              'orders.bulk.inTheWay',
              { count: result.inTheWayCount, numbers },
              result.inTheWayCount,
            )
          : ''
      toast.add({
        title: t('orders.bulk.undone', { count: formatCount(result.restored) }, result.restored),
        description,
        icon: 'i-lucide-undo-2',
      })
      return true
    } catch (error) {
      say(error)
      return false
    }
  }

  function announce(title: string, commandId: Id<'Command'>, afterUndo?: () => void): void {
    toast.add({
      title,
      icon: 'i-lucide-circle-check',
      duration: 15_000,
      actions: [
        {
          label: t('orders.bulk.undo'),
          color: 'neutral',
          variant: 'outline',
          onClick: () => void undo(commandId).then((isDone) => isDone && afterUndo?.()),
        },
      ],
    })
  }

  return { announce, undo }
}

/** A change of many orders: previewed as soon as it is complete, carried out on one click. */
export function useBulkChange(request: Readonly<Ref<BulkChange | null>>) {
  const say = useFailureToast()
  const preview = ref<ChangePreview | null>(null)
  const isBusy = ref(false)

  watch(
    request,
    async (asked) => {
      preview.value = null
      if (!asked) return
      try {
        const answer = await api.orders.previewChange.mutate(asked)
        if (asked === request.value) preview.value = answer
      } catch (error) {
        say(error)
      }
    },
    { immediate: true },
  )

  /** @returns the receipt, or null when it was refused and said so. */
  async function apply() {
    if (!request.value) return null
    isBusy.value = true
    try {
      return await send(api.orders.change, request.value)
    } catch (error) {
      say(error)
      return null
    } finally {
      isBusy.value = false
    }
  }

  return { preview, isBusy, apply }
}

/** Takes a step with one order as it was seen: where somebody has changed it since, the server refuses. */
export function takeStep(
  order: { id: Id<'WorkOrder'>; version: number },
  step: OfficeStep,
  reason = '',
) {
  const change = { set: {}, step, reason: needsReason(step) ? reason : null }
  return send(
    api.orders.change,
    { selection: { orderIds: [order.id] }, change },
    { baseVersion: order.version },
  )
}
