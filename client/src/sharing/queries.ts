import type { ServerOutputs } from '../lib/trpc.ts'
import { api } from '../lib/trpc.ts'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'

export type Report = ServerOutputs['sharing']['report']
export type SharedReport = ServerOutputs['sharing']['open']
export type ExecutiveLinkRow = ServerOutputs['sharing']['listLinks'][number]

/** Everything that the printed page shows, of the address's scope. */
export function useReport() {
  const { programId, region, asOf } = useScope()
  const filter = () => ({
    programId: programId.value,
    regions: region.value ? [region.value] : null,
    asOf: asOf.value,
  })
  return useServerQuery({
    key: () => ['sharing.report', filter()],
    topics: [],
    query: (signal) => api.sharing.report.query(filter(), { signal }),
  })
}

export function useLinks() {
  return useServerQuery({
    key: ['sharing.links'],
    topics: ['links'],
    query: (signal) => api.sharing.listLinks.query(undefined, { signal }),
  })
}

export function useWeekly() {
  return useServerQuery({
    key: ['sharing.weekly'],
    topics: ['weekly'],
    query: (signal) => api.sharing.weekly.query(undefined, { signal }),
  })
}
