import type { Id } from '@changeover/shared/commands'
import type { OrderFilter, OrderRow } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { computed, ref } from 'vue'
import { useI18n } from 'vue-i18n'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'
import { takeStep, useFailureToast, useUndoToast } from './use-bulk-change.ts'

/** How many closed orders are held at once; more come as these are decided. */
const QUEUE = 100
/** Of a past day nothing is decided, so no more come: what is held is what can be looked at. */
const PAST_QUEUE = 500

/** A closed order in the queue. */
export type WaitingOrder = Pick<OrderRow, 'id' | 'number' | 'siteName' | 'crewName' | 'doneOn'>

/** The queue with its length; as of a past day, the orders that waited when it ended. */
async function readQueue(
  filter: OrderFilter,
  asOf: Day | null,
): Promise<{ rows: WaitingOrder[]; total: number }> {
  if (asOf !== null) {
    const { rows, total } = await api.orders.listOn.query({ asOf, filter, limit: PAST_QUEUE })
    const waiting = rows.map((row) => ({ ...row, doneOn: row.enteredOn }))
    const byAge = waiting.toSorted((a, b) => (a.doneOn < b.doneOn ? -1 : 1))
    return { rows: byAge, total: total ?? rows.length }
  }
  const [{ rows }, { total }] = await Promise.all([
    api.orders.list.query({
      filter,
      sort: { by: 'stateSince', isDescending: false },
      limit: QUEUE,
    }),
    api.orders.count.query({ filter }),
  ])
  return { rows, total }
}

/**
 * The closed orders that wait for the office, the oldest first. What was decided leaves the queue at
 * once and the next one is shown; undo brings it back.
 */
export function useReview() {
  const { t } = useI18n()
  const scope = useScope()
  const say = useFailureToast()
  const undoToast = useUndoToast()

  const filter = computed(() => ({
    programId: scope.programId.value,
    regions: scope.regions.value,
    states: ['done' as const],
  }))
  const queue = useServerQuery({
    key: () => ['orders', 'review', JSON.stringify(filter.value), scope.asOf.value ?? ''],
    topics: ['orders'],
    query: () => readQueue(filter.value, scope.asOf.value),
  })

  const decided = ref(new Set<Id<'WorkOrder'>>())
  const chosenId = ref<Id<'WorkOrder'> | null>(null)
  const lastCommand = ref<{ commandId: Id<'Command'>; orderId: Id<'WorkOrder'> } | null>(null)
  const isBusy = ref(false)

  const rows = computed<WaitingOrder[]>(() =>
    (queue.data.value?.rows ?? []).filter(({ id }) => !decided.value.has(id)),
  )
  const index = computed(() =>
    Math.max(
      0,
      rows.value.findIndex(({ id }) => id === chosenId.value),
    ),
  )
  const current = computed(() => rows.value.at(index.value) ?? null)

  function move(by: 1 | -1): void {
    chosenId.value =
      rows.value.at(Math.min(Math.max(0, index.value + by), rows.value.length - 1))?.id ?? null
  }

  /** Verifies or sends back the order that is shown, as it was shown. */
  async function decide(
    step: 'verify' | 'reopen',
    version: number,
    reason?: string,
  ): Promise<boolean> {
    const order = current.value
    if (!order || isBusy.value) return false
    isBusy.value = true
    try {
      const { commandId } = await takeStep({ id: order.id, version }, step, reason)
      const next = rows.value.at(index.value + 1) ?? rows.value.at(index.value - 1)
      decided.value = new Set([...decided.value, order.id])
      chosenId.value = next?.id === order.id ? null : (next?.id ?? null)
      lastCommand.value = { commandId, orderId: order.id }
      undoToast.announce(
        t('orders.act.done', { number: order.number, what: t(`orders.review.${step}`) }),
        commandId,
        () => bringBack(order.id),
      )
      return true
    } catch (error) {
      say(error)
      void queue.refetch()
      return false
    } finally {
      isBusy.value = false
    }
  }

  async function undoLast(): Promise<void> {
    const last = lastCommand.value
    if (last && (await undoToast.undo(last.commandId))) bringBack(last.orderId)
  }

  function bringBack(orderId: Id<'WorkOrder'>): void {
    decided.value = new Set([...decided.value].filter((id) => id !== orderId))
    chosenId.value = orderId
    lastCommand.value = null
    void queue.refetch()
  }

  function choose(id: Id<'WorkOrder'>): void {
    chosenId.value = id
  }

  const total = computed(() => queue.data.value?.total ?? null)
  return { queue, rows, total, index, current, isBusy, move, choose, decide, undoLast, lastCommand }
}
