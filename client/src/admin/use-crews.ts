import { computed } from 'vue'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'

/** The crews that somebody can belong to. */
export function useCrews() {
  const all = useServerQuery({
    key: ['orders', 'crews'],
    topics: ['crews'],
    query: () => api.orders.listCrews.query({}),
  })
  return computed(() => (all.data.value ?? []).map(({ id, name }) => ({ value: id, label: name })))
}
