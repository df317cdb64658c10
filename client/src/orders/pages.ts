import type { RouteRecordRaw } from 'vue-router'

export const orderPages: RouteRecordRaw[] = [
  {
    path: 'orders',
    name: 'orders',
    component: () => import('./OrdersOnDay.vue'),
    meta: { title: 'Work orders' },
  },
  {
    path: 'orders/:orderId',
    name: 'order',
    component: () => import('./OrderPage.vue'),
    meta: { title: 'Work order' },
  },
]
