import type { Actor } from '@changeover/shared/accounts'
import { AppError } from '@changeover/shared/commands'
import type { SheetError, SheetImport, SheetPreview, SheetProblem } from '@changeover/shared/orders'
import type { Services } from '../../context.ts'
import { bulkTransaction } from '../../db/bulk.ts'
import { Uploads } from '../../network/index.ts'
import type { UnitOfWork } from '../../unit-of-work.ts'
import { judged } from '../change-judge.ts'
import { carryOut, previewOf } from '../change.ts'
import { readSheet } from './read.ts'
import { findErrors, loadRows, wantedOfSheet } from './wanted.ts'

const LISTED_ERRORS = 1_000

/** What the file would change, and everything that is wrong with it at once; nothing is written. */
export async function previewSheet(
  services: Pick<Services, 'config' | 'pool'>,
  actor: Actor,
  { uploadId }: Pick<SheetImport, 'uploadId'>,
): Promise<SheetPreview> {
  const uploads = new Uploads(services.config)
  const { id } = await uploads.get(uploadId)
  const sheet = await readSheet(uploads.open(id))
  return bulkTransaction(services.pool, async (tx, copy) => {
    await loadRows(tx, copy, actor, sheet.rows)
    const errors = [...sheet.errors, ...(await findErrors(tx))].sort(
      (left, right) => left.line - right.line,
    )
    const { orders, ports, fields, samples } = await previewOf(tx, judged(wantedOfSheet))
    const badLines = new Set(errors.filter(({ line }) => line > 1).map(({ line }) => line))
    return {
      rows: sheet.lines,
      unchanged: sheet.lines - orders - badLines.size,
      orders,
      ports,
      fields,
      samples,
      ignoredColumns: sheet.ignoredColumns,
      problems: countByCode(errors),
      errors: errors.slice(0, LISTED_ERRORS),
    }
  })
}

/**
 * Changes the orders as the file says, all or nothing; with `onlyGood` all rows without an error.
 *
 * @throws AppError `IMPORT_HAS_ERRORS` with the first of them, `NOTHING_TO_DO` when nothing differs.
 */
export async function importSheet(work: UnitOfWork, request: SheetImport) {
  const uploads = new Uploads(work.services.config)
  const upload = await uploads.get(request.uploadId)
  const sheet = await readSheet(uploads.open(upload.id))
  await loadRows(work.tx, work.copy, work.actor, sheet.rows)
  const errors = [...sheet.errors, ...(await findErrors(work.tx))]
  const isUnreadable = errors.some(({ code }) => code === 'UNKNOWN_COLUMN')
  if (errors.length > 0 && (isUnreadable || !request.onlyGood))
    throw new AppError('IMPORT_HAS_ERRORS', {
      problems: countByCode(errors),
      errors: errors.slice(0, 20),
    })
  const { changed } = await carryOut(work, wantedOfSheet, null)
  work.record({
    kind: 'orders.imported',
    subject: { kind: 'orders', id: null },
    payload: { fileName: upload.fileName, sha256: upload.sha256, orders: changed },
  })
  return { changed, leftOut: new Set(errors.map(({ line }) => line)).size }
}

function countByCode(errors: readonly SheetError[]): { code: SheetProblem; count: number }[] {
  const counts = new Map<SheetProblem, number>()
  for (const { code } of errors) counts.set(code, (counts.get(code) ?? 0) + 1)
  return [...counts]
    .map(([code, count]) => ({ code, count }))
    .sort((left, right) => right.count - left.count)
}
