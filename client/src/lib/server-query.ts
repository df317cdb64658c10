import { useQuery, type EntryKey, type UseQueryEntry } from '@pinia/colada'
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
  topics: MaybeRefOrGetter<readonly string[]>
  query: (signal: AbortSignal) => Promise<Data>
  enabled?: MaybeRefOrGetter<boolean>
}) {
  const entry = useQuery<Data>({
    key: options.key,
    query: ({ signal, entry: asked }) =>
      askWhileWanted(options.query, signal, () => asked.active && isOpen(asked, signal)),
    enabled: () => toValue(options.enabled) ?? true,
    placeholderData: (previous) => previous,
    meta: () => ({ topics: toValue(options.topics) }),
    staleTime: 30_000,
  })
  const explanation = computed(() => (entry.error.value ? explain(entry.error.value) : null))
  return { ...entry, explanation }
}

const isOpen = ({ pending }: UseQueryEntry, signal: AbortSignal) =>
  pending?.abortController.signal === signal

/**
 * Pinia Colada gives a call up when the page that asked is left, yet hands the same call to a page that asks
 * for the same in that moment: for its sake it is asked once more. A call that nobody waits for any more
 * ends as given up, not as a failure that the next page would show.
 */
async function askWhileWanted<Data>(
  query: (signal: AbortSignal) => Promise<Data>,
  signal: AbortSignal,
  isWanted: () => boolean,
): Promise<Data> {
  try {
    return await query(signal)
  } catch (error) {
    if (!signal.aborted) throw error
    if (!isWanted()) throw signal.reason
  }
  return await query(new AbortController().signal)
}
