import type { Figure } from '@changeover/shared/progress'
import { computed, ref, shallowRef, watch, type ComputedRef } from 'vue'
import { explain, type Explanation } from '../lib/explain.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'
import { useFilter } from './queries.ts'

type Page = ServerOutputs['progress']['rows']
const PAGE = 200
/** Enough for a spreadsheet; who needs more narrows the question. */
const EXPORTED_PAGE = 1_000
const MOST_EXPORTED = 50_000

/** The rows of a figure, page by page, and their sum, which comes by itself. When something changes anywhere, they begin anew. */
export function useFigureRows(figure: ComputedRef<Figure | null>) {
  const filter = useFilter()
  const key = computed(() => JSON.stringify([figure.value, filter()]))
  const first = useServerQuery({
    key: () => ['progress.rows', key.value],
    topics: ['progress', 'orders', 'network'],
    enabled: () => figure.value !== null,
    query: () => fetchPage(null, PAGE),
  })
  const sum = useServerQuery({
    key: () => ['progress.sum', key.value],
    topics: ['progress', 'orders', 'network'],
    enabled: () => figure.value !== null,
    query: (signal) =>
      api.progress.sum.query(
        { figure: asked(), filter: filter() },
        { signal, context: { isSlow: true } },
      ),
  })
  const further = shallowRef<Page[]>([])
  const isLoadingMore = ref(false)
  const failure = ref<Explanation | null>(null)

  function asked(): Figure {
    if (!figure.value) throw new Error('There is no figure to ask for.')
    return figure.value
  }

  async function fetchPage(after: Page['next'], limit: number): Promise<Page> {
    return api.progress.rows.query({ figure: asked(), filter: filter(), after, limit })
  }

  const next = computed(() => (further.value.at(-1) ?? first.data.value)?.next ?? null)
  const rows = computed(() => [
    ...(first.data.value?.rows ?? []),
    ...further.value.flatMap((page) => page.rows),
  ])

  async function loadMore(limit = PAGE): Promise<void> {
    if (isLoadingMore.value || !next.value) return
    const before = key.value
    isLoadingMore.value = true
    failure.value = null
    try {
      const page = await fetchPage(next.value, limit)
      if (before === key.value) further.value = [...further.value, page]
    } catch (error) {
      failure.value = explain(error)
    } finally {
      isLoadingMore.value = false
    }
  }

  /** Fetches what is left, for an export. */
  async function loadAll(): Promise<void> {
    while (next.value && rows.value.length < MOST_EXPORTED && !failure.value)
      await loadMore(EXPORTED_PAGE)
  }

  watch([key, first.data], () => (further.value = []))
  return { first, sum, rows, next, isLoadingMore, loadMore: () => loadMore(), loadAll, failure }
}
