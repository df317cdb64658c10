import type { InputListName } from '@changeover/shared/planning'

/** A view of a tab: a list of inputs, or the calendar that is drawn from several. */
export type InputView = InputListName | 'calendar'

export interface ProgramTab {
  readonly name: 'milestones' | 'crews' | 'kits' | 'access' | 'travel' | 'priorities'
  readonly path: string
  /** What it shows, the first one at first; none for the page of milestones. */
  readonly lists: readonly InputView[]
}

export const programTabs: readonly ProgramTab[] = [
  { name: 'milestones', path: '/program', lists: [] },
  {
    name: 'crews',
    path: '/program/crews',
    lists: ['calendar', 'crews', 'absences', 'holidays', 'territories'],
  },
  { name: 'kits', path: '/program/kits', lists: ['deliveries', 'stock', 'depots'] },
  { name: 'access', path: '/program/access', lists: ['permits', 'access', 'blackouts'] },
  { name: 'travel', path: '/program/travel', lists: ['travel', 'costs'] },
  { name: 'priorities', path: '/program/priorities', lists: ['priorities', 'milestones'] },
]
