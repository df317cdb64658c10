import type { RouteRecordRaw } from 'vue-router'

export const orderPages: RouteRecordRaw[] = [
  {
    path: 'orders',
    name: 'orders',
    component: () => import('./OrdersOnDay.vue'),
    meta: { title: 'Work orders' },
  },
  {
    path: 'orders/review',
    name: 'order-review',
    component: () => import('./ReviewPage.vue'),
    meta: { title: 'Review' },
  },
  {
    path: 'orders/returns',
    name: 'order-returns',
    component: () => import('./ReturnsPage.vue'),
    meta: { title: 'Returns' },
  },
  {
    path: 'orders/:orderId',
    name: 'order',
    component: () => import('./OrderPage.vue'),
    meta: { title: 'Work order' },
  },
  {
    path: 'orders/:orderId/sheet',
    name: 'order-sheet',
    component: () => import('./JobSheetPage.vue'),
    meta: { title: 'Job sheet' },
  },
]
