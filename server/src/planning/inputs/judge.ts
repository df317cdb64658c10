/**
 * Decides what may change in a list of inputs. Everything wrong is found at once; nothing is written.
 *
 * Invariants: a cell is changed only from the value that the sender saw; nobody changes what lies
 * outside their regions; no two rows are known by the same key.
 */
import type { Actor } from '@changeover/shared/accounts'
import { newId, type Id } from '@changeover/shared/commands'
import {
  changedColumns,
  keyOf,
  readCells,
  readRow,
  type CellFault,
  type CellRefusal,
  type Cells,
  type InputList,
} from '@changeover/shared/planning'
import type { Names } from './names.ts'
import type { InputStore, Located, Reader, ReadWish, StoreChange, StoredRow } from './store.ts'

/** A change that somebody asks for. A removed row that comes back brings its identity. */
export interface Wish {
  readonly id: Id<'Input'> | null
  readonly before: Cells | null
  readonly after: Cells | null
}

export interface Judgement {
  /** What would be written; wishes that change nothing are left out. */
  readonly changes: readonly StoreChange[]
  readonly refusals: readonly CellRefusal[]
}

interface Subject {
  readonly list: InputList
  readonly store: InputStore
  readonly names: Names
  readonly wish: ReadWish
}

type Verdict = { change: StoreChange | null } | { faults: readonly CellFault[] }

/** Judges all wishes together, against the list as it is now. */
export async function judge(
  db: Reader,
  subject: Subject,
  wishes: readonly Wish[],
): Promise<Judgement> {
  const { store, names, wish } = subject
  const added = wishes.filter(({ before }) => before === null)
  const rows = added.map(({ after }) => after ?? {})
  const found = store.locate ? await store.locate(db, wish.actor, rows, names) : null
  const locatedOf = new Map(added.map((one, index) => [one, found?.[index]]))
  const ids = wishes.flatMap((one) => one.id ?? idOfLocated(locatedOf.get(one)) ?? [])
  const stored = await store.read(db, store.isKeyedById ? { ...wish, ids } : wish)
  const byId = new Map(stored.map((row) => [row.id, row]))
  const verdicts = wishes.map((one): Verdict => {
    if (one.before === null) return judgeNew(subject, one, locatedOf.get(one), byId)
    const row = one.id ? byId.get(one.id) : undefined
    if (!row) return { faults: [{ column: keyColumn(subject.list), code: 'CHANGED_MEANWHILE' }] }
    return one.after === null
      ? judgeRemoval(subject, row, one.before)
      : judgeEdit(subject, row, one.before, one.after)
  })
  const refusals = verdicts.flatMap((verdict, row) =>
    'faults' in verdict ? verdict.faults.map((fault) => ({ row, ...fault })) : [],
  )
  const taken = store.isKeyedById ? [] : takenKeys(subject.list, stored, verdicts)
  const used = await usedRows(db, subject, verdicts)
  return {
    changes: verdicts.flatMap((verdict) => ('faults' in verdict ? [] : (verdict.change ?? []))),
    refusals: [...refusals, ...taken, ...used],
  }
}

function idOfLocated(located: Located | undefined): Id<'Input'> | undefined {
  return located && 'id' in located ? located.id : undefined
}

function judgeNew(
  subject: Subject,
  { id, after }: Wish,
  located: Located | undefined,
  byId: Map<Id<'Input'>, StoredRow>,
): Verdict {
  const { list, store, names, wish } = subject
  if (list.isClosed) return { faults: [{ column: keyColumn(list), code: 'NOT_EDITABLE' }] }
  if (located && 'fault' in located) return { faults: [located.fault] }
  const ownId = id ?? located?.id ?? newId<'Input'>()
  const there = byId.get(ownId)
  if (there && !there.isOrdinary)
    return { faults: [{ column: keyColumn(list), code: 'KEY_TAKEN' }] }
  const { cells, faults } = readRow(list, { ...after, ...located?.cells }, names.references)
  if (faults.length > 0) return { faults }
  const complete = { ...cells, ...located?.cells }
  const regions = [...store.regionsOf(complete, names), ...(located?.regions ?? [])]
  return isWithin(wish.actor, regions)
    ? { change: { id: ownId, before: there?.cells ?? null, after: complete } }
    : { faults: [{ column: keyColumn(list), code: 'OUTSIDE_SCOPE' }] }
}

function judgeRemoval({ list, wish }: Subject, row: StoredRow, seen: Cells): Verdict {
  const column = keyColumn(list)
  if (list.isClosed || row.cells.source === 'public')
    return { faults: [{ column, code: 'NOT_EDITABLE' }] }
  if (!isWithin(wish.actor, row.regions)) return { faults: [{ column, code: 'OUTSIDE_SCOPE' }] }
  const newer = newerThan(list, row.cells, seen, Object.keys(seen))
  return newer.length > 0
    ? { faults: newer }
    : { change: { id: row.id, before: row.cells, after: null } }
}

function judgeEdit(
  { list, store, names, wish }: Subject,
  row: StoredRow,
  seen: Cells,
  wanted: Cells,
): Verdict {
  const { cells: read, faults } = readCells(list, wanted, names.references)
  const columns = changedColumns(list, row.cells, read)
  const wrong = faults.filter(({ column }) => columns.includes(column))
  const fixed = list.columns.filter(({ key, isFixed }) => isFixed && columns.includes(key))
  const all = [
    ...wrong,
    ...fixed.map(({ key }) => ({ column: key, code: 'NOT_EDITABLE' }) as const),
    ...newerThan(list, row.cells, seen, columns),
  ]
  if (all.length > 0) return { faults: all }
  if (columns.length === 0) return { change: null }
  const changed = Object.fromEntries(columns.map((key) => [key, read[key] ?? '']))
  const after = { ...row.cells, ...changed }
  const broken = list.check(after)
  if (broken.length > 0) return { faults: broken }
  const regions = [...row.regions, ...store.regionsOf(after, names)]
  return isWithin(wish.actor, regions)
    ? { change: { id: row.id, before: row.cells, after } }
    : { faults: [{ column: keyColumn(list), code: 'OUTSIDE_SCOPE' }] }
}

/** The columns in which the row no longer says what the sender saw. */
function newerThan(
  list: InputList,
  now: Cells,
  seen: Cells,
  columns: readonly string[],
): CellFault[] {
  const compared = list.columns.filter(({ isReadOnly }) => !isReadOnly).map(({ key }) => key)
  return columns
    .filter((key) => compared.includes(key) && seen[key] !== undefined && seen[key] !== now[key])
    .map((column) => ({ column, code: 'CHANGED_MEANWHILE' }))
}

/** New and renamed rows whose key another row has, now or by the same command. */
function takenKeys(
  list: InputList,
  stored: readonly StoredRow[],
  verdicts: readonly Verdict[],
): CellRefusal[] {
  const owners = new Map(stored.map(({ id, cells }) => [keyOf(list, cells), id]))
  const changes = verdicts.map((verdict) => ('faults' in verdict ? null : verdict.change))
  for (const change of changes) if (change?.before) owners.delete(keyOf(list, change.before))
  return changes.flatMap((change, row): CellRefusal[] => {
    if (!change?.after) return []
    const key = keyOf(list, change.after)
    const owner = owners.get(key)
    owners.set(key, change.id)
    return owner === undefined || owner === change.id
      ? []
      : [{ row, column: keyColumn(list), code: 'KEY_TAKEN' }]
  })
}

async function usedRows(
  db: Reader,
  { list, store }: Subject,
  verdicts: readonly Verdict[],
): Promise<CellRefusal[]> {
  const gone = verdicts.flatMap((verdict, row) =>
    'change' in verdict && verdict.change?.after === null ? [{ row, id: verdict.change.id }] : [],
  )
  if (gone.length === 0 || !store.inUse) return []
  const used = await store.inUse(
    db,
    gone.map(({ id }) => id),
  )
  return gone
    .filter(({ id }) => used.has(id))
    .map(({ row }) => ({ row, column: keyColumn(list), code: 'IN_USE' }))
}

function isWithin({ regions }: Actor, asked: readonly string[]): boolean {
  return regions === null || asked.every((region) => regions.includes(region))
}

function keyColumn({ columns }: InputList): string {
  return (columns.find(({ isKey }) => isKey) ?? columns[0]).key
}
