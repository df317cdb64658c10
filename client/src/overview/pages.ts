import type { RouteRecordRaw } from 'vue-router'

export const overviewPages: RouteRecordRaw[] = [
  {
    path: '',
    name: 'overview',
    component: () => import('./OverviewPage.vue'),
    meta: { title: 'Overview', scope: ['program', 'region', 'asOf'] },
  },
]
