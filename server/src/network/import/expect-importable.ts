import { AppError } from '@changeover/shared/commands'
import type { ReadResult } from '@changeover/shared/network'

/**
 * @throws AppError `FILE_UNREADABLE` when nothing of the file can be used; `IMPORT_HAS_ERRORS`
 *   unless the person accepts the good rows; `NOTHING_TO_DO` when there are none.
 */
export function expectImportable(
  result: Pick<ReadResult, 'problemCounts' | 'isUnusable' | 'errorCount' | 'rejected'>,
  { acceptGoodRows }: { acceptGoodRows: boolean },
  goodRows: number,
): void {
  const problems = Object.fromEntries(result.problemCounts)
  if (result.isUnusable) throw new AppError('FILE_UNREADABLE', { problems })
  if (result.errorCount > 0 && !acceptGoodRows)
    throw new AppError('IMPORT_HAS_ERRORS', { problems, rejectedRows: result.rejected.length })
  if (goodRows === 0) throw new AppError('NOTHING_TO_DO', { problems })
}
