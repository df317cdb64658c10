import type { Id } from '@changeover/shared/commands'
import { useServerQuery } from '../lib/server-query.ts'
import { api, type ServerOutputs } from '../lib/trpc.ts'

export type Plan = ServerOutputs['planning']['listPlans'][number]
export type PlanReportAnswer = ServerOutputs['planning']['getPlan']
export type WeekBoard = ServerOutputs['planning']['week']

type ProgramId = () => Id<'Program'> | null

/** The plans of the program, the latest first. */
export function usePlans(programId: ProgramId) {
  return useServerQuery({
    key: () => ['planning.listPlans', programId() ?? ''],
    topics: ['plans', 'plan-progress'],
    enabled: () => programId() !== null,
    query: async (signal) => {
      const id = programId()
      return id ? api.planning.listPlans.query({ programId: id }, { signal }) : []
    },
  })
}

/** What is told of a plan beside its orders. */
export function usePlanReport(planId: () => Id<'Plan'> | null) {
  return useServerQuery({
    key: () => ['planning.getPlan', planId() ?? ''],
    topics: ['plans', `plan:${planId() ?? ''}`],
    enabled: () => planId() !== null,
    query: async (signal) => {
      const id = planId()
      return id ? api.planning.getPlan.query({ planId: id }, { signal }) : null
    },
  })
}

/** Load against capacity; `planId` null is live. */
export function useGrid(
  programId: ProgramId,
  planId: () => Id<'Plan'> | null,
  regions: () => string[] | null,
) {
  return useServerQuery({
    key: () => ['planning.grid', programId() ?? '', planId() ?? 'live', regions()?.join() ?? ''],
    topics: ['plans', 'orders', 'crews'],
    enabled: () => programId() !== null,
    query: async (signal) => {
      const id = programId()
      if (!id) return null
      const wish = { programId: id, planId: planId(), regions: regions() }
      return api.planning.grid.query(wish, { signal })
    },
  })
}
