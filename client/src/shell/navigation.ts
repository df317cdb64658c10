import type { ProcedureName } from '@changeover/shared/accounts'

/** A place in the sidebar; shown to whoever may call `needs`. `key` is pressed after `g`. */
export interface Destination {
  name: string
  to: string
  icon: string
  key: string
  needs: ProcedureName
}

export const destinations: readonly Destination[] = [
  { name: 'overview', to: '/', icon: 'i-lucide-gauge', key: 'o', needs: 'progress.overview' },
  {
    name: 'network',
    to: '/network',
    icon: 'i-lucide-map-pinned',
    key: 'n',
    needs: 'network.listSites',
  },
  {
    name: 'orders',
    to: '/orders',
    icon: 'i-lucide-clipboard-list',
    key: 'w',
    needs: 'orders.list',
  },
  {
    name: 'plan',
    to: '/plan',
    icon: 'i-lucide-calendar-range',
    key: 'l',
    needs: 'planning.listPlans',
  },
  {
    name: 'program',
    to: '/program',
    icon: 'i-lucide-flag',
    key: 'p',
    needs: 'program.listPrograms',
  },
  {
    name: 'reports',
    to: '/reports',
    icon: 'i-lucide-chart-line',
    key: 'r',
    needs: 'progress.throughput',
  },
  {
    name: 'admin',
    to: '/admin',
    icon: 'i-lucide-settings',
    key: 'a',
    needs: 'accounts.listPeople',
  },
]

/** Where somebody with these rights can always go. */
export function firstPlace(may: (name: ProcedureName) => boolean): Destination | undefined {
  return destinations.find(({ needs }) => may(needs))
}
