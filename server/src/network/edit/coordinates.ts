/**
 * Where many sites stand, from a table of them: each row a site by its own id, or by the id that the
 * source has for one of its stations. A diff first, then one command that is undone like any edit.
 */
import type { Actor } from '@changeover/shared/accounts'
import { AppError, type Id } from '@changeover/shared/commands'
import {
  metresBetween,
  pointOf,
  pointText,
  problemOfPoint,
  PROBLEMS,
  regionByCode,
  type CoordinatesPreview,
  type PlacedSite,
  type Problem,
  type ProblemCode,
  type SetCoordinates,
} from '@changeover/shared/network'
import type { Services } from '../../context.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { readSiteCoordinates } from '../import/read/index.ts'
import { Uploads } from '../uploads.ts'
import { judge, type Edit } from './judge.ts'
import { findSitesByKeys } from './site-keys.ts'
import { listSubjects, lockSelected, type Reader } from './subjects.ts'
import { writeEdits } from './write.ts'

const SHOWN = 200

/** A row of the table that stays as it is, and why. */
interface RefusedRow {
  line: number | null
  what: string
  code: ProblemCode
}

interface JudgedTable {
  fileName: string
  rows: number
  isUnusable: boolean
  moves: { line: number; edit: Edit }[]
  unchanged: number
  refused: RefusedRow[]
}

/** What the table would move, how far, and which rows are refused. */
export async function previewCoordinates(
  { config, db }: Pick<Services, 'config' | 'db'>,
  actor: Actor,
  { uploadId }: { uploadId: Id<'Upload'> },
): Promise<CoordinatesPreview> {
  const table = await readTable(new Uploads(config), uploadId)
  const judged = judgeTable(table, await sitesOf(db, actor, table.items))
  const moves = judged.moves.map(({ line, edit }) => describeMove(line, edit))
  return {
    rows: judged.rows,
    moved: moves.length,
    unchanged: judged.unchanged,
    moves: moves
      .toSorted((one, other) => (other.metres ?? Infinity) - (one.metres ?? Infinity))
      .slice(0, SHOWN),
    refusedCount: judged.refused.length,
    refused: judged.refused.slice(0, SHOWN).map((row) => ({
      ...row,
      why: PROBLEMS[row.code].why,
      fix: PROBLEMS[row.code].fix,
    })),
    isUnusable: judged.isUnusable,
  }
}

/**
 * Moves the sites.
 * @throws AppError `IMPORT_HAS_ERRORS` with the refused rows, unless the others shall be written
 *   without them; `NOTHING_TO_DO` where every site stands there already.
 */
export async function setCoordinates(
  work: UnitOfWork,
  { uploadId, acceptGoodRows }: SetCoordinates,
) {
  const table = await readTable(new Uploads(work.services.config), uploadId)
  const found = await findSitesByKeys(work.tx, work.actor, keysOf(table.items))
  await lockSelected(work.tx, work.actor, { ids: [...new Set([...found.values()].flat())] })
  const judged = judgeTable(table, await sitesOf(work.tx, work.actor, table.items))
  const { refused } = judged
  if (judged.isUnusable || (refused.length > 0 && !acceptGoodRows))
    throw new AppError('IMPORT_HAS_ERRORS', { problems: refused.slice(0, SHOWN) })
  const edits = judged.moves.map(({ edit }) => edit)
  if (edits.length === 0) throw new AppError('NOTHING_TO_DO', { refused: refused.length })
  await writeEdits(work, edits)
  work.record({
    kind: 'network.edited',
    subject: { kind: 'command', id: work.commandId },
    payload: { fileName: judged.fileName, changed: edits.length },
  })
  return { changed: edits.length, refused: refused.length }
}

async function readTable(uploads: Uploads, uploadId: Id<'Upload'>) {
  const { fileName } = await uploads.get(uploadId)
  return { fileName, ...(await readSiteCoordinates(uploads.open(uploadId))) }
}

const keysOf = (items: readonly PlacedSite[]) => items.map(({ key }) => key)

/** The sites of a table by the keys of its rows; several where a key is that of stations apart. */
async function sitesOf(db: Reader, actor: Actor, items: readonly PlacedSite[]) {
  const found = await findSitesByKeys(db, actor, keysOf(items))
  const ids = [...new Set([...found.values()].flat())]
  const subjects = await listSubjects(db, actor, 'site', { ids })
  return { found, byId: new Map(subjects.map((subject) => [subject.siteId, subject])) }
}

function judgeTable(
  table: Awaited<ReturnType<typeof readTable>>,
  { found, byId }: Awaited<ReturnType<typeof sitesOf>>,
): JudgedTable {
  const refused: RefusedRow[] = table.isUnusable
    ? table.problems.filter(({ severity }) => severity === 'error').map(refusedBy)
    : table.rejected.map(({ problems: [first], cells }) => ({
        ...refusedBy(first),
        what: cells[0],
      }))
  const moves: JudgedTable['moves'] = []
  const taken = new Set<Id<'Site'>>()
  let unchanged = 0
  for (const { line, key, ...point } of table.items) {
    const refuse = (code: ProblemCode, what = key) => refused.push({ line, what, code })
    const [siteId, ...others] = found.get(key) ?? []
    const subject = byId.get(siteId)
    if (others.length > 0) refuse('SITE_UNCLEAR')
    else if (!subject) refuse('SITE_UNKNOWN')
    else if (taken.has(siteId)) refuse('ID_TWICE', subject.name)
    else {
      taken.add(siteId)
      const code = problemOfPoint(regionByCode(subject.region), point)
      if (code) {
        refuse(code, subject.name)
        continue
      }
      const value = pointText(point)
      const judged = judge([{ subject, changes: [{ field: 'coordinates', value }] }])
      for (const edit of judged.edits) moves.push({ line, edit })
      unchanged += judged.unchanged.size
    }
  }
  const { fileName, rows, isUnusable } = table
  return { fileName, rows, isUnusable, moves, unchanged, refused }
}

const refusedBy = ({ line, code, value }: Problem): RefusedRow => ({
  line,
  what: value ?? '',
  code,
})

function describeMove(line: number, { siteId, name, before, after }: Edit) {
  const [from, to] = [before, after].map((value) => pointOf(String(value ?? '')))
  return {
    line,
    siteId,
    name,
    before: before === null ? null : String(before),
    after: String(after),
    metres: from && to ? Math.round(metresBetween(from, to)) : null,
  }
}
