import { describe, expect, it } from 'vitest'
import { toCsv } from './table.ts'

describe('the CSV of a chart', () => {
  it('quotes what needs it and leaves gaps empty', () => {
    const csv = toCsv({
      columns: ['Day', 'Done'],
      rows: [
        ['a, "b"', null],
        ['c', 3],
      ],
    })
    expect(csv).toBe('Day,Done\r\n"a, ""b""",\r\nc,3')
  })
  it('is no formula in anybody’s spreadsheet', () => {
    expect(toCsv({ columns: ['=1+1'], rows: [['-2'], [-2]] })).toBe("'=1+1\r\n'-2\r\n-2")
  })
})
