import { nextTick } from 'vue'
import { createRouter, createWebHistory, type Router } from 'vue-router'
import OrderPage from './order/OrderPage.vue'
import { database, orders, shown } from './store/field.ts'
import { recall, remember } from './store/memory.ts'
import { t } from './text.ts'
import TodayPage from './today/TodayPage.vue'

const REOPEN_WITHIN_MS = 12 * 3_600_000

/** The field app's pages. Those of the way to a closed order are there at once, the others follow. */
export function createFieldPages(): Router {
  const router = createRouter({
    history: createWebHistory('/field'),
    routes: [
      { path: '/', name: 'today', component: TodayPage },
      { path: '/order/:id', name: 'order', component: OrderPage },
      { path: '/week', name: 'week', component: () => import('./week/WeekPage.vue') },
      { path: '/van', name: 'van', component: () => import('./van/VanPage.vue') },
      {
        path: '/receipts',
        name: 'receipts',
        component: () => import('./receipts/ReceiptsPage.vue'),
      },
      {
        path: '/settings',
        name: 'settings',
        component: () => import('./settings/SettingsPage.vue'),
      },
      { path: '/sign-in', name: 'sign-in', component: () => import('./settings/SignInPage.vue') },
      { path: '/:rest(.*)*', redirect: '/' },
    ],
    scrollBehavior: (_to, _from, saved) => saved ?? { top: 0 },
  })
  router.afterEach((to, from) => {
    document.title = t('app/title')
    const { id } = to.params
    if (to.name === 'order' && typeof id === 'string') noteOrder(id)
    else if (from.name === 'order') noteOrder(null)
    if (from.name) void nextTick(() => document.querySelector('h1')?.focus())
  })
  return router
}

function noteOrder(id: string | null): void {
  const orderId = orders.value.get(id ?? '')?.id ?? null
  void remember(database(), 'lastOrder', { orderId, at: Date.now() }).catch(() => undefined)
}

/** A phone that killed the app in the middle of an order comes back to that order. */
export async function reopenLastOrder(router: Router): Promise<void> {
  if (location.pathname !== '/field' && location.pathname !== '/field/') return
  const last = await recall(database(), 'lastOrder')
  const order = orders.value.get(last?.orderId ?? '')
  if (!last || !order || Date.now() - last.at > REOPEN_WITHIN_MS) return
  if (!['on_site', 'in_progress'].includes(order.state) || !shown.actor) return
  await router.replace('/')
  await router.push(`/order/${order.id}`)
}
