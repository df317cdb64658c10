import { parseDay } from '@changeover/shared/time'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { csvOf, xlsxOf, type Cell } from './index.ts'

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
      ['ü 漢 🔌', 0, false],
    ]
    const workbook = await bytesOf(xlsxOf('Sites', ['name', 'n', 'is'], pagesOf(rows)))
    const [sheet] = await readXlsxFile(workbook)
    expect(sheet.data).toEqual([['name', 'n', 'is'], ...rows])
  })

  it('holds days as days, and leaves out what XML cannot say', async () => {
    const rows: Cell[][] = [[{ day: parseDay('2026-11-23') }, 'bell\u0007 \uD800', null]]
    const workbook = await bytesOf(xlsxOf('Sites', ['day', 'text', 'none'], pagesOf(rows)))
    const [sheet] = await readXlsxFile(workbook)
    expect(sheet.data[1]).toEqual([new Date('2026-11-23T00:00:00Z'), 'bell \uFFFD', null])
    expect(await textOf(csvOf(['day'], pagesOf([[{ day: parseDay('2026-11-23') }]])))).toBe(
      '\uFEFFday\r\n2026-11-23\r\n',
    )
  })

  it('is a workbook even when nothing is found', async () => {
    const [sheet] = await readXlsxFile(await bytesOf(xlsxOf('Sites', ['n'], pagesOf())))
    expect(sheet.data).toEqual([['n']])
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
