import { asId, type Id } from '@changeover/shared/commands'
import { OrderStateSchema, type OrderFilter, type OrderState } from '@changeover/shared/orders'
import { isDay } from '@changeover/shared/time'
import { computed } from 'vue'
import { useRoute, useRouter } from 'vue-router'
import { useScope } from '../lib/scope.ts'

/** What the page shows, as it stands in its address: a link opens what was seen. */
export interface OrderPageState {
  search: string | null
  states: OrderState[]
  crew: string | null
  milestone: string | null
  site: string | null
  from: string | null
  to: string | null
  minDays: number | null
  sort: 'number' | 'scheduledOn' | 'stateSince'
  isDescending: boolean
}

/** The filter of the orders' page, kept in its address. */
export function useOrderFilter() {
  const route = useRoute()
  const router = useRouter()
  const scope = useScope()
  const text = (name: string) => {
    const value = route.query[name]
    return typeof value === 'string' && value !== '' ? value : null
  }

  const state = computed<OrderPageState>(() => {
    const sort = text('sort')
    const days = Number(text('minDays'))
    return {
      search: text('search'),
      states: (text('state')?.split(',') ?? []).flatMap((value) => {
        const parsed = OrderStateSchema.safeParse(value)
        return parsed.success ? [parsed.data] : []
      }),
      crew: text('crew'),
      milestone: text('milestone'),
      site: text('site'),
      from: text('from'),
      to: text('to'),
      minDays: Number.isInteger(days) && days > 0 ? days : null,
      sort: sort === 'scheduledOn' || sort === 'stateSince' ? sort : 'number',
      isDescending: text('order') === 'desc',
    }
  })

  const filter = computed<OrderFilter>(() => {
    const { search, states, crew, milestone, site, from, to, minDays } = state.value
    return {
      programId: scope.programId.value,
      regions: scope.region.value ? [scope.region.value] : null,
      milestoneId: milestone ? asId<'Milestone'>(milestone) : null,
      siteId: site ? asId<'Site'>(site) : null,
      states: states.length > 0 ? states : null,
      crewId: crew === 'none' ? 'none' : crew ? asId<'Crew'>(crew) : null,
      scheduledFrom: from && isDay(from) ? from : null,
      scheduledTo: to && isDay(to) ? to : null,
      minDaysInState: minDays,
      search,
    }
  })

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

  /** Shows what a view shows and nothing else; program and region stay. */
  function show(view: Record<string, string>): void {
    const { program, region } = route.query
    void router.replace({ query: { program, region, ...view } })
  }

  const isFiltered = computed(() =>
    Object.keys(route.query).some((key) => !['program', 'sort', 'order', 'open'].includes(key)),
  )
  const openId = computed<Id<'WorkOrder'> | null>(() => {
    const open = text('open')
    return open ? asId<'WorkOrder'>(open) : null
  })

  return { state, filter, set, show, isFiltered, openId }
}
