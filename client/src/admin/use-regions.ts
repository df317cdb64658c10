import { computed } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** The regions that have sites, for choosing some of them. */
export function useRegions() {
  const all = useServerQuery({
    key: ['scope-preview', 'all'],
    topics: ['network'],
    query: (signal) =>
      api.accounts.previewScope.query(
        { role: 'administrator', regions: null, crewId: null },
        { signal },
      ),
  })
  return computed(() => (all.data.value?.regions ?? []).map(({ region }) => region).toSorted())
}
