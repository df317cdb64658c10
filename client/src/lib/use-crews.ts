import { useServerQuery } from './server-query.ts'
import { api } from './trpc.ts'

/** The crews of today, for choosing one. */
export function useCrews() {
  return useServerQuery({
    key: ['orders', 'crews'],
    topics: ['crews'],
    query: () => api.orders.listCrews.query({}),
  })
}
