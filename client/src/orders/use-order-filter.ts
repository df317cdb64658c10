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

  /** Shows what a view shows and nothing else; the scope of the page stays, unless the view has its own. */
  function show(view: Readonly<Record<string, string>>, name?: string): void {
    const { program, region, layout } = route.query
    void router.replace({ query: { program, region, layout, ...view, view: name } })
  }

  /** The region belongs to the page's scope, which has its own control. */
  const isFiltered = computed(() =>
    FILTER_NAMES.some((name) => name !== 'region' && textOf(route.query, name)),
  )
  const openId = computed<Id<'WorkOrder'> | null>(() => {
    const open = textOf(route.query, 'open')
    return open ? readId<'WorkOrder'>(open) : null
  })

  /** Whether the orders are asked for as a board by state. */
  const isBoard = computed(() => textOf(route.query, 'layout') === 'board')

  /** Takes every filter away; the scope stays, with the day. */
  function clear(): void {
    set(
      Object.fromEntries(FILTER_NAMES.flatMap((name) => (name === 'region' ? [] : [[name, null]]))),
    )
  }

  return { state, filter, set, show, clear, isFiltered, isBoard, openId }
}
