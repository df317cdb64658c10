import {
  PROBLEMS,
  type FileFindings,
  type ProblemGroup,
  type ReadResult,
} from '@changeover/shared/network'
import type { Upload } from '../uploads.ts'

const SAMPLES = 8

/** What reading an upload came to, in the shape that the page shows. */
export function describeFile(upload: Upload, result: ReadResult): FileFindings {
  return {
    fileName: upload.fileName,
    bytes: upload.bytes,
    format: result.format,
    grain: result.grain,
    rows: result.rows,
    electricRows: result.electricRows,
    otherFuelRows: result.otherFuelRows,
    otherNetworkRows: result.otherNetworkRows,
    rejectedRows: result.rejected.length,
    networks: [...result.networks]
      .map(([network, rows]) => ({ network, rows }))
      .sort((one, other) => other.rows - one.rows),
    unknownColumns: [...result.unknownColumns],
    problems: groupProblems(result),
    errorCount: result.errorCount,
    warningCount: result.warningCount,
    isUnusable: result.isUnusable,
  }
}

/** Errors before warnings, the frequent before the rare; the counts are complete, the samples the first few. */
function groupProblems(result: ReadResult): ProblemGroup[] {
  const groups = [...result.problemCounts].map(([code, count]): ProblemGroup => ({
    code,
    ...PROBLEMS[code],
    count,
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
