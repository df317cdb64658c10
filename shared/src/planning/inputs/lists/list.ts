/** Which lists of inputs there are, and what one is. */
import type { ProblemCode } from '../../../network/index.ts'
import type { Cells, InputColumn } from './column.ts'

export const inputListNames = [
  'territories',
  'crews',
  'absences',
  'holidays',
  'depots',
  'deliveries',
  'stock',
  'access',
  'permits',
  'blackouts',
  'travel',
  'costs',
  'priorities',
  'milestones',
] as const
export type InputListName = (typeof inputListNames)[number]

/** How a permit or a delivery may stand: rows can be filtered by it. */
export const INPUT_STATES: Readonly<Partial<Record<InputListName, readonly string[]>>> = {
  permits: ['missing', 'late', 'applied', 'expiring', 'expired', 'granted'],
  deliveries: ['overdue', 'coming', 'received'],
}

/** What is wrong with a row beyond its single cells. */
export interface RowFault {
  readonly column: string
  readonly code: ProblemCode
}

export interface InputList {
  readonly name: InputListName
  readonly columns: readonly InputColumn[]
  /** Looks at a row whose cells are each readable. */
  readonly check: (cells: Cells) => readonly RowFault[]
  /** Rows that are always there: they are changed, never added or removed. */
  readonly isClosed?: boolean
  /** What was promised: only who may set a milestone changes it. */
  readonly isPromise?: boolean
}
