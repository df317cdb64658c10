import fc from 'fast-check'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { csvOf, escapeFormula, plainText, xlsxOf, type Cell } from './index.ts'

async function* pagesOf(...pages: Cell[][][]) {
  for (const page of pages) yield await Promise.resolve(page)
}

async function textOf(chunks: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const chunk of chunks) text += chunk
  return text
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = []
  for await (const chunk of chunks) parts.push(chunk)
  return Buffer.concat(parts)
}

describe('a formula', () => {
  it('is never left as one, and every text comes back as it was', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^['=+\-@\t]{0,3}[a-z0-9]{0,3}$/)),
        (text) => {
          const escaped = escapeFormula(text)
          expect(plainText(escaped)).toBe(text)
          expect(/^[=+\-@\t\r]/.test(escaped) && Number.isNaN(Number(escaped))).toBe(false)
        },
      ),
    )
  })

  it('is no number: a longitude keeps its sign', () => {
    expect(['-122.3', '+1', '=1+1', '-SUM(A1)', "'=x"].map(escapeFormula)).toEqual([
      '-122.3',
      '+1',
      "'=1+1",
      "'-SUM(A1)",
      "''=x",
    ])
  })
})

describe('a file', () => {
  it('is CSV by RFC 4180 with a mark for spreadsheets', async () => {
    const text = await textOf(
      csvOf(['name', 'n'], pagesOf([['a "b", c', 1]], [['line\nbreak', null]], [['=1+1', true]])),
    )
    expect(text).toBe(`\uFEFFname,n\r\n"a ""b"", c",1\r\n"line\nbreak",\r\n'=1+1,true\r\n`)
  })

  it('is a workbook that another reader reads', async () => {
    const rows: Cell[][] = [
      ['Tom & <Jerry> "x"', 1.5, true],
      ['=1+1', -122.3, null],
      ['ü 漢', 0, false],
    ]
    const workbook = await bytesOf(xlsxOf('Sites', ['name', 'n', 'is'], pagesOf(rows)))
    const [sheet] = await readXlsxFile(workbook)
    expect(sheet.data).toEqual([['name', 'n', 'is'], ...rows])
  })

  it('begins a further sheet where one is full', async () => {
    const rows = Array.from({ length: 10 }, (_unused, index) => [index])
    const workbook = await bytesOf(
      xlsxOf('Sites', ['n'], pagesOf(rows.slice(0, 7), rows.slice(7)), 5),
    )
    const sheets = await readXlsxFile(workbook)
    expect(sheets.map(({ sheet }) => sheet)).toEqual(['Sites', 'Sites 2', 'Sites 3'])
    expect(sheets.map(({ data }) => data.length)).toEqual([5, 5, 3])
  })

  it('fails as a whole when its rows fail', async () => {
    async function* broken() {
      yield await Promise.resolve([['a']])
      throw new Error('the database went away')
    }
    await expect(bytesOf(xlsxOf('Sites', ['n'], broken()))).rejects.toThrow('went away')
  })
})
