import type { ProcedureName } from '@changeover/shared/accounts'

/** A place in the sidebar; shown to whoever may call `needs`. `key` is pressed after `g`. */
export interface Destination {
  name: string
  to: string
  icon: string
  key: string
  needs: ProcedureName
}

/** A page inside another, which the search finds by its name. */
export type FurtherPage = Omit<Destination, 'key'>

export const furtherPages: readonly FurtherPage[] = [
  {
    name: 'import',
    to: '/network/import',
    icon: 'i-lucide-upload',
    needs: 'network.import',
  },
  { name: 'drift', to: '/network/drift', icon: 'i-lucide-git-compare', needs: 'network.drift' },
  { name: 'review', to: '/orders/review', icon: 'i-lucide-badge-check', needs: 'orders.change' },
  { name: 'returns', to: '/orders/returns', icon: 'i-lucide-undo-dot', needs: 'orders.returns' },
  { name: 'crews', to: '/program/crews', icon: 'i-lucide-hard-hat', needs: 'inputs.list' },
  { name: 'kits', to: '/program/kits', icon: 'i-lucide-package', needs: 'inputs.list' },
  { name: 'access', to: '/program/access', icon: 'i-lucide-key-round', needs: 'inputs.list' },
  {
    name: 'checklists',
    to: '/program/checklists',
    icon: 'i-lucide-list-checks',
    needs: 'program.listChecklists',
  },
  { name: 'sharing', to: '/reports/sharing', icon: 'i-lucide-share-2', needs: 'sharing.report' },
  { name: 'audit', to: '/admin/audit', icon: 'i-lucide-scroll-text', needs: 'audit.search' },
  { name: 'jobs', to: '/admin/jobs', icon: 'i-lucide-list-todo', needs: 'jobs.list' },
  { name: 'backups', to: '/admin/backups', icon: 'i-lucide-archive', needs: 'backup.list' },
  { name: 'health', to: '/admin/health', icon: 'i-lucide-heart-pulse', needs: 'health.report' },
]

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
