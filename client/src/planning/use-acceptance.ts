import type { Id } from '@changeover/shared/commands'
import type { AcceptScope } from '@changeover/shared/planning'
import { useToast } from '@nuxt/ui/composables'
import { ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { send } from '../lib/commands.ts'
import { explain } from '../lib/explain.ts'
import { formatCount } from '../lib/format.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Refused = ServerOutputs['planning']['accept']['result']['refusedOrders'][number]

/** Accepting a proposal, or a part of it, with its undo. */
export function useAcceptance(planId: () => Id<'Plan'>) {
  const { t } = useI18n()
  const toast = useToast()
  const isBusy = ref(false)
  /** Orders of the last acceptance that stayed as they are. */
  const refused = ref<readonly Refused[]>([])

  /** @returns whether something was accepted. */
  async function accept(scope: AcceptScope): Promise<boolean> {
    const id = planId()
    isBusy.value = true
    try {
      const { commandId, result } = await send(api.planning.accept, { planId: id, scope })
      refused.value = result.refusedOrders
      toast.add({
        title: t(
          'planning.review.accepted',
          { count: formatCount(result.scheduled) },
          result.scheduled,
        ),
        ...(result.dropped > 0
          ? {
              description: t(
                'planning.review.acceptedOff',
                { count: formatCount(result.dropped) },
                result.dropped,
              ),
            }
          : {}),
        icon: 'i-lucide-calendar-check',
        duration: 20_000,
        actions: [
          {
            label: t('planning.review.undo'),
            color: 'neutral',
            variant: 'outline',
            onClick: () => void undo(id, commandId),
          },
        ],
      })
      return true
    } catch (error) {
      const { details } = explain(error)
      // A refusal of everything names the orders, as our own server wrote them.
      if (Array.isArray(details.refused)) refused.value = details.refused as Refused[]
      say(error)
      return false
    } finally {
      isBusy.value = false
    }
  }

  async function undo(id: Id<'Plan'>, commandId: Id<'Command'>): Promise<void> {
    try {
      const { result } = await send(api.planning.undoAccept, { planId: id, commandId })
      toast.add({
        title: t(
          'planning.review.undone',
          { count: formatCount(result.restored) },
          result.restored,
        ),
        icon: 'i-lucide-undo-2',
        ...(result.inTheWayCount > 0
          ? {
              description: t(
                'planning.review.inTheWay',
                {
                  count: result.inTheWayCount,
                  numbers: result.inTheWay.map(({ number }) => number).join(', '),
                },
                result.inTheWayCount,
              ),
            }
          : {}),
      })
    } catch (error) {
      say(error)
    }
  }

  function say(error: unknown): void {
    const { why, fix } = explain(error)
    toast.add({ title: why, description: fix, color: 'error', icon: 'i-lucide-circle-alert' })
  }

  return { accept, isBusy, refused }
}
