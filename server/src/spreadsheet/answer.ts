import type { FastifyReply } from 'fastify'
import { Readable } from 'node:stream'
import { csvOf, type Cell } from './csv.ts'
import { xlsxOf } from './xlsx.ts'

/** How a table can leave the house. */
export const FILE_FORMATS = ['csv', 'xlsx'] as const
export type FileFormat = (typeof FILE_FORMATS)[number]

const types: Record<FileFormat, string> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
}

type Page = readonly (readonly Cell[])[]

export interface TableFile {
  /** Of the file, without its ending. */
  name: string
  /** What a workbook calls its sheet. */
  sheet: string
  header: readonly string[]
  pages: AsyncGenerator<Page>
}

/**
 * Answers with a table as a file, written while it is read. A failure before the first rows is answered as any
 * other. One that comes later breaks the connection: the status was said, and a file that merely ended would
 * look whole.
 */
export async function sendTable(
  reply: FastifyReply,
  { name, sheet, header, pages }: TableFile,
  format: FileFormat,
): Promise<FastifyReply> {
  const begun = await withFirstPage(pages)
  const chunks = format === 'csv' ? csvOf(header, begun) : xlsxOf(sheet, header, begun)
  return (
    reply
      .header('content-type', types[format])
      .header('content-disposition', `attachment; filename="${name}.${format}"`)
      .header('cache-control', 'no-store')
      // Read no further ahead than the receiver takes: a chunk is thousands of rows.
      .send(Readable.from(chunks, { highWaterMark: 1 }))
  )
}

/** The same pages, of which the first has been read already. */
async function withFirstPage(pages: AsyncGenerator<Page>): Promise<AsyncGenerator<Page>> {
  const first = await pages.next()
  return (async function* () {
    if (!first.done) yield first.value
    yield* pages
  })()
}
