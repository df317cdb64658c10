import {
  SHEET_COLUMNS,
  sheetColumns,
  type SheetColumn,
  type SheetValue,
} from '@changeover/shared/orders'
import { daysBetween, isDay, parseDay } from '@changeover/shared/time'
import type { SheetRow } from './rows.ts'
import { zip, type ZipEntry } from './zip.ts'

/** Rows of a worksheet with its head; beyond, Excel opens nothing. */
const MAX_ROWS = 1_048_576
/** Day 0 of the 1900 date system, as ECMA-376 part 1, 18.17.4 counts after its leap day that never was. */
const DAY_ZERO = parseDay('1899-12-30')
const DAY_STYLE = 1
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const PROLOGUE = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

/**
 * The orders as an Excel workbook (ECMA-376), in pieces as they are read; a new sheet begins where
 * one is full. Texts are texts and never formulas, days are days.
 */
export function xlsxOf(
  pages: AsyncIterable<SheetRow[]>,
  maxRows = MAX_ROWS,
): AsyncGenerator<Buffer> {
  return zip(partsOf(pages, maxRows))
}

async function* partsOf(
  pages: AsyncIterable<SheetRow[]>,
  maxRows: number,
): AsyncGenerator<ZipEntry> {
  const source = new RowSource(pages)
  let sheets = 0
  do {
    sheets += 1
    yield { name: `xl/worksheets/sheet${sheets}.xml`, content: sheet(source, maxRows) }
  } while (!(await source.isAtEnd()))
  const numbers = Array.from({ length: sheets }, (_unused, index) => index + 1)
  yield { name: 'xl/workbook.xml', content: [workbook(numbers)] }
  yield { name: 'xl/_rels/workbook.xml.rels', content: [workbookRelations(numbers)] }
  yield { name: 'xl/styles.xml', content: [STYLES] }
  yield { name: '_rels/.rels', content: [relations([['officeDocument', 'xl/workbook.xml']])] }
  yield { name: '[Content_Types].xml', content: [contentTypes(numbers)] }
}

/** Rows one by one, with a look ahead so that no sheet is begun for nothing. */
class RowSource {
  readonly #pages: AsyncIterator<SheetRow[]>
  #page: SheetRow[] = []
  #at = 0

  constructor(pages: AsyncIterable<SheetRow[]>) {
    this.#pages = pages[Symbol.asyncIterator]()
  }

  async isAtEnd(): Promise<boolean> {
    while (this.#at >= this.#page.length) {
      const next = await this.#pages.next()
      if (next.done) return true
      this.#page = next.value
      this.#at = 0
    }
    return false
  }

  /** At most `count` rows that are there already. */
  take(count: number): SheetRow[] {
    const rows = this.#page.slice(this.#at, this.#at + count)
    this.#at += rows.length
    return rows
  }
}

async function* sheet(source: RowSource, maxRows: number): AsyncGenerator<string> {
  yield `${PROLOGUE}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>`
  let line = 1
  yield row(line, (column) => textCell(SHEET_COLUMNS[column].head))
  for (let left = maxRows - 1; left > 0 && !(await source.isAtEnd());) {
    const rows = source.take(left)
    left -= rows.length
    yield rows.map((values) => row(++line, (column) => cell(column, values[column]))).join('')
  }
  yield '</sheetData></worksheet>'
}

/** A row of cells; each says where it stands, an empty one is left out. */
function row(line: number, cellOf: (column: SheetColumn) => Cell | null): string {
  const cells = sheetColumns.map((column, index) => {
    const made = cellOf(column)
    return made ? `<c r="${letters[index]}${line}"${made.attributes}>${made.content}</c>` : ''
  })
  return `<row r="${line}">${cells.join('')}</row>`
}

interface Cell {
  attributes: string
  content: string
}

/** One letter a column: there are fewer than 26. */
const letters = sheetColumns.map((_column, index) => String.fromCharCode(65 + index))

function cell(column: SheetColumn, value: SheetValue): Cell | null {
  if (value === null) return null
  if (typeof value === 'number') return { attributes: '', content: `<v>${value}</v>` }
  if (SHEET_COLUMNS[column].kind === 'day' && isDay(value))
    return { attributes: ` s="${DAY_STYLE}"`, content: `<v>${daysBetween(DAY_ZERO, value)}</v>` }
  return textCell(value)
}

function textCell(text: string): Cell {
  const content = `<is><t xml:space="preserve">${escapeXml(text)}</t></is>`
  return { attributes: ' t="inlineStr"', content }
}

// XML 1.0 has no place for control characters, not even escaped.
// oxlint-disable-next-line no-control-regex
const unsayable = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

function escapeXml(text: string): string {
  return text
    .toWellFormed()
    .replace(unsayable, '')
    .replace(/[&<>]/g, (special) => entities[special])
}

function workbook(numbers: readonly number[]): string {
  const sheets = numbers.map(
    (id) =>
      `<sheet name="Work orders${id === 1 ? '' : ` ${id}`}" sheetId="${id}" r:id="rId${id}"/>`,
  )
  return `${PROLOGUE}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.join('')}</sheets></workbook>`
}

function workbookRelations(numbers: readonly number[]): string {
  return relations([
    ...numbers.map((id): [string, string] => ['worksheet', `worksheets/sheet${id}.xml`]),
    ['styles', 'styles.xml'],
  ])
}

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const lines = targets.map(
    ([kind, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${kind}" Target="${target}"/>`,
  )
  return `${PROLOGUE}<Relationships xmlns="${PACKAGE}/relationships">${lines.join('')}</Relationships>`
}

function contentTypes(numbers: readonly number[]): string {
  const part = (name: string, kind: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${KIND}.${kind}+xml"/>`
  return `${PROLOGUE}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${part('workbook', 'sheet.main')}${part('styles', 'styles')}${numbers.map((id) => part(`worksheets/sheet${id}`, 'worksheet')).join('')}</Types>`
}

/** Style 0 as it comes, style 1 a day in the reader's format (number format 14). */
const STYLES = `${PROLOGUE}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
