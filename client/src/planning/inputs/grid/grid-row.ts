import type { ProblemCode } from '@changeover/shared/network'
import type { Cells } from '@changeover/shared/planning'

/** A row as the grid shows it: what is kept, with what was written and is not kept yet on top. */
export interface GridRow {
  /** The same as long as the row is on screen. */
  readonly key: string
  readonly name: string
  readonly cells: Cells
  /** What is wrong, by column. */
  readonly faults: Readonly<Record<string, ProblemCode>>
  /** It waits to be complete, or to be mended. */
  readonly isOpen: boolean
  readonly isNew: boolean
}

/** A text for one cell; a row beyond the last is a new one. */
export interface CellWrite {
  readonly row: number
  readonly column: string
  readonly text: string
}
