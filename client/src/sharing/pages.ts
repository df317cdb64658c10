import type { RouteRecordRaw } from 'vue-router'

/** Paper: pages without the desk around them. */
export const paperPages: RouteRecordRaw[] = [
  {
    path: '/shared',
    name: 'shared',
    component: () => import('./SharedPage.vue'),
    meta: { title: 'Report' },
  },
  {
    path: '/board',
    name: 'board',
    component: () => import('./BoardPage.vue'),
    meta: { title: 'Board report', needs: 'sharing.report', needsSession: true },
  },
]

export const sharingPages: RouteRecordRaw[] = [
  {
    path: 'reports/sharing',
    name: 'sharing',
    component: () => import('./SharingPage.vue'),
    meta: {
      title: 'Links and mail',
      needs: 'sharing.listLinks',
      scope: ['program', 'region', 'asOf'],
    },
  },
]
