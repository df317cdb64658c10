import { daysBetween, parseDay } from '@changeover/shared/time'
import type { Cell } from './csv.ts'
import { zipOf, type ZipEntry } from './zip.ts'

/** Rows that a worksheet holds, its header among them (Excel's specifications and limits). */
const ROWS_A_SHEET = 1_048_576
/** Day 0 of the 1900 date system, as ECMA-376 part 1, 18.17.4 counts after its leap day that never was. */
const DAY_ZERO = parseDay('1899-12-30')
/** The style of a day: number format 14, which each reader sees as its own country writes it. */
const DAY_STYLE = 1
/** Characters that a cell holds. */
const CELL_CHARACTERS = 32_767

/**
 * Rows as an XLSX workbook, packed while they come: memory stays flat and there is no cap, as a
 * further sheet begins where one is full. Texts are inline strings, which no spreadsheet runs; days
 * are days.
 * By ECMA-376, part 1, the least that a workbook needs.
 */
export function xlsxOf(
  name: string,
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
  rowsASheet = ROWS_A_SHEET,
): AsyncGenerator<Buffer> {
  return zipOf(entriesOf(name, header, pages, rowsASheet))
}

async function* entriesOf(
  name: string,
  header: readonly string[],
  pages: AsyncIterable<readonly (readonly Cell[])[]>,
  rowsASheet: number,
): AsyncGenerator<ZipEntry> {
  const rows = new Rows(pages)
  let sheets = 0
  do {
    sheets++
    yield {
      name: `xl/worksheets/sheet${sheets}.xml`,
      content: sheetXml(header, rows, rowsASheet - 1),
    }
  } while (!(await rows.isAtEnd()))
  const numbers = Array.from({ length: sheets }, (_unused, index) => index + 1)
  yield { name: '[Content_Types].xml', content: [contentTypes(numbers)] }
  yield { name: '_rels/.rels', content: [relations([['officeDocument', 'xl/workbook.xml']])] }
  yield { name: 'xl/workbook.xml', content: [workbook(name, numbers)] }
  yield {
    name: 'xl/_rels/workbook.xml.rels',
    content: [
      relations([
        ...numbers.map((number) => ['worksheet', `worksheets/sheet${number}.xml`] as const),
        ['styles', 'styles.xml'],
      ]),
    ],
  }
  yield { name: 'xl/styles.xml', content: [STYLES] }
}

/** Rows one page after the other, taken by whichever sheet is being written. */
class Rows {
  readonly #pages: AsyncIterator<readonly (readonly Cell[])[]>
  #page: readonly (readonly Cell[])[] = []
  #at = 0

  constructor(pages: AsyncIterable<readonly (readonly Cell[])[]>) {
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

  /** Up to `most` rows of the page at hand. */
  take(most: number): readonly (readonly Cell[])[] {
    const rows = this.#page.slice(this.#at, this.#at + most)
    this.#at += rows.length
    return rows
  }
}

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

async function* sheetXml(
  header: readonly string[],
  rows: Rows,
  most: number,
): AsyncGenerator<string> {
  yield `${XML}<worksheet xmlns="${MAIN}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><sheetData>${rowXml(header, 1)}`
  let number = 2
  while (number < most + 2 && !(await rows.isAtEnd())) {
    const first = number
    const taken = rows.take(most + 2 - number)
    number += taken.length
    yield taken.map((cells, index) => rowXml(cells, first + index)).join('')
  }
  yield '</sheetData></worksheet>'
}

function rowXml(cells: readonly Cell[], number: number): string {
  const inside = cells.map((cell, column) => cellXml(cell, `${lettersOf(column)}${number}`))
  return `<row r="${number}">${inside.join('')}</row>`
}

/** A, B, … Z, AA, … */
function lettersOf(column: number): string {
  const last = String.fromCharCode(65 + (column % 26))
  return column < 26 ? last : `${lettersOf(Math.floor(column / 26) - 1)}${last}`
}

function cellXml(cell: Cell, at: string): string {
  if (cell === null || cell === '') return ''
  if (typeof cell === 'number') return `<c r="${at}"><v>${cell}</v></c>`
  if (typeof cell === 'boolean') return `<c r="${at}" t="b"><v>${cell ? 1 : 0}</v></c>`
  if (typeof cell === 'object')
    return `<c r="${at}" s="${DAY_STYLE}"><v>${daysBetween(DAY_ZERO, cell.day)}</v></c>`
  const text = escapeXml(cell.slice(0, CELL_CHARACTERS))
  return `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${text}</t></is></c>`
}

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Control characters that XML 1.0 forbids are left out. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these are the characters to find
      .replace(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, '')
      .replace(/[&<>"]/g, (found) => escapes[found])
  )
}

function contentTypes(sheets: readonly number[]): string {
  const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const parts = sheets.map(
    (number) =>
      `<Override PartName="/xl/worksheets/sheet${number}.xml" ContentType="${type}.worksheet+xml"/>`,
  )
  return `${XML}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${type}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${type}.styles+xml"/>${parts.join('')}</Types>`
}

function relations(targets: readonly (readonly [kind: string, target: string])[]): string {
  const items = targets.map(
    ([kind, target], index) =>
      `<Relationship Id="rId${index + 1}" Type="${OFFICE}/${kind}" Target="${target}"/>`,
  )
  return `${XML}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${items.join('')}</Relationships>`
}

function workbook(name: string, sheets: readonly number[]): string {
  const items = sheets.map(
    (number) =>
      `<sheet name="${escapeXml(number === 1 ? name : `${name} ${number}`)}" sheetId="${number}" r:id="rId${number}"/>`,
  )
  return `${XML}<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${items.join('')}</sheets></workbook>`
}

/** Style 0 as it comes, style 1 a day. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs><cellXfs count="2"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/><xf numFmtId="14" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>`
