import type { Id } from '@changeover/shared/commands'
import type { OrderFilter, Selection } from '@changeover/shared/orders'
import { computed, ref, watch, type ComputedRef } from 'vue'

/** Which rows are chosen: some by hand, or all that the filter finds without some. A new filter starts anew. */
export function useSelection(filter: ComputedRef<OrderFilter>, total: ComputedRef<number>) {
  const isAll = ref(false)
  const ids = ref(new Set<Id<'WorkOrder'>>())

  const count = computed(() =>
    isAll.value ? Math.max(0, total.value - ids.value.size) : ids.value.size,
  )
  const selection = computed<Selection | null>(() => {
    if (count.value === 0) return null
    return isAll.value
      ? { filter: filter.value, excludedIds: [...ids.value] }
      : { orderIds: [...ids.value] }
  })

  function has(id: Id<'WorkOrder'>): boolean {
    return isAll.value !== ids.value.has(id)
  }

  function toggle(id: Id<'WorkOrder'>): void {
    const changed = new Set(ids.value)
    if (!changed.delete(id)) changed.add(id)
    ids.value = changed
  }

  function toggleAll(): void {
    isAll.value = count.value === 0 || (!isAll.value && count.value < total.value)
    ids.value = new Set()
  }

  function clear(): void {
    isAll.value = false
    ids.value = new Set()
  }

  watch(() => JSON.stringify(filter.value), clear)

  return { isAll, count, selection, has, toggle, toggleAll, clear }
}
