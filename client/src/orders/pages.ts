import type { RouteRecordRaw } from 'vue-router'

export const orderPages: RouteRecordRaw[] = [
  {
    path: 'orders',
    name: 'orders',
    component: () => import('./OrdersOnDay.vue'),
    meta: { title: 'Work orders', needs: 'orders.list', scope: ['program', 'region', 'asOf'] },
  },
  {
    path: 'orders/review',
    name: 'order-review',
    component: () => import('./ReviewPage.vue'),
    meta: { title: 'Review', needs: 'orders.list', scope: ['program', 'region', 'asOf'] },
  },
  {
    path: 'orders/returns',
    name: 'order-returns',
    component: () => import('./ReturnsPage.vue'),
    meta: { title: 'Returns', needs: 'orders.returns', scope: ['asOf'] },
  },
  {
    path: 'orders/:orderId([\\da-f-]{36})',
    name: 'order',
    component: () => import('./OrderPage.vue'),
    meta: { title: 'Work order', needs: 'orders.get', scope: ['asOf'] },
  },
  {
    path: 'orders/:orderId([\\da-f-]{36})/sheet',
    name: 'order-sheet',
    component: () => import('./JobSheetPage.vue'),
    meta: { title: 'Job sheet', needs: 'orders.get', scope: [] },
  },
]
