import type { RouteRecordRaw } from 'vue-router'

export const orderPages: RouteRecordRaw[] = [
  {
    path: 'orders',
    name: 'orders',
    component: () => import('./OrdersOnDay.vue'),
    meta: { title: 'Work orders', scope: ['program', 'region', 'asOf'] },
  },
  {
    path: 'orders/review',
    name: 'order-review',
    component: () => import('./ReviewPage.vue'),
    meta: { title: 'Review', scope: ['program', 'region'] },
  },
  {
    path: 'orders/returns',
    name: 'order-returns',
    component: () => import('./ReturnsPage.vue'),
    meta: { title: 'Returns', scope: [] },
  },
  {
    path: 'orders/:orderId',
    name: 'order',
    component: () => import('./OrderPage.vue'),
    meta: { title: 'Work order', scope: [] },
  },
  {
    path: 'orders/:orderId/sheet',
    name: 'order-sheet',
    component: () => import('./JobSheetPage.vue'),
    meta: { title: 'Job sheet', scope: [] },
  },
]
