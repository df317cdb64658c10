import type { Charge } from '@changeover/shared/program'
import type { LiveRung, Since } from '@changeover/shared/progress'
import type { Day } from '@changeover/shared/time'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

type Progress = ServerOutputs['progress']
type Forecast = ServerOutputs['forecast']
export type ThroughputSeries = Progress['throughput']['series'][number]
export type Flow = Progress['flow']
export type Blocked = Progress['blocked']
export type Kits = Progress['kits']
export type Mix = Progress['mix']
export type HomeKits = Progress['homeKits']
export type Ageing = Progress['ageing']
export type FirstVisits = Progress['firstVisits']
export type NotLive = Progress['notLive']
export type EarnedSeries = Progress['earned']['series'][number]
export type Changes = Progress['changes']
export type Baselines = Progress['baselines']
export type Shift = Forecast['shift']
export type Scorecard = Forecast['scorecard']
export type Outlook = Forecast['outlook']

/** What is asked of the server: the page's scope, from its address. */
export function useFilter() {
  const { programId, regions, asOf } = useScope()
  return () => ({
    programId: programId.value,
    regions: regions.value,
    asOf: asOf.value,
  })
}

/** Asks a question of the page's scope, with whatever else it depends on. */
function useReport<Data, Beside>(
  name: string,
  beside: () => Beside,
  query: (
    filter: ReturnType<ReturnType<typeof useFilter>>,
    beside: Beside,
    signal: AbortSignal,
  ) => Promise<Data>,
  enabled: () => boolean = () => true,
) {
  const filter = useFilter()
  return useServerQuery({
    key: () => [name, JSON.stringify([filter(), beside()])],
    topics: ['progress', 'orders', 'program', 'network'],
    query: (signal) => query(filter(), beside(), signal),
    enabled,
  })
}

const none = () => null

export const useTrend = () =>
  useReport('forecast.trend', none, (filter, _none, signal) =>
    api.forecast.trend.query(filter, { signal }),
  )
export const useOutlook = () =>
  useReport('forecast.outlook', none, (filter, _none, signal) =>
    api.forecast.outlook.query({ ...filter, byRegion: true }, { signal }),
  )
export const useShift = (from: () => Day) =>
  useReport('forecast.shift', from, (filter, since, signal) =>
    api.forecast.shift.query({ ...filter, from: since }, { signal, context: { isSlow: true } }),
  )
export const useScorecard = () =>
  useReport('forecast.scorecard', none, (filter, _none, signal) =>
    api.forecast.scorecard.query(filter, { signal }),
  )
export const useBurnUp = () =>
  useReport('progress.burnUp', none, (filter, _none, signal) =>
    api.progress.burnUp.query(filter, { signal }),
  )
export const useThroughput = (enabled?: () => boolean) =>
  useReport(
    'progress.throughput',
    none,
    (filter, _none, signal) => api.progress.throughput.query(filter, { signal }),
    enabled,
  )
export const useEarned = () =>
  useReport('progress.earned', none, (filter, _none, signal) =>
    api.progress.earned.query(filter, { signal }),
  )
export const useChanges = (since: () => Since, enabled?: () => boolean) =>
  useReport(
    'progress.changes',
    since,
    (filter, begin, signal) => api.progress.changes.query({ ...filter, ...begin }, { signal }),
    enabled,
  )
export const useBaselines = () =>
  useReport('progress.baselines', none, (filter, _none, signal) =>
    api.progress.baselines.query(filter, { signal }),
  )
export const useFlow = (charge: Charge) =>
  useReport(
    'progress.flow',
    () => charge,
    (filter, own, signal) => api.progress.flow.query({ ...filter, charge: own }, { signal }),
  )
export const useAgeing = (charge: Charge) =>
  useReport(
    'progress.ageing',
    () => charge,
    (filter, own, signal) => api.progress.ageing.query({ ...filter, charge: own }, { signal }),
  )
export const useBlocked = (enabled?: () => boolean) =>
  useReport(
    'progress.blocked',
    none,
    (filter, _none, signal) => api.progress.blocked.query(filter, { signal }),
    enabled,
  )
export const useFirstVisits = (charge: Charge) =>
  useReport(
    'progress.firstVisits',
    () => charge,
    (filter, own, signal) => api.progress.firstVisits.query({ ...filter, charge: own }, { signal }),
  )
export const useNotLive = (rung: () => LiveRung) =>
  useReport('progress.notLive', rung, (filter, own, signal) =>
    api.progress.notLive.query({ ...filter, rung: own }, { signal }),
  )
export const useKits = (enabled?: () => boolean) =>
  useReport(
    'progress.kits',
    none,
    (filter, _none, signal) => api.progress.kits.query(filter, { signal }),
    enabled,
  )
export const useHomeKits = () =>
  useReport('progress.homeKits', none, (filter, _none, signal) =>
    api.progress.homeKits.query(filter, { signal }),
  )
export const useMix = () =>
  useReport('progress.mix', none, (filter, _none, signal) =>
    api.progress.mix.query(filter, { signal }),
  )
export const useCoverage = () =>
  useReport('progress.coverage', none, (filter, _none, signal) =>
    api.progress.coverage.query(filter, { signal }),
  )
/** All regions, whichever is chosen: the map shows where one can go. */
export const useRegions = () =>
  useReport('progress.byRegion', none, (filter, _none, signal) =>
    api.progress.byRegion.query({ ...filter, regions: null }, { signal }),
  )
