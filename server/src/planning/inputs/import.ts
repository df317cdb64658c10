import type { Actor } from '@changeover/shared/accounts'
import { AppError, canonicalJson } from '@changeover/shared/commands'
import { problem, type Problem } from '@changeover/shared/network'
import {
  changedColumns,
  headOf,
  INPUT_LISTS,
  keyOf,
  MAX_CHANGES,
  nameOf,
  readInputFile,
  type FileRow,
  type InputFile,
  type InputListName,
  type InputPreview,
} from '@changeover/shared/planning'
import { createHash } from 'node:crypto'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { judgeNow, writeChanges } from './apply.ts'
import { judge, type Judgement, type Wish } from './judge.ts'
import { readNames } from './names.ts'
import { serverToday } from './read.ts'
import type { Reader, StoredRow } from './store.ts'
import { stores } from './stores/index.ts'

const SAMPLES = 50
const PROBLEMS_SHOWN = 500

/** A file compared with the list: what it asks for, row by row, and everything wrong with it. */
interface Comparison {
  wishes: { wish: Wish; line: number }[]
  unchanged: number
  refused: Set<number>
  problems: Problem[]
  unknownColumns: readonly string[]
  header: readonly string[]
}

/** Says what an import would do. Nothing is written. */
export async function previewInputs(
  db: Reader,
  actor: Actor,
  request: InputFile,
): Promise<InputPreview> {
  const compared = await compare(db, actor, request)
  const names = await readNames(db, actor)
  const judgement = await judge(
    db,
    {
      list: INPUT_LISTS[request.list],
      store: stores[request.list],
      names,
      wish: { actor, today: serverToday(), asOf: null, programId: null },
    },
    compared.wishes.map(({ wish }) => wish),
  )
  return toPreview(request.list, compared, judgement)
}

/**
 * Imports a file as its preview said, all rows or none.
 *
 * @throws AppError `IMPORT_HAS_ERRORS` when a row cannot be kept, `CONFLICT` when the list has changed
 * since the preview, `NOTHING_TO_DO` when the list says all of it already.
 */
export async function importInputs(
  work: UnitOfWork,
  request: InputFile & { digest: string },
): Promise<{ added: number; changed: number; unchanged: number }> {
  const compared = await compare(work.tx, work.actor, request)
  const judgement = await judgeNow(
    work,
    request.list,
    compared.wishes.map(({ wish }) => wish),
  )
  const { counts, digest } = toPreview(request.list, compared, judgement)
  if (counts.refused > 0) throw new AppError('IMPORT_HAS_ERRORS', { refused: counts.refused })
  if (digest !== request.digest) throw new AppError('CONFLICT')
  if (judgement.changes.length === 0) throw new AppError('NOTHING_TO_DO')
  await writeChanges(work, request.list, judgement.changes)
  return { added: counts.added, changed: counts.changed, unchanged: counts.unchanged }
}

async function compare(
  db: Reader,
  actor: Actor,
  { list: name, text, edits }: InputFile,
): Promise<Comparison> {
  const list = INPUT_LISTS[name]
  const names = await readNames(db, actor)
  const file = readInputFile(list, text, names.references, edits)
  if (file.items.length > MAX_CHANGES) throw new AppError('FILE_TOO_LARGE', { limit: MAX_CHANGES })
  // What a row is known by, in whatever spelling, is no change of it.
  const isIdentity = (key: string) =>
    list.columns.some((column) => column.key === key && (column.isKey || column.isFixed))
  const rowOf = await knownRows(db, actor, name, file.items)
  const wishes: Comparison['wishes'] = []
  let unchanged = 0
  for (const { line, cells } of file.items) {
    const known = rowOf.get(line)
    if (!known) wishes.push({ wish: { id: null, before: null, after: cells }, line })
    else {
      const columns = changedColumns(list, known.cells, cells).filter((key) => !isIdentity(key))
      if (columns.length === 0) unchanged++
      else {
        const after = Object.fromEntries(columns.map((key) => [key, cells[key] ?? '']))
        wishes.push({ wish: { id: known.id, before: known.cells, after }, line })
      }
    }
  }
  return {
    wishes,
    unchanged,
    refused: new Set(file.rejected.map(({ line }) => line)),
    problems: [...file.problems],
    unknownColumns: file.unknownColumns,
    header: file.header,
  }
}

/** The rows of the list that lines of the file are about, by line. */
async function knownRows(
  db: Reader,
  actor: Actor,
  name: InputListName,
  items: readonly FileRow[],
): Promise<Map<number, StoredRow>> {
  const list = INPUT_LISTS[name]
  const store = stores[name]
  const wish = { actor, today: serverToday(), asOf: null, programId: null }
  const names = await readNames(db, actor)
  const rows = items.map(({ cells }) => cells)
  const found = store.locate ? await store.locate(db, actor, rows, names) : rows.map(() => null)
  const ids = found.flatMap((one) => (one && 'id' in one ? one.id : []))
  const stored = await store.read(db, store.isKeyedById ? { ...wish, ids } : wish)
  const byId = new Map(stored.map((row) => [row.id, row]))
  const byKey = new Map(stored.map((row) => [keyOf(list, row.cells), row]))
  const known = new Map<number, StoredRow>()
  items.forEach(({ line, cells }, index) => {
    const located = found[index]
    if (located && 'fault' in located) return
    const row =
      store.isKeyedById && located
        ? byId.get(located.id)
        : byKey.get(keyOf(list, { ...cells, ...located?.cells }))
    if (row && !row.isOrdinary) known.set(line, row)
  })
  return known
}

function toPreview(
  name: InputListName,
  { wishes, unchanged, refused, problems, unknownColumns, header }: Comparison,
  { changes, refusals }: Judgement,
): InputPreview {
  const list = INPUT_LISTS[name]
  const found = refusals.map(({ row, column, code }) => {
    const { wish, line } = wishes[row]
    const known = list.columns.find(({ key }) => key === column)
    const head = known ? headOf(known, header) : column
    return problem(code, { line, column: head, value: wish.after?.[column] ?? null })
  })
  const lines = new Set([...refused, ...refusals.map(({ row }) => wishes[row].line)])
  const all = [...problems, ...found].toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0))
  const added = changes.filter(({ before }) => before === null).length
  return {
    counts: {
      added,
      changed: changes.length - added,
      unchanged,
      refused: lines.size + (all.some(isAboutFile) ? 1 : 0),
    },
    digest: createHash('sha256')
      .update(canonicalJson(changes.map(({ before, after }) => ({ before, after }))))
      .digest('hex'),
    samples: changes.slice(0, SAMPLES).map(({ before, after }) => ({
      kind: before === null ? ('added' as const) : ('changed' as const),
      name: nameOf(list, after ?? {}),
      before,
      after: after ?? {},
      columns: changedColumns(list, before ?? {}, after ?? {}).filter(
        (key) => before !== null || after?.[key] !== '',
      ),
    })),
    unknownColumns: [...unknownColumns],
    problems: all
      .slice(0, PROBLEMS_SHOWN)
      .map(({ code, severity, line, column, value }) => ({ code, severity, line, column, value })),
    problemCount: all.length,
  }
}

function isAboutFile({ severity, line, code }: Problem): boolean {
  return severity === 'error' && (line === null || code === 'COLUMN_MISSING')
}
