import { computed, ref, watch, type Ref } from 'vue'

/** What a bulk command is about: some by id, or all that a filter finds but a few. */
export type Selected<RowId, Filter> = { ids: RowId[] } | { filter: Filter; excludedIds: RowId[] }

/** Which rows are chosen: some by hand, or all that the filter finds without some. A new filter starts anew. */
export function useRowSelection<RowId extends string, Filter>(
  filter: Ref<Filter>,
  total: Ref<number>,
) {
  const isAll = ref(false)
  const ids = ref<ReadonlySet<RowId>>(new Set())
  const count = computed(() =>
    isAll.value ? Math.max(0, total.value - ids.value.size) : ids.value.size,
  )
  const selected = computed<Selected<RowId, Filter> | null>(() => {
    if (count.value === 0) return null
    return isAll.value
      ? { filter: filter.value, excludedIds: [...ids.value] }
      : { ids: [...ids.value] }
  })

  function has(id: RowId): boolean {
    return isAll.value !== ids.value.has(id)
  }

  function toggle(id: RowId): void {
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

  return { isAll, count, selected, has, toggle, toggleAll, clear }
}
