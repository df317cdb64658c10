import type { RouteRecordRaw } from 'vue-router'

export const networkPages: RouteRecordRaw[] = [
  {
    path: 'network',
    name: 'network',
    component: () => import('./NetworkPage.vue'),
    meta: { title: 'Network', needs: 'network.listSites', scope: ['region', 'asOf'] },
  },
  {
    path: 'network/import',
    name: 'network-import',
    component: () => import('./ImportPage.vue'),
    meta: { title: 'Import stations', needs: 'network.listImports' },
  },
  {
    path: 'network/drift',
    name: 'network-drift',
    component: () => import('./DriftPage.vue'),
    meta: { title: 'Drift check', needs: 'network.drift', scope: ['region', 'asOf'] },
  },
  {
    path: 'network/sites/:siteId([\\da-f-]{36})',
    name: 'site',
    component: () => import('./SitePage.vue'),
    meta: { title: 'Site', needs: 'network.getSite', scope: ['asOf'] },
  },
]
