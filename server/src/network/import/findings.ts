import {
  canDropRows,
  fixesOf,
  PROBLEMS,
  type FileFindings,
  type FileKind,
  type ListResult,
  type ProblemGroup,
  type ReadResult,
} from '@changeover/shared/network'
import type { Upload } from '../uploads.ts'

const SAMPLES = 8
/** Column names that the page gets; no station file has more. */
const COLUMNS = 300

/** What both kinds of results have. */
type AnyResult = Pick<ReadResult, Extract<keyof ReadResult, keyof ListResult<unknown>>>

/** What reading an upload of stations came to, in the shape that the page shows. */
export function describeFile(upload: Upload, result: ReadResult): FileFindings {
  return {
    ...describeRows(upload, 'stations', result),
    format: result.format,
    grain: result.grain,
    electricRows: result.electricRows,
    otherFuelRows: result.otherFuelRows,
    otherNetworkRows: result.otherNetworkRows,
    networks: [...result.networks]
      .map(([network, rows]) => ({ network, rows }))
      .sort((one, other) => other.rows - one.rows),
  }
}

/** What reading an upload that is joined by a key came to. */
export function describeList(
  upload: Upload,
  kind: FileKind,
  result: ListResult<unknown>,
): FileFindings {
  return {
    ...describeRows(upload, kind, result),
    format: kind,
    grain: null,
    electricRows: result.rows,
    otherFuelRows: 0,
    otherNetworkRows: 0,
    networks: [],
  }
}

function describeRows(upload: Upload, kind: FileKind, result: AnyResult) {
  return {
    fileName: upload.fileName,
    bytes: upload.bytes,
    kind,
    rows: result.rows,
    rejectedRows: result.rejected.length,
    droppedRows: result.dropped.length,
    mended: [...result.mended].map(([fix, rows]) => ({ fix, rows })),
    editedCells: result.editedCells,
    header: result.header.slice(0, COLUMNS),
    unknownColumns: [...result.unknownColumns],
    problems: groupProblems(result),
    errorCount: result.errorCount,
    warningCount: result.warningCount,
    isUnusable: result.isUnusable,
  }
}

/** Errors before warnings, the frequent before the rare; the counts are complete, the samples the first few. */
function groupProblems(result: AnyResult): ProblemGroup[] {
  const groups = [...result.problemCounts].map(([code, count]): ProblemGroup => ({
    code,
    ...PROBLEMS[code],
    count,
    fixes: [...fixesOf(code)],
    canDrop: canDropRows(code),
    samples: [],
  }))
  const byCode = new Map(groups.map((group) => [group.code, group]))
  for (const { code, line, column, value, data } of result.problems) {
    const samples = byCode.get(code)?.samples
    if (samples && samples.length < SAMPLES)
      samples.push({ line, column, value, data: { ...data } })
  }
  return groups.sort(
    (one, other) =>
      Number(one.severity === 'warning') - Number(other.severity === 'warning') ||
      other.count - one.count,
  )
}
