import type { RouteRecordRaw } from 'vue-router'

export const accountPages: RouteRecordRaw[] = [
  {
    path: '/sign-in',
    name: 'sign-in',
    component: () => import('./SignInPage.vue'),
    meta: { title: 'Sign in' },
  },
  {
    path: '/first-run',
    name: 'first-run',
    component: () => import('./FirstRunPage.vue'),
    meta: { title: 'First run' },
  },
]
