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
  {
    path: '/set-password',
    name: 'set-password',
    component: () => import('./SetPasswordPage.vue'),
    meta: { title: 'Set a password' },
  },
]

/** Pages about oneself, inside the desk. */
export const ownAccountPages: RouteRecordRaw[] = [
  {
    path: 'account',
    component: () => import('./AccountPage.vue'),
    meta: { title: 'Your account' },
  },
]
