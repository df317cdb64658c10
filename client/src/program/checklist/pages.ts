import type { RouteRecordRaw } from 'vue-router'

export const checklistPages: RouteRecordRaw[] = [
  {
    path: 'program/checklists',
    name: 'checklists',
    component: () => import('./ChecklistListPage.vue'),
    meta: { title: 'Checklists', needs: 'program.listChecklists' },
  },
  {
    path: 'program/checklists/:code',
    name: 'checklist',
    component: () => import('./ChecklistPage.vue'),
    meta: { title: 'Checklist', needs: 'program.getChecklist' },
  },
]
