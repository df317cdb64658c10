import type { ProcedureName } from '@changeover/shared/accounts'
import type { Pinia } from 'pinia'
import { createRouter, createWebHistory, type Router, type RouteRecordRaw } from 'vue-router'
import { accountPages, ownAccountPages } from '../accounts/pages.ts'
import { useSession } from '../lib/session.ts'
import { adminPages } from '../admin/pages.ts'
import { networkPages } from '../network/pages.ts'
import { orderPages } from '../orders/pages.ts'
import { overviewPages } from '../overview/pages.ts'
import { planningPages } from '../planning/pages.ts'
import { checklistPages } from '../program/checklist/pages.ts'
import { programPages } from '../program/pages.ts'
import { reportPages } from '../reports/pages.ts'
import { paperPages, sharingPages } from '../sharing/pages.ts'

/** What stands in the sidebar; each slice brings its own pages. */
const deskPages: RouteRecordRaw[] = [
  ...ownAccountPages,
  ...adminPages,
  ...networkPages,
  ...orderPages,
  ...overviewPages,
  ...planningPages,
  ...checklistPages,
  ...programPages,
  ...reportPages,
  ...sharingPages,
]

const routes: RouteRecordRaw[] = [
  ...accountPages,
  ...paperPages,
  {
    path: '/',
    component: () => import('./DeskShell.vue'),
    meta: { needsSession: true },
    children: [
      ...deskPages,
      {
        path: ':missing(.*)*',
        component: () => import('./MissingPage.vue'),
        meta: { title: 'Page not found' },
      },
      {
        path: ':closed(.*)*',
        name: 'no-access',
        component: () => import('./NoAccessPage.vue'),
        meta: { title: 'No access' },
      },
    ],
  },
]

/** The desk's router: nobody sees a page without a session, and nobody is sent away from where they were going. */
export function createPages(pinia: Pinia): Router {
  const router = createRouter({
    history: createWebHistory(),
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  const session = useSession(pinia)
  router.beforeEach(async (to) => {
    if (!session.isKnown) await session.load().catch(() => undefined)
    if (session.needsSetup && to.name !== 'first-run') return { name: 'first-run' }
    const isPublic = !to.matched.some((record) => record.meta.needsSession)
    if (isPublic) return true
    if (!session.actor) return { name: 'sign-in', query: { to: to.fullPath } }
    const { needs } = to.meta
    if (!needs || session.may(needs)) return true
    // The address stays, so that it opens the page for whoever gets the right.
    const closed = to.path.slice(1).split('/')
    return { name: 'no-access', params: { closed }, query: to.query, hash: to.hash }
  })
  router.afterEach((to) => {
    const title = to.meta.title
    document.title = title ? `${title} · Changeover` : 'Changeover'
  })
  return router
}

declare module 'vue-router' {
  interface RouteMeta {
    needsSession?: boolean
    /** What the page cannot do without; whoever may not call it is told so instead of seeing it fail. */
    needs?: ProcedureName
    /** Shown in the browser's tab. */
    title?: string
  }
}
