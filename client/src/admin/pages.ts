import type { RouteRecordRaw } from 'vue-router'

/** People, the record, jobs and the state of the installation; and everybody's own account. */
export const adminPages: RouteRecordRaw[] = [
  {
    path: 'admin',
    component: () => import('./AdminPage.vue'),
    children: [
      {
        path: '',
        component: () => import('./PeoplePage.vue'),
        meta: { title: 'People', needs: 'accounts.listPeople' },
      },
      {
        path: 'audit',
        component: () => import('./AuditPage.vue'),
        meta: { title: 'Audit', needs: 'audit.search' },
      },
      {
        path: 'jobs',
        component: () => import('./JobsPage.vue'),
        meta: { title: 'Jobs', needs: 'jobs.list' },
      },
      {
        path: 'backups',
        component: () => import('./BackupsPage.vue'),
        meta: { title: 'Backups', needs: 'backup.list' },
      },
      {
        path: 'settings',
        component: () => import('./SettingsPage.vue'),
        meta: { title: 'Settings', needs: 'files.policy' },
      },
      {
        path: 'health',
        component: () => import('./HealthPage.vue'),
        meta: { title: 'Health', needs: 'health.report' },
      },
    ],
  },
]
