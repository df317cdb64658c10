import type { Actor } from '@changeover/shared/accounts'
import type { Id } from '@changeover/shared/commands'
import type { ProblemCode } from '@changeover/shared/network'
import type { Cells } from '@changeover/shared/planning'
import type { Day } from '@changeover/shared/time'
import type { Database, DatabaseTransaction } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import type { Names } from './names.ts'
import type { AsOf } from '../../past/index.ts'

export type Reader = Database | DatabaseTransaction

/** A row as it is kept. `regions` decide who sees and changes it. */
export interface StoredRow {
  readonly id: Id<'Input'>
  readonly cells: Cells
  readonly regions: readonly string[]
  /** It is there, but has nothing out of the ordinary, so the list does not show it. */
  readonly isOrdinary?: boolean
}

/** What to read: the rows in the actor's regions, or only those with these identities. */
export interface ReadWish {
  readonly actor: Actor
  readonly today: Day
  /** The past day that is looked at; `today` is then that day. */
  readonly asOf: AsOf
  readonly programId: Id<'Program'> | null
  readonly ids?: readonly Id<'Input'>[]
}

/** A change that was checked. Null before: it is new; null after: it goes. */
export interface StoreChange {
  readonly id: Id<'Input'>
  readonly before: Cells | null
  readonly after: Cells | null
}

/** What a new row is about, where rows hang on something that exists already. */
export type Located =
  | { readonly id: Id<'Input'>; readonly cells: Cells; readonly regions: readonly string[] }
  | { readonly fault: { readonly column: string; readonly code: ProblemCode } }

/**
 * One list of inputs in the database: rows out as cells, checked changes in. It knows its tables and
 * nothing of commands, scope or history, which `apply.ts` does alike for all lists.
 */
export interface InputStore {
  /** Rows are identified by what they are about (a site, an order), so no two can be about the same. */
  readonly isKeyedById?: boolean
  read(db: Reader, wish: ReadWish): Promise<StoredRow[]>
  /** The regions that a row would be in. */
  regionsOf(cells: Cells, names: Names): readonly string[]
  write(work: UnitOfWork, changes: readonly StoreChange[], names: Names): Promise<void>
  /** Of new rows, what each is about; a list without it gives new identities. */
  locate?(db: Reader, actor: Actor, rows: readonly Cells[], names: Names): Promise<Located[]>
  /** Of rows that are to go, those that something depends on. */
  inUse?(db: Reader, ids: readonly Id<'Input'>[]): Promise<ReadonlySet<string>>
}

/** Stands for everywhere: only who sees all regions may change what concerns all. */
export const EVERYWHERE = 'everywhere'

/** The condition's list of identities, or null for all, as a parameter of a statement. */
export function idsOf({ ids }: ReadWish): readonly string[] | null {
  return ids ? [...ids] : null
}

/** The rows that stay, as plain rows for `jsonb_to_recordset`. */
export function keptRows<Row extends object>(
  changes: readonly StoreChange[],
  toRow: (cells: Cells, id: Id<'Input'>) => Row,
): string {
  return JSON.stringify(
    changes.flatMap(({ id, after }) => (after === null ? [] : [{ id, ...toRow(after, id) }])),
  )
}

/** The identities of rows that go. */
export function removedIds(changes: readonly StoreChange[]): string[] {
  return changes.flatMap(({ id, after }) => (after === null ? [id] : []))
}

/** An empty cell is an unknown value. */
export function orNull(cell: string | undefined): string | null {
  return cell === undefined || cell === '' ? null : cell
}
