/**
 * A column of a list of inputs. Cells are text in one canonical form, in the grid, in CSV and on
 * the wire alike, so that an export imports again to no change. An empty cell is the empty text.
 */

/** Lists whose names may stand in a cell of another list. */
export const referenceKinds = [
  'territories',
  'crews',
  'depots',
  'kits',
  'regions',
  'timeZones',
] as const
export type ReferenceKind = (typeof referenceKinds)[number]

/** The names that may be referred to. */
export type References = Readonly<Record<ReferenceKind, readonly string[]>>

type ColumnKind =
  | { readonly kind: 'text' }
  | { readonly kind: 'day' }
  | { readonly kind: 'time' }
  /** Start and end of work on one weekday, `08:00-16:30`. */
  | { readonly kind: 'shift' }
  /** Days of the week, `Mon Tue Wed`. */
  | { readonly kind: 'weekdays' }
  | { readonly kind: 'yesNo' }
  | {
      readonly kind: 'whole' | 'decimal'
      readonly min: number
      readonly max: number
      /** Shown in the head of the column. */
      readonly unit?: 'km/h' | 'min' | 'days'
    }
  | { readonly kind: 'choice' | 'choices'; readonly of: readonly string[] }
  | { readonly kind: 'name' | 'names'; readonly of: ReferenceKind }

export type InputColumn = ColumnKind & {
  /** Its name in code, on the wire, and in the head of a CSV. */
  readonly key: string
  /** Other heads under which files bring it. */
  readonly aliases?: readonly string[]
  readonly isRequired?: boolean
  /** Part of what a row is known by. */
  readonly isKey?: boolean
  /** Told for the reader's sake; an import passes over it. */
  readonly isReadOnly?: boolean
  /** In CSV only: an identity that says nothing to people. */
  readonly isHidden?: boolean
  /** Can be given to a new row only; afterwards it is what it is. */
  readonly isFixed?: boolean
  /** Made by the server where a new row leaves it empty. */
  readonly isGenerated?: boolean
}

/** The cells of a row by column. A column that a file does not have is left out: it stays as it is. */
export type Cells = Readonly<Record<string, string>>
