import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CsvSplitter, detectDelimiter } from './split.ts'

function split(
  text: string,
  { sizes = [text.length || 1], columns = 0, maxRowLength = 10_000 } = {},
) {
  const rows: { cells: string[]; line: number; isDamaged: boolean }[] = []
  const splitter = new CsvSplitter({
    delimiter: ',',
    maxColumns: 100,
    maxRowLength,
    onRow: (cells, line, isDamaged) => rows.push({ cells, line, isDamaged }),
  })
  splitter.columns = columns
  let at = 0
  for (let piece = 0; at < text.length; piece++) {
    const size = sizes[piece % sizes.length]
    splitter.push(text.slice(at, at + size))
    at += size
  }
  splitter.end()
  return { rows, cells: rows.map((row) => row.cells), fault: splitter.fault }
}

const anyCell = fc.string({ unit: fc.constantFrom('a', 'é', ' ', ',', '"', '\n', '\r', '7') })
const anyTable = fc.array(fc.array(anyCell, { minLength: 2, maxLength: 5 }), { minLength: 1 })
const anySizes = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 })

function quote(cell: string): string {
  return `"${cell.replaceAll('"', '""')}"`
}

describe('the rows of a CSV', () => {
  it('come back as they were written, wherever the pieces end', () => {
    fc.assert(
      fc.property(anyTable, fc.constantFrom('\n', '\r\n', '\r'), anySizes, (table, end, sizes) => {
        const text = table.map((row) => row.map(quote).join(',')).join(end)
        expect(split(text, { sizes }).cells).toEqual(table)
        expect(split(text + end, { sizes }).cells).toEqual(table)
      }),
    )
  })

  it('need no quotation marks where a cell has nothing special', () => {
    expect(split('a,b\r\n1,,\r\n').cells).toEqual([
      ['a', 'b'],
      ['1', '', ''],
    ])
    expect(split('5" pipe,x').cells).toEqual([['5" pipe', 'x']])
  })

  it('say the line that they begin at, also after a line break inside a cell', () => {
    expect(split('a,b\n"1\n2",3\nc,d').rows.map(({ line }) => line)).toEqual([1, 2, 4])
  })

  it('are the same for any text, in one piece or in many', () => {
    const anyText = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r'), maxLength: 60 })
    fc.assert(
      fc.property(anyText, anySizes, (text, sizes) => {
        expect(split(text, { sizes, columns: 3 })).toEqual(split(text, { columns: 3 }))
      }),
    )
  })
})

describe('a damaged row', () => {
  it('costs its first line only when a quotation mark is missing', () => {
    const { rows } = split('a,b\n"1,2\n3,4\n5,"6"\n7,8', { columns: 2 })
    expect(rows.filter(({ isDamaged }) => isDamaged).map(({ line }) => line)).toEqual([2])
    expect(rows.map(({ cells }) => cells.at(-1))).toEqual(['b', '2', '4', '6', '8'])
  })

  it('is one with text behind a closing quotation mark', () => {
    expect(split('"a" b,c').rows).toEqual([{ cells: ['a b', 'c'], line: 1, isDamaged: true }])
  })

  it('ends the reading when it is longer than any row', () => {
    expect(split('x'.repeat(200), { sizes: [50], maxRowLength: 100 }).fault).toBe('ROW_TOO_LONG')
  })
})

describe('the delimiter', () => {
  it.each([
    ['a,b,c', ','],
    ['a;b;"c,d,e,f"', ';'],
    ['a\tb', '\t'],
    ['a|b|c', '|'],
    ['a', ','],
  ])('of %s is told from the header', (header, delimiter) => {
    expect(detectDelimiter(header)).toBe(delimiter)
  })
})
