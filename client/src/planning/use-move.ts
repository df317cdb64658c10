import type { Id } from '@changeover/shared/commands'
import { asId } from '@changeover/shared/commands'
import type { BoardBlock } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import { useToast } from '@nuxt/ui/composables'
import { useI18n } from 'vue-i18n'
import { send } from '../lib/commands.ts'
import { explain } from '../lib/explain.ts'
import { formatDay } from '../lib/format.ts'
import { useLive } from '../lib/live.ts'
import { api } from '../lib/trpc.ts'

/** Moving one order to a crew and day by hand, with its undo. */
export function useMove(nameOf: (crewId: string) => string) {
  const { t } = useI18n()
  const toast = useToast()
  const live = useLive()

  /** @returns whether it was moved. */
  async function move(block: BoardBlock, crewId: string, dayOn: Day): Promise<boolean> {
    try {
      const receipt = await send(api.orders.assign, {
        selection: { orderIds: [block.orderId] },
        crewId: asId<'Crew'>(crewId),
        day: dayOn,
      })
      live.refresh(['orders'])
      toast.add({
        title: t('planning.board.moved', {
          number: block.number,
          crew: nameOf(crewId),
          day: formatDay(dayOn),
        }),
        icon: 'i-lucide-calendar-check',
        duration: 15_000,
        actions: [
          {
            label: t('planning.board.undo'),
            color: 'neutral',
            variant: 'outline',
            onClick: () => void undo(block, receipt.commandId),
          },
        ],
      })
      return true
    } catch (error) {
      say(error)
      return false
    }
  }

  async function undo({ number }: BoardBlock, commandId: Id<'Command'>): Promise<void> {
    try {
      await send(api.orders.undo, { commandId })
      live.refresh(['orders'])
      toast.add({ title: t('planning.board.undone', { number }), icon: 'i-lucide-undo-2' })
    } catch (error) {
      say(error)
    }
  }

  function say(error: unknown): void {
    const { why, fix, details } = explain(error)
    const [refused] = Array.isArray(details.refused) ? details.refused : []
    // Our own server's refusals; each has a reason with a sentence of the orders slice.
    const reason = (refused as { reason?: string } | undefined)?.reason
    toast.add({
      title: reason ? t(`orders.refusal.${reason}`) : why,
      description: fix,
      color: 'error',
      icon: 'i-lucide-circle-alert',
    })
  }

  return { move }
}
