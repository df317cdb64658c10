import type { RouteRecordRaw } from 'vue-router'

export const programPages: RouteRecordRaw[] = [
  {
    path: 'program',
    name: 'program',
    component: () => import('./ProgramPage.vue'),
    meta: { title: 'Program' },
  },
]
