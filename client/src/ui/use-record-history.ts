import type { RecordKind } from '@changeover/shared/history'
import type { Day } from '@changeover/shared/time'
import { computed, ref, shallowRef, watch } from 'vue'
import { explain, type Explanation } from '../lib/explain.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Page = ServerOutputs['history']['ofRecord']
export type HistoryEntry = Page['entries'][number]
const PAGE = 20

/** What happened to a record, page by page; begins anew when something happens to it. */
export function useRecordHistory(record: () => { kind: RecordKind; id: string; asOf: Day | null }) {
  const first = useServerQuery<Page>({
    key: () => ['history', record().kind, record().id, record().asOf ?? ''],
    topics: ['orders', 'network', 'program', 'people', 'crews', 'inputs'],
    query: (signal) => api.history.ofRecord.query({ ...record(), limit: PAGE }, { signal }),
  })
  const further = shallowRef<Page[]>([])
  const isLoadingMore = ref(false)
  const failure = ref<Explanation | null>(null)
  const next = computed(() => (further.value.at(-1) ?? first.data.value)?.next ?? null)
  const entries = computed<HistoryEntry[]>(() => [
    ...(first.data.value?.entries ?? []),
    ...further.value.flatMap((page) => page.entries),
  ])
  watch([() => record().id, () => record().asOf, first.data], () => (further.value = []))

  async function loadMore(): Promise<void> {
    const start = first.data.value
    if (isLoadingMore.value || next.value === null) return
    isLoadingMore.value = true
    failure.value = null
    try {
      const page = await api.history.ofRecord.query({
        ...record(),
        before: next.value,
        limit: PAGE,
      })
      if (first.data.value === start) further.value = [...further.value, page]
    } catch (error) {
      failure.value = explain(error)
    } finally {
      isLoadingMore.value = false
    }
  }

  return { first, entries, next, isLoadingMore, failure, loadMore }
}
