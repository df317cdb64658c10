import type { Charge } from '@changeover/shared/program'
import type { Rung } from '@changeover/shared/orders'
import type { Ref } from 'vue'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Progress = ServerOutputs['progress']
export type ThroughputSeries = Progress['throughput']['series'][number]
export type Flow = Progress['flow']
export type Blocked = Progress['blocked']
export type Kits = Progress['kits']
export type Mix = Progress['mix']
export type HomeKits = Progress['homeKits']
export type InstalledNotLive = Progress['installedNotLive']

/** The charts of the reports page, all of the page's scope. */
export function useReports(rung: Ref<Rung>) {
  const { programId, region, asOf } = useScope()
  const filter = () => ({
    programId: programId.value,
    regions: region.value ? [region.value] : null,
    asOf: asOf.value,
  })
  const ask = <Data>(name: string, query: (signal: AbortSignal) => Promise<Data>) =>
    useServerQuery({
      key: () => [`progress.${name}`, filter()],
      topics: ['progress', 'orders', 'program', 'network'],
      query,
    })
  const flowOf = (charge: Charge) =>
    ask(`flow.${charge}`, (signal) => api.progress.flow.query({ ...filter(), charge }, { signal }))
  return {
    trend: ask('trend', (signal) => api.forecast.trend.query(filter(), { signal })),
    throughput: ask('throughput', (signal) => api.progress.throughput.query(filter(), { signal })),
    flowAc: flowOf('AC'),
    flowDc: flowOf('DC'),
    blocked: ask('blocked', (signal) => api.progress.blocked.query(filter(), { signal })),
    kits: ask('kits', (signal) => api.progress.kits.query(filter(), { signal })),
    mix: ask('mix', (signal) => api.progress.mix.query(filter(), { signal })),
    live: useServerQuery({
      key: () => ['progress.live', filter(), rung.value],
      topics: ['progress', 'network'],
      query: (signal) =>
        api.progress.installedNotLive.query({ ...filter(), rung: rung.value }, { signal }),
    }),
    homeKits: ask('homeKits', (signal) => api.progress.homeKits.query(filter(), { signal })),
  }
}
