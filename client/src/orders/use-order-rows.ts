import type { ORDER_SORTS, OrderFilter, OrderRow } from '@changeover/shared/orders'
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { explain, type Explanation } from '../lib/explain.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Page = ServerOutputs['orders']['list']
const PAGE = 100

/**
 * The rows of the table, page by page as somebody scrolls. When orders change anywhere, the pages
 * that were loaded are fetched again and swapped in one go, so that nothing jumps.
 */
export function useOrderRows(
  filter: ComputedRef<OrderFilter>,
  sort: ComputedRef<{ by: (typeof ORDER_SORTS)[number]; isDescending: boolean }>,
) {
  const key = computed(() => JSON.stringify([filter.value, sort.value]))
  const first = useServerQuery({
    key: () => ['orders', 'list', key.value],
    topics: ['orders'],
    query: () => fetchPage(null),
  })
  const total = useServerQuery({
    key: () => ['orders', 'count', JSON.stringify(filter.value)],
    topics: ['orders'],
    query: () => api.orders.count.query({ filter: filter.value }),
  })
  const further = shallowRef<Page[]>([])
  const isLoadingMore = ref(false)
  const failure = ref<Explanation | null>(null)

  function fetchPage(after: Page['next']): Promise<Page> {
    return api.orders.list.query({ filter: filter.value, sort: sort.value, after, limit: PAGE })
  }

  const next = computed(() => (further.value.at(-1) ?? first.data.value)?.next ?? null)
  const rows = computed<OrderRow[]>(() => [
    ...(first.data.value?.rows ?? []),
    ...further.value.flatMap((page) => page.rows),
  ])

  /** Fetches the next page, unless one is on its way or there is none. */
  async function loadMore(): Promise<void> {
    if (isLoadingMore.value || !next.value) return
    const asked = key.value
    isLoadingMore.value = true
    failure.value = null
    try {
      const page = await fetchPage(next.value)
      if (asked === key.value) further.value = [...further.value, page]
    } catch (error) {
      failure.value = explain(error)
    } finally {
      isLoadingMore.value = false
    }
  }

  watch(key, () => (further.value = []))
  watch(first.data, async (fresh) => {
    if (!fresh || further.value.length === 0) return
    const asked = key.value
    const pages: Page[] = []
    let after = fresh.next
    while (after && pages.length < further.value.length) {
      const page = await fetchPage(after).catch(() => null)
      if (!page || asked !== key.value) return
      pages.push(page)
      after = page.next
    }
    further.value = pages
  })

  return {
    rows,
    total: total.data,
    first,
    loadMore,
    isLoadingMore,
    failure,
    hasMore: computed(() => next.value !== null),
  }
}
