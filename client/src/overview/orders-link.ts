import type { RouteLocationRaw } from 'vue-router'
import { useRoute } from 'vue-router'
import type { MilestoneProgress } from './queries.ts'

/** Where the orders behind a number are listed, in the page's own scope; home kits have none. */
export function useOrdersLink() {
  const route = useRoute()
  return (
    milestone: Pick<MilestoneProgress, 'id' | 'charge'>,
    states?: string,
  ): RouteLocationRaw => {
    const { program, region, asOf } = route.query
    if (milestone.charge === 'HOME')
      return { path: '/reports', query: { program, region, asOf, section: 'supply' } }
    return {
      path: '/orders',
      query: { program, region, asOf, milestone: milestone.id, state: states },
    }
  }
}
