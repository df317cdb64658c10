import type { SiteFilter, SiteList, SitePage, SiteRow } from '@changeover/shared/network'
import type { Day } from '@changeover/shared/time'
import { computed, ref, shallowRef, watch, type Ref } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

const PAGE = 100

/**
 * The sites of a filter, page by page, now or as they stood on a day. The first page is a live query; further ones are fetched as
 * somebody scrolls, and start anew when the first changes.
 */
export function useSites(
  filter: Ref<SiteFilter>,
  sorting: Ref<Pick<SiteList, 'sort' | 'descending'>>,
  asOf: Ref<Day | null>,
) {
  const list = computed(() => ({
    ...filter.value,
    ...sorting.value,
    asOf: asOf.value ?? undefined,
    limit: PAGE,
  }))
  const first = useServerQuery<SitePage>({
    key: () => ['network', 'sites', JSON.stringify(list.value)],
    topics: ['network'],
    query: (signal) => api.network.listSites.query(list.value, { signal }),
  })
  const further = shallowRef<SitePage[]>([])
  const isLoadingMore = ref(false)

  watch(first.data, () => (further.value = []))

  const pages = computed(() => (first.data.value ? [first.data.value, ...further.value] : []))
  const sites = computed<SiteRow[]>(() => pages.value.flatMap((page) => page.sites))
  const next = computed(() => pages.value.at(-1)?.next ?? null)

  async function loadMore(): Promise<void> {
    const after = next.value
    if (after === null || isLoadingMore.value) return
    isLoadingMore.value = true
    const start = first.data.value
    try {
      const page = await api.network.listSites.query({ ...list.value, after })
      if (first.data.value === start) further.value = [...further.value, page]
    } finally {
      isLoadingMore.value = false
    }
  }

  return {
    sites,
    total: computed(() => first.data.value?.total ?? null),
    hasMore: computed(() => next.value !== null),
    isPending: computed(() => first.status.value === 'pending'),
    explanation: first.explanation,
    refetch: first.refetch,
    loadMore,
  }
}
