import { useQuery, type EntryKey } from '@pinia/colada'
import { computed, toValue, type MaybeRefOrGetter } from 'vue'
import { explain } from './explain.ts'

declare module '@pinia/colada' {
  interface TypesConfig {
    queryMeta: { topics: readonly string[] }
  }
}

/**
 * A query whose answer is kept and shared by key, and fetched again when one of its topics becomes
 * stale. `key` holds whatever the query depends on; the old answer stays on screen while the new
 * one is fetched.
 */
export function useServerQuery<Data>(options: {
  key: MaybeRefOrGetter<EntryKey>
  topics: readonly string[]
  query: (signal: AbortSignal) => Promise<Data>
  enabled?: MaybeRefOrGetter<boolean>
}) {
  const entry = useQuery<Data>({
    key: options.key,
    query: ({ signal }) => options.query(signal),
    enabled: () => toValue(options.enabled) ?? true,
    placeholderData: (previous) => previous,
    meta: { topics: options.topics },
    staleTime: 30_000,
  })
  const explanation = computed(() => (entry.error.value ? explain(entry.error.value) : null))
  return { ...entry, explanation }
}
