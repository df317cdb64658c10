import { readId, type Id } from '@changeover/shared/commands'
import type { OrderFilter } from '@changeover/shared/orders'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useScope } from '../lib/scope.ts'
import { FILTER_NAMES, filterOf, readState, textOf } from './order-address.ts'

/** The filter of the orders' page, kept in its address. */
export function useOrderFilter() {
  const route = useRoute()
  const router = useRouter()
  const scope = useScope()

  const state = computed(() => readState(route.query))
  const filter = computed<OrderFilter>(() => ({
    ...filterOf(state.value),
    programId: scope.programId.value,
  }))

  /** Changes parts of the address; null takes a part away. */
  function set(change: Record<string, string | null>): void {
    void router.replace({
      query: {
        ...route.query,
        ...Object.fromEntries(
          Object.entries(change).map(([key, value]) => [key, value ?? undefined]),
        ),
      },
    })
  }

  /** Shows what a view shows and nothing else; the program stays. */
  function show(view: Readonly<Record<string, string>>, name?: string): void {
    const { program } = route.query
    void router.replace({ query: { program, ...view, view: name } })
  }

  const isFiltered = computed(() => FILTER_NAMES.some((name) => textOf(route.query, name)))
  const openId = computed<Id<'WorkOrder'> | null>(() => {
    const open = textOf(route.query, 'open')
    return open ? readId<'WorkOrder'>(open) : null
  })

  return { state, filter, set, show, isFiltered, openId }
}
