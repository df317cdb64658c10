import { isAllowed } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import {
  changedColumns,
  INPUT_LISTS,
  nameOf,
  type Cells,
  type InputList,
  type InputListName,
} from '@changeover/shared/planning'
import { sql } from 'kysely'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { InputEventSchema } from './event.ts'
import { judge, type Wish } from './judge.ts'
import { readNames } from './names.ts'
import type { StoreChange } from './store.ts'
import { stores } from './stores/index.ts'

/**
 * Changes rows of a list, all or none.
 *
 * @throws AppError `CELLS_REFUSED` with each cell that cannot be kept.
 */
export async function changeInputs(
  work: UnitOfWork,
  request: { list: InputListName; changes: readonly Wish[] },
): Promise<{ changed: number; ids: Id<'Input'>[] }> {
  const { changes, refusals } = await judgeNow(work, request.list, request.changes)
  if (refusals.length > 0) throw new AppError('CELLS_REFUSED', { cells: refusals.slice(0, 200) })
  await writeChanges(work, request.list, changes)
  return { changed: changes.length, ids: changes.map(({ id }) => id) }
}

/** Judges wishes while nobody else changes the list. */
export async function judgeNow(work: UnitOfWork, name: InputListName, wishes: readonly Wish[]) {
  const { role } = work.actor
  if (INPUT_LISTS[name].isPromise && !isAllowed('program.setMilestone', role))
    throw new AppError('FORBIDDEN', { procedure: 'program.setMilestone', role })
  await sql`select pg_advisory_xact_lock(hashtext(${`inputs ${name}`}))`.execute(work.tx)
  const names = await readNames(work.tx, work.actor)
  const wish = { actor: work.actor, today: work.recordedOn, asOf: null, programId: null }
  return judge(work.tx, { list: INPUT_LISTS[name], store: stores[name], names, wish }, wishes)
}

/** Writes changes that were judged, and records each in the history of its row. */
export async function writeChanges(
  work: UnitOfWork,
  name: InputListName,
  changes: readonly StoreChange[],
): Promise<void> {
  if (changes.length === 0) return
  const list = INPUT_LISTS[name]
  await stores[name].write(work, changes, await readNames(work.tx, work.actor))
  for (const change of changes) {
    const { before, after } = change
    const kind = before === null ? 'added' : after === null ? 'removed' : 'changed'
    work.record({
      kind: `input.${kind}`,
      subject: { kind: name, id: change.id },
      payload: { list: name, name: nameOf(list, after ?? before ?? {}), ...told(list, change) },
    })
  }
  work.stale('inputs')
}

function told(list: InputList, { before, after }: StoreChange) {
  if (before === null || after === null) return { before, after }
  const columns = changedColumns(list, before, after)
  const only = (cells: Cells) =>
    Object.fromEntries(columns.map((column) => [column, cells[column] ?? '']))
  return { before: only(before), after: only(after) }
}

/**
 * Takes back what a command did to inputs.
 *
 * @throws AppError `NOT_FOUND` when it changed no inputs, `BUILT_UPON` with what stands in the way.
 */
export async function undoInputs(
  work: UnitOfWork,
  { commandId }: { commandId: Id<'Command'> },
): Promise<{ changed: number }> {
  const events = await work.tx
    .selectFrom('event')
    .select(['subjectId', 'payload'])
    .where('commandId', '=', commandId)
    .where('kind', 'like', 'input.%')
    .orderBy('ordinal', 'desc')
    .execute()
  const steps = events.flatMap(({ subjectId, payload }) => {
    const { list, before, after } = InputEventSchema.parse(payload)
    // An event of this kind is about a row.
    return [{ list, wish: { id: subjectId as Id<'Input'>, before: after, after: before } }]
  })
  if (steps.length === 0) throw new AppError('NOT_FOUND', { commandId })
  let changed = 0
  // A command that changed several lists is taken back in the opposite order.
  for (const [list, own] of Map.groupBy(steps, (step) => step.list)) {
    const { changes, refusals } = await judgeNow(
      work,
      list,
      own.map(({ wish }) => wish),
    )
    if (refusals.length > 0)
      throw new AppError('BUILT_UPON', {
        rows: refusals.slice(0, 20).map(({ row, code }) => ({
          name: nameOf(INPUT_LISTS[list], own[row].wish.before ?? own[row].wish.after ?? {}),
          code,
        })),
      })
    await writeChanges(work, list, changes)
    changed += changes.length
  }
  return { changed }
}
