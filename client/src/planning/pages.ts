import type { RouteRecordRaw } from 'vue-router'

export const planningPages: RouteRecordRaw[] = [
  {
    path: 'plan',
    name: 'plan',
    component: () => import('./PlanPage.vue'),
    meta: {
      title: 'Plan',
      needs: 'planning.listPlans',
      scope: ['program', 'region', 'asOf'],
      isOfOneProgram: true,
    },
  },
]
