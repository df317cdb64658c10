import type { RouteRecordRaw } from 'vue-router'

export const reportPages: RouteRecordRaw[] = [
  {
    path: 'reports',
    name: 'reports',
    component: () => import('./ReportsPage.vue'),
    meta: { title: 'Reports', scope: ['program', 'region', 'asOf'] },
  },
  {
    path: 'reports/rows',
    name: 'figure',
    component: () => import('./FigurePage.vue'),
    meta: { title: 'Rows behind a number', scope: ['program', 'region', 'asOf'] },
  },
]
