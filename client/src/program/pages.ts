import type { RouteRecordRaw } from 'vue-router'
import { programTabs } from './tabs.ts'

export const programPages: RouteRecordRaw[] = [
  {
    path: 'program',
    name: 'program',
    component: () => import('./ProgramPage.vue'),
    meta: { title: 'Program', scope: ['program', 'asOf'], isOfOneProgram: true },
  },
  ...programTabs
    .filter(({ lists }) => lists.length > 0)
    .map(({ name, path }): RouteRecordRaw => ({
      path: path.slice(1),
      name: `program-${name}`,
      component: () => import('./InputsPage.vue'),
      props: { tab: name },
      meta: {
        title: 'Program',
        needs: 'inputs.list' as const,
        scope: ['program', 'asOf'],
        isOfOneProgram: true,
      },
    })),
]
