import type { RouteRecordRaw } from 'vue-router'

export const reportPages: RouteRecordRaw[] = [
  {
    path: 'reports',
    name: 'reports',
    component: () => import('./ReportsPage.vue'),
    meta: { title: 'Reports', needs: 'progress.throughput', scope: ['program', 'region', 'asOf'] },
  },
  {
    path: 'reports/rows',
    name: 'figure',
    component: () => import('./FigurePage.vue'),
    meta: {
      title: 'Rows behind a number',
      needs: 'progress.rows',
      scope: ['program', 'region', 'asOf'],
    },
  },
]
