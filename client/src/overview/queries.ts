import type { ServerOutputs } from '../lib/trpc.ts'
import { api } from '../lib/trpc.ts'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'

export type Overview = ServerOutputs['progress']['overview']
export type MilestoneProgress = Overview['milestones'][number]
export type BurnUpSeries = ServerOutputs['progress']['burnUp']['series'][number]
export type Coverage = ServerOutputs['progress']['coverage']
export type Outlook = ServerOutputs['forecast']['outlook']['milestones'][number]
export type Trend = ServerOutputs['forecast']['trend']
export type WholeOutlook = NonNullable<Outlook['whole']>
export type RegionProgress = ServerOutputs['progress']['byRegion']['regions'][number]

/** What is asked of the server: the page's scope, from its address. */
function useFilter() {
  const { programId, regions, asOf } = useScope()
  return () => ({
    programId: programId.value,
    regions: regions.value,
    asOf: asOf.value,
  })
}

const topics = ['progress', 'program', 'network'] as const

export function useOverview() {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['progress.overview', filter()],
    topics,
    query: (signal) => api.progress.overview.query(filter(), { signal }),
  })
}

export function useBurnUp() {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['progress.burnUp', filter()],
    topics,
    query: (signal) => api.progress.burnUp.query(filter(), { signal }),
  })
}

export function useCoverage() {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['progress.coverage', filter()],
    topics,
    query: (signal) => api.progress.coverage.query(filter(), { signal }),
  })
}

/** All regions, whichever is chosen: the map shows where one can go. */
export function useRegions() {
  const filter = useFilter()
  const everywhere = () => ({ ...filter(), regions: null })
  return useServerQuery({
    key: () => ['progress.byRegion', everywhere()],
    topics,
    query: (signal) => api.progress.byRegion.query(everywhere(), { signal }),
  })
}

/** What is forecast, of the page's scope. */
export function useOutlook() {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['forecast.outlook', filter()],
    topics,
    query: (signal) => api.forecast.outlook.query(filter(), { signal }),
  })
}

/**
 * What is forecast of each region, whichever is chosen: for the map, that shows where one can go. It is long,
 * and asked for once `isReady`, so that the first screen need not wait for it.
 */
export function useOutlookEverywhere(isReady: () => boolean) {
  const filter = useFilter()
  const everywhere = () => ({ ...filter(), regions: null, byRegion: true })
  return useServerQuery({
    key: () => ['forecast.outlook', everywhere()],
    topics,
    enabled: isReady,
    query: (signal) => api.forecast.outlook.query(everywhere(), { signal }),
  })
}

/** How the forecast moved from week to week. */
export function useTrend() {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['forecast.trend', filter()],
    topics,
    query: (signal) => api.forecast.trend.query(filter(), { signal }),
  })
}

/** What would be said now; asked by hand, since it is played anew. */
export function useForecastNow(isAsked: () => boolean) {
  const filter = useFilter()
  return useServerQuery({
    key: () => ['forecast.now', filter()],
    topics: [],
    enabled: isAsked,
    query: (signal) => api.forecast.now.query(filter(), { signal }),
  })
}
