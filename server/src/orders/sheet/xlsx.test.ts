import { SHEET_COLUMNS, sheetColumns } from '@changeover/shared/orders'
import readXlsx from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import type { SheetRow } from './rows.ts'
import { xlsxOf } from './xlsx.ts'

const row = (number: number, more: Partial<SheetRow> = {}): SheetRow => ({
  // Object.fromEntries loses the keys that it is given.
  ...(Object.fromEntries(sheetColumns.map((column) => [column, null])) as SheetRow),
  number,
  ...more,
})

async function* pages(...all: SheetRow[][]) {
  yield* all
}

async function bytesOf(stream: AsyncIterable<Buffer>): Promise<Buffer> {
  return Buffer.concat(await Array.fromAsync(stream))
}

describe('orders as an Excel workbook', () => {
  it('is read by another library as it was written', async () => {
    const site = '=Harbor <&> "Søn" 🔌\u0007'
    const file = await bytesOf(
      xlsxOf(pages([row(7, { site, priority: 2, scheduledOn: '2026-11-23' })], [row(8)])),
    )
    const [sheet] = await readXlsx(file)
    const [head, first, second] = sheet.data
    expect(head).toEqual(sheetColumns.map((column) => SHEET_COLUMNS[column].head))
    const cell = (column: (typeof sheetColumns)[number]) => first[sheetColumns.indexOf(column)]
    expect(cell('number')).toBe(7)
    expect(cell('priority')).toBe(2)
    expect(cell('site')).toBe('=Harbor <&> "Søn" 🔌')
    expect(cell('scheduledOn')).toEqual(new Date('2026-11-23T00:00:00Z'))
    expect(cell('crew')).toBeNull()
    expect(second[0]).toBe(8)
  })

  it('goes on in another sheet where one is full, and begins none for nothing', async () => {
    const numbers = Array.from({ length: 5 }, (_unused, index) => row(index + 1))
    const file = await bytesOf(xlsxOf(pages(numbers.slice(0, 3), [], numbers.slice(3)), 3))
    const sheets = await readXlsx(file)
    expect(sheets.map(({ sheet, data }) => [sheet, data.length])).toEqual([
      ['Work orders', 3],
      ['Work orders 2', 3],
      ['Work orders 3', 2],
    ])
  })

  it('is a workbook even when no order is found', async () => {
    const [sheet] = await readXlsx(await bytesOf(xlsxOf(pages())))
    expect(sheet.data).toHaveLength(1)
  })
})
