import { computed } from 'vue'
import { useScope } from '../lib/scope.ts'
import { useServerQuery } from '../lib/server-query.ts'
import { api } from '../lib/trpc.ts'
import { useCrews } from '../lib/use-crews.ts'
import { blockedReasonName } from '../ui/blocked-reason.ts'

/** What can be chosen in the filters and in a bulk change: crews, milestones, kits, reasons. */
export function useFilterChoices() {
  const scope = useScope()
  const crewList = useCrews()
  const milestoneList = useServerQuery({
    key: () => ['orders', 'milestones', scope.programId.value ?? ''],
    topics: ['program'],
    query: () => api.orders.listMilestones.query({ programId: scope.programId.value }),
  })
  const kitList = useServerQuery({
    key: ['program', 'kits'],
    topics: ['program'],
    query: () => api.program.listKitTypes.query(),
  })
  const reasons = useServerQuery({
    key: ['orders', 'blockedReasons'],
    topics: ['orders'],
    query: () => api.orders.blockedReasons.query(),
  })

  const named = (rows: readonly { id: string; name: string }[] | undefined) =>
    (rows ?? []).map(({ id, name }) => ({ value: id, label: name }))
  return {
    crews: computed(() => named(crewList.data.value)),
    hasCrews: computed(() => crewList.data.value === undefined || crewList.data.value.length > 0),
    milestones: computed(() => named(milestoneList.data.value)),
    kits: computed(() => named(kitList.data.value)),
    blockedReasons: computed(() =>
      (reasons.data.value ?? []).map(({ reason, count }) => ({
        value: reason,
        label: `${blockedReasonName(reason)} (${count})`,
      })),
    ),
  }
}
