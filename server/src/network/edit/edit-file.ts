/** A table that was exported, edited in a spreadsheet and comes back: a diff first, then one command. */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import { fieldsOf, type EditFilePreview } from '@changeover/shared/network'
import type { Services } from '../../context.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { Uploads } from '../uploads.ts'
import { EXPORTED } from '../export/tables.ts'
import { describeJudged, judge, type Wish } from './judge.ts'
import { readEditFile, type EditFile } from './read-file.ts'
import { listSubjects, lockSelected, type Reader } from './subjects.ts'
import { writeEdits } from './write.ts'

const PROBLEMS_SHOWN = 100

/** What the file would change, and everything that is wrong with it. */
export async function previewEditFile(
  { config, db }: Pick<Services, 'config' | 'db'>,
  actor: Actor,
  { uploadId }: { uploadId: Id<'Upload'> },
): Promise<EditFilePreview> {
  const uploads = new Uploads(config)
  await uploads.get(uploadId)
  const file = await readEditFile(uploads, uploadId)
  const wishes = await wishesOf(db, actor, file)
  const judged = judge(wishes)
  const fields = fieldsOf(EXPORTED[file.kind])
  const preview = describeJudged(
    judged,
    fields,
    new Set(wishes.map(({ subject }) => subject.siteId)).size,
  )
  return {
    ...preview,
    fields: preview.fields.filter(({ changed, refused }) => changed + refused.length > 0),
    rows: file.rows.length,
    problems: file.problems.slice(0, PROBLEMS_SHOWN),
    problemCount: file.problems.length,
    ignoredColumns: file.ignoredColumns,
  }
}

/**
 * Writes what the file changes, as a whole or not at all.
 * @throws AppError `IMPORT_HAS_ERRORS` with the first problems; `NOTHING_TO_DO` where it changes nothing.
 */
export async function editFromFile(work: UnitOfWork, { uploadId }: { uploadId: Id<'Upload'> }) {
  const uploads = new Uploads(work.services.config)
  const { fileName } = await uploads.get(uploadId)
  const file = await readEditFile(uploads, uploadId)
  await lockSelected(work.tx, work.actor, { ids: file.rows.map(({ id }) => id) })
  const judged = judge(await wishesOf(work.tx, work.actor, file))
  if (file.problems.length > 0)
    throw new AppError('IMPORT_HAS_ERRORS', { problems: file.problems.slice(0, PROBLEMS_SHOWN) })
  if (judged.edits.length === 0)
    throw new AppError('NOTHING_TO_DO', { refused: judged.refused.length })
  await writeEdits(work, judged.edits)
  work.record({
    kind: 'network.edited',
    subject: { kind: 'command', id: work.commandId },
    payload: { fileName, changed: judged.edits.length },
  })
  return { changed: judged.edits.length, refused: judged.refused.length }
}

/** Rows of records that the person does not see, or moves to a region they do not see, are problems. */
async function wishesOf(db: Reader, actor: Actor, file: EditFile): Promise<Wish[]> {
  const kind = EXPORTED[file.kind]
  const ids = file.rows.map(({ id }) => id)
  const subjects = new Map(
    (await listSubjects(db, actor, kind, { ids })).map((subject) => [subject.id, subject]),
  )
  return file.rows.flatMap(({ line, id, changes }): Wish[] => {
    const subject = subjects.get(id)
    const region = changes.find(({ field }) => field === 'region')?.value
    const isOutside = typeof region === 'string' && actor.regions?.includes(region) === false
    if (subject && !isOutside) return [{ subject, changes }]
    file.problems.push({
      line,
      column: subject ? 'Region' : '',
      message: subject
        ? 'A region that you cannot see.'
        : 'No such record, or none that you can see.',
    })
    return []
  })
}
