import type { ProcedureName } from '@changeover/shared/accounts'
import type { Pinia } from 'pinia'
import {
  createRouter,
  createWebHistory,
  type RouteLocationNormalized,
  type Router,
  type RouteRecordRaw,
} from 'vue-router'
import { accountPages, ownAccountPages } from '../accounts/pages.ts'
import { scopeTakenAlong, type ScopePart } from '../lib/scope.ts'
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
  {
    path: '/:rest(.*)*',
    name: 'away',
    component: () => import('./AwayPage.vue'),
    meta: { title: 'Not reachable' },
  },
]

/** The desk's router: nobody sees a page without a session, and nobody is sent away from where they were going. */
export function createPages(pinia: Pinia): Router {
  const history = createWebHistory()
  const router = createRouter({
    history,
    routes,
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  const session = useSession(pinia)
  router.beforeEach(async (to) => {
    if (!session.isKnown && to.name !== 'away')
      try {
        await session.load()
      } catch {
        // The address stays: it opens as soon as the server can say who is signed in.
        return {
          name: 'away',
          params: { rest: to.path.slice(1).split('/') },
          query: to.query,
          hash: to.hash,
        }
      }
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
  let isGoingBack = false
  history.listen(() => (isGoingBack = true))
  router.beforeEach((to, from) => {
    // Back and forward show what was seen; whoever goes on takes the scope along.
    const isOnward = !isGoingBack && to.path !== from.path
    if (!isOnward || !isDesk(from) || !isDesk(to)) return true
    const query = scopeTakenAlong(from.query, to.query)
    return query ? { path: to.path, query, hash: to.hash } : true
  })
  router.afterEach((to) => {
    isGoingBack = false
    const title = to.meta.title
    document.title = title ? `${title} · Changeover` : 'Changeover'
  })
  return router
}

function isDesk({ matched }: RouteLocationNormalized): boolean {
  return matched.length > 1 && matched[0].path === '/'
}

declare module 'vue-router' {
  interface RouteMeta {
    needsSession?: boolean
    /** What the page cannot do without; whoever may not call it is told so instead of seeing it fail. */
    needs?: ProcedureName
    /** Shown in the browser's tab. */
    title?: string
    /**
     * The parts of the header's scope that the page honours; one that names the as-of day shows a past
     * day as it was. A page without figures, such as an administrator's, leaves it out.
     */
    scope?: readonly ScopePart[]
    /** The page is about one program: where none is chosen, the newest. */
    isOfOneProgram?: boolean
  }
}
