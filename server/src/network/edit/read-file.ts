import { asId, type Id } from '@changeover/shared/commands'
import {
  FieldChangeSchema,
  type FieldChange,
  type FieldName,
  type FieldValue,
  plainText,
} from '@changeover/shared/network'
import { CsvError, parse } from 'csv-parse'
import { Readable } from 'node:stream'
import { z } from 'zod'
import {
  columnFields,
  FIELD_TITLES,
  KEYS,
  POINT_TITLES,
  readOnlyTitles,
  type ExportKind,
} from '../export/tables.ts'
import type { Uploads } from '../uploads.ts'

/** A row of a file that comes back: a record by its id and the values that it shall have. */
export interface FileRow {
  line: number
  id: string
  changes: FieldChange[]
}

export interface FileProblem {
  line: number
  column: string
  message: string
}

export interface EditFile {
  kind: ExportKind
  rows: FileRow[]
  problems: FileProblem[]
  ignoredColumns: string[]
}

const MOST_ROWS = 500_000
const MOST_PROBLEMS = 10_000

/** Reads an exported table that was edited. Every problem of the file is found, not the first alone. */
export async function readEditFile(uploads: Uploads, uploadId: Id<'Upload'>): Promise<EditFile> {
  const file: EditFile = { kind: 'sites', rows: [], problems: [], ignoredColumns: [] }
  const source = Readable.from(uploads.open(uploadId))
  const parser = parse({ bom: true, relax_column_count: true, max_record_size: 200_000 })
  source.on('error', (error) => parser.destroy(error))
  try {
    await readRecords(source.pipe(parser), file)
  } catch (error) {
    if (!(error instanceof CsvError)) throw error
    file.problems.push({ line: Number(error.lines), column: '', message: error.message })
  } finally {
    source.destroy()
  }
  return file
}

async function readRecords(records: AsyncIterable<string[]>, file: EditFile): Promise<void> {
  let layout: Layout | null = null
  let line = 0
  const seen = new Set<string>()
  for await (const cells of records) {
    line++
    if (layout !== null) {
      if (cells.some((cell) => cell !== '')) readRow(layout, cells, line, file, seen)
    } else {
      layout = readHeader(cells, file)
      if (layout === null) return
    }
    if (line > MOST_ROWS || file.problems.length > MOST_PROBLEMS) {
      file.problems.push({ line, column: '', message: 'The file is too long to be read on.' })
      return
    }
  }
  if (line === 0) file.problems.push({ line: 1, column: '', message: 'The file is empty.' })
}

interface Layout {
  key: number
  /** Where the cells of a field lie: one, and two for coordinates. */
  fields: { at: readonly number[]; field: FieldName; title: string }[]
  width: number
}

function readHeader(cells: readonly string[], file: EditFile): Layout | null {
  const titles = cells.map((cell) => cell.trim())
  // A port's row names its station too, and that its site, so ports are looked for first.
  const kind = (['ports', 'stations', 'sites'] as const).find((each) => titles.includes(KEYS[each]))
  if (!kind) {
    const message = `The first row has none of "${Object.values(KEYS).join('", "')}".`
    file.problems.push({ line: 1, column: '', message })
    return null
  }
  file.kind = kind
  const fields = new Map(columnFields(kind).map((field) => [FIELD_TITLES[field], field]))
  const layout: Layout = { key: titles.indexOf(KEYS[kind]), fields: [], width: titles.length }
  const ignored = new Set([...readOnlyTitles(kind), KEYS[kind]])
  const point = kind === 'sites' ? POINT_TITLES.map((title) => titles.indexOf(title)) : []
  const hasPoint = point.length > 0 && !point.includes(-1)
  if (hasPoint)
    layout.fields.push({ at: point, field: 'coordinates', title: POINT_TITLES.join(', ') })
  titles.forEach((title, index) => {
    const field = fields.get(title)
    if (titles.indexOf(title) !== index)
      file.problems.push({ line: 1, column: title, message: 'The column stands there twice.' })
    else if (field) layout.fields.push({ at: [index], field, title })
    else if (hasPoint && point.includes(index)) return
    else if (!ignored.has(title))
      file.problems.push({ line: 1, column: title, message: 'No such field.' })
    else if (index !== layout.key) file.ignoredColumns.push(title)
  })
  return layout
}

function readRow(
  layout: Layout,
  cells: readonly string[],
  line: number,
  file: EditFile,
  seen: Set<string>,
): void {
  const complain = (column: string, message: string) =>
    file.problems.push({ line, column, message })
  const id = z.uuid().safeParse(cells[layout.key]?.trim().toLowerCase())
  if (cells.length !== layout.width)
    complain('', `The row has ${cells.length} cells, the first row has ${layout.width}.`)
  else if (!id.success) complain(KEYS[file.kind], 'This is no id.')
  else if (seen.has(id.data)) complain(KEYS[file.kind], 'The id stands in an earlier row too.')
  else {
    seen.add(id.data)
    const changes: FileRow['changes'] = []
    for (const { at, field, title } of layout.fields) {
      const texts = at.map((index) => plainText(cells[index]))
      // Without both of its halves a point is none; without either, none was given.
      const text = texts.every((each) => each === '') ? '' : texts.join(', ')
      const change = FieldChangeSchema.safeParse({ field, value: valueOf(field, text) })
      if (change.success) changes.push(change.data)
      else complain(title, change.error.issues[0].message)
    }
    file.rows.push({ line, id: asId(id.data), changes })
  }
}

/** An empty cell is no value. */
function valueOf(field: FieldName, text: string): FieldValue {
  if (text === '') return null
  if (field !== 'isFunded') return text
  return { true: true, false: false }[text.toLowerCase()] ?? text
}
