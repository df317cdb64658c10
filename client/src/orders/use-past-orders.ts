import type { OrderFilter, PastOrderRow } from '@changeover/shared/orders'
import type { Day } from '@changeover/shared/time'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { explain, type Explanation } from '../lib/explain.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Page = ServerOutputs['orders']['listOn']
const PAGE = 200

/** The orders of a filter as they were at the end of a day, page by page. */
export function usePastOrders(asOf: Ref<Day>, filter: Ref<OrderFilter>) {
  const key = computed(() => JSON.stringify([asOf.value, filter.value]))
  const first = useServerQuery<Page>({
    key: () => ['orders', 'listOn', key.value],
    topics: ['orders'],
    query: (signal) =>
      api.orders.listOn.query(
        { asOf: asOf.value, filter: filter.value, limit: PAGE },
        { signal, context: { isSlow: true } },
      ),
  })
  const further = shallowRef<Page[]>([])
  const isLoadingMore = ref(false)
  const failure = ref<Explanation | null>(null)
  const next = computed(() => (further.value.at(-1) ?? first.data.value)?.next ?? null)
  const rows = computed<PastOrderRow[]>(() => [
    ...(first.data.value?.rows ?? []),
    ...further.value.flatMap((page) => page.rows),
  ])
  watch([key, first.data], () => (further.value = []))

  async function loadMore(): Promise<void> {
    if (isLoadingMore.value || next.value === null) return
    const asked = key.value
    isLoadingMore.value = true
    failure.value = null
    try {
      const wish = { asOf: asOf.value, filter: filter.value, after: next.value, limit: PAGE }
      const page = await api.orders.listOn.query(wish)
      if (asked === key.value) further.value = [...further.value, page]
    } catch (error) {
      failure.value = explain(error)
    } finally {
      isLoadingMore.value = false
    }
  }

  const total = computed(() => first.data.value?.total ?? null)
  const isMore = computed(() => first.data.value?.isMore ?? false)
  return { first, rows, total, isMore, next, isLoadingMore, loadMore, failure }
}
