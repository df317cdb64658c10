import {
  describeProblem,
  isHomeKitHeader,
  type BadRows,
  type BadRowsRequest,
  type RejectedRow,
  type RowWatch,
} from '@changeover/shared/network'
import type { Services } from '../../context.ts'
import { Uploads } from '../uploads.ts'
import { readDetailsUpload, readHomeKitsUpload, readUpload } from './read-upload.ts'

/** Columns that tell a person which station a row is about. */
const TELLING =
  /^((station|ev)?[ _]?id|.*name|street.*|address.*|city|state|province|region|zip|postal.*|lat.*|lon.*|lng|country|model|serial.*)$/i
const MAX_COLUMNS = 24

/** Rows of an upload with a finding, with the cells that matter, to be corrected one by one. */
export async function listBadRows(
  services: Pick<Services, 'config'>,
  request: BadRowsRequest,
): Promise<BadRows> {
  const { code, after, limit } = request
  const watch = { code, after, limit: limit + 1 }
  const { header, watched } = await readWatched(services, { ...request, watch })
  const shown = watched.slice(0, limit)
  const columns = columnsOf(header, shown)
  const at = columns.map((column) => header.indexOf(column))
  return {
    columns,
    rows: shown.map(({ line, cells, problems }) => ({
      line,
      cells: at.map((index) => cells[index] ?? ''),
      problems: problems.map((problem) => ({
        code: problem.code,
        column: problem.column,
        why: describeProblem({ ...problem, line: null, column: null, value: null }),
      })),
    })),
    next: watched.length > limit ? (shown.at(-1)?.line ?? null) : null,
  }
}

async function readWatched(
  services: Pick<Services, 'config'>,
  request: BadRowsRequest & { watch: RowWatch },
) {
  const uploads = new Uploads(services.config)
  const upload = await uploads.get(request.uploadId)
  switch (request.kind) {
    case 'stations':
      return readUpload(uploads, upload, request)
    case 'station_details':
      return readDetailsUpload(uploads, upload, request)
    case 'home_kits':
      return readHomeKitsUpload(uploads, upload, request)
  }
}

/** The columns with findings first, then those that tell the station; of a small table all. */
function columnsOf(header: readonly string[], rows: readonly RejectedRow[]): string[] {
  const named = new Set(header.filter((name) => name !== ''))
  const found = new Set<string>()
  for (const { problems } of rows)
    for (const { column } of problems) if (column !== null && named.has(column)) found.add(column)
  // Coordinates are one thing in two columns; a finding names the first.
  if ([...found].some((name) => /^lat/i.test(name)))
    for (const other of named) if (/^(lon|lng)/i.test(other)) found.add(other)
  const isSmall = named.size <= 12 || isHomeKitHeader(header)
  const telling = [...named].filter((name) => isSmall || TELLING.test(name))
  return [...new Set([...found, ...telling])].slice(0, MAX_COLUMNS)
}
