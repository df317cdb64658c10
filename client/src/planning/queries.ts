import type { Id } from '@changeover/shared/commands'
import type { Day } from '@changeover/shared/time'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

export type Plan = ServerOutputs['planning']['listPlans'][number]
export type PlanReportAnswer = ServerOutputs['planning']['getPlan']
export type WeekBoard = ServerOutputs['planning']['week']

type ProgramId = () => Id<'Program'> | null

type AsOf = () => Day | null

/** The plans of the program, the latest first; of a past day, as they stood. */
export function usePlans(programId: ProgramId, asOf: AsOf) {
  return useServerQuery({
    key: () => ['planning.listPlans', programId() ?? '', asOf() ?? ''],
    topics: ['plans', 'plan-progress'],
    enabled: () => programId() !== null,
    query: async (signal) => {
      const id = programId()
      return id ? api.planning.listPlans.query({ programId: id, asOf: asOf() }, { signal }) : []
    },
  })
}

/** What is told of a plan beside its orders. */
export function usePlanReport(planId: () => Id<'Plan'> | null, asOf: AsOf = () => null) {
  return useServerQuery({
    key: () => ['planning.getPlan', planId() ?? '', asOf() ?? ''],
    topics: () => ['plans', `plan:${planId() ?? ''}`],
    enabled: () => planId() !== null,
    query: async (signal) => {
      const id = planId()
      return id ? api.planning.getPlan.query({ planId: id, asOf: asOf() }, { signal }) : null
    },
  })
}

/** Load against capacity; `planId` null is live. */
export function useGrid(
  programId: ProgramId,
  planId: () => Id<'Plan'> | null,
  regions: () => string[] | null,
  asOf: AsOf,
) {
  return useServerQuery({
    key: () => [
      'planning.grid',
      programId() ?? '',
      planId() ?? 'live',
      regions()?.join() ?? '',
      asOf() ?? '',
    ],
    topics: ['plans', 'orders', 'crews'],
    enabled: () => programId() !== null,
    query: async (signal) => {
      const id = programId()
      if (!id) return null
      const wish = { programId: id, planId: planId(), regions: regions(), asOf: asOf() }
      return api.planning.grid.query(wish, { signal })
    },
  })
}
