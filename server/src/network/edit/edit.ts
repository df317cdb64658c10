/** Edits of many sites and stations in one command, with a preview by the same judge, and an undo. */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import {
  editedKinds,
  refusalOf,
  type EditPreview,
  type EditSites,
} from '@changeover/shared/network'
import type { Database } from '../../db/database.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { expectRegions } from '../../accounts/index.ts'
import { describeJudged, judge, type Edit, type Wish } from './judge.ts'
import { listSubjects, lockSelected, subjectOf, type Reader, type Subject } from './subjects.ts'
import { listEdits, writeEdits } from './write.ts'

/** What the edit would do; nothing is written. */
export async function previewEdit(
  db: Database,
  actor: Actor,
  request: EditSites,
): Promise<EditPreview> {
  expectOwnRegion(actor, request)
  const { wishes, sites } = await wishesOf(db, actor, request)
  return describeJudged(
    judge(wishes),
    request.changes.map(({ field }) => field),
    sites,
  )
}

/** @throws AppError `NOTHING_TO_DO` where every value is refused or stands already. */
export async function editSites(work: UnitOfWork, request: EditSites) {
  expectOwnRegion(work.actor, request)
  await lockSelected(work.tx, work.actor, { selection: request.selection })
  const { wishes } = await wishesOf(work.tx, work.actor, request)
  const judged = judge(wishes)
  if (judged.edits.length === 0)
    throw new AppError('NOTHING_TO_DO', { refused: judged.refused.length })
  await writeEdits(work, judged.edits)
  work.record({
    kind: 'network.edited',
    subject: { kind: 'command', id: work.commandId },
    payload: { changes: request.changes, changed: judged.edits.length },
  })
  return { changed: judged.edits.length, refused: judged.refused.length }
}

/** Nobody moves a site out of the regions that they see. */
function expectOwnRegion(actor: Actor, { changes }: EditSites): void {
  for (const { field, value } of changes)
    if (field === 'region') expectRegions(actor, [String(value)])
}

async function wishesOf(db: Reader, actor: Actor, { selection, changes }: EditSites) {
  const wishes: Wish[] = []
  const sites = new Set<string>()
  for (const kind of editedKinds) {
    const own = changes.filter(({ field }) => subjectOf(field) === kind)
    if (own.length === 0) continue
    for (const subject of await listSubjects(db, actor, kind, { selection })) {
      wishes.push({ subject, changes: own })
      sites.add(subject.siteId)
    }
  }
  return { wishes, sites: sites.size }
}

/**
 * Takes an edit back, value by value: what somebody has changed since, or what orders are counted by
 * by now, stays and is named.
 * @throws AppError `NOTHING_TO_DO` where nothing is as the edit left it.
 */
export async function undoEdit(work: UnitOfWork, { commandId }: { commandId: Id<'Command'> }) {
  const made = await listEdits(work.tx, commandId)
  if (made.length === 0) throw new AppError('NOT_FOUND', { commandId })
  const back: Edit[] = []
  const inTheWay: string[] = []
  for (const kind of editedKinds) {
    const own = made.filter(({ subjectKind }) => subjectKind === kind)
    const ids = [...new Set(own.map(({ subjectId }) => subjectId))]
    if (ids.length === 0) continue
    await lockSelected(work.tx, work.actor, { ids })
    const subjects = await listSubjects(work.tx, work.actor, kind, { ids })
    const byId = new Map(subjects.map((subject) => [subject.id, subject]))
    for (const edit of own) {
      const subject = byId.get(edit.subjectId)
      if (!subject) continue
      const { name, siteId } = subject
      if (subject.values[edit.field] !== edit.after || isBarred(subject, edit)) inTheWay.push(name)
      else back.push({ ...edit, name, siteId, before: edit.after, after: edit.before })
    }
  }
  if (back.length === 0) throw new AppError('NOTHING_TO_DO', { inTheWay: inTheWay.length })
  await writeEdits(work, back)
  work.record({
    kind: 'network.edit_undone',
    subject: { kind: 'command', id: commandId },
    payload: { restored: back.length, inTheWay: inTheWay.length },
  })
  return { restored: back.length, inTheWay: inTheWay.length, names: inTheWay.slice(0, 20) }
}

/** An undo is judged like any edit; but a place goes back to wherever its source had put it. */
function isBarred(subject: Subject, { field, before }: Pick<Edit, 'field' | 'before'>): boolean {
  return field !== 'coordinates' && refusalOf(field, before, subject) !== null
}
