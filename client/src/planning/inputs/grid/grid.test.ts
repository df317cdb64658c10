import { INPUT_LISTS } from '@changeover/shared/planning'
import { describe, expect, it } from 'vitest'
import { blockWrites, readBlock } from './paste.ts'
import { shiftDay } from './shift-day.ts'

describe('a block from a spreadsheet', () => {
  it('is cells between tabs, rows between line ends, with quotes taken off', () => {
    expect(readBlock('a\tb\r\n"c, d"\t"say ""x"""\r\n')).toEqual([
      ['a', 'b'],
      ['c, d', 'say "x"'],
    ])
  })

  it('goes where the cursor is, to the right and down, past what cannot be written', () => {
    const { columns } = INPUT_LISTS.permits
    const shown = columns.filter(({ isHidden }) => !isHidden)
    const state = shown.findIndex(({ key }) => key === 'state')
    expect(blockWrites(readBlock('x\t20\ny\t30'), { row: 4, column: state }, shown)).toEqual([
      { row: 4, column: 'leadDays', text: '20' },
      { row: 5, column: 'leadDays', text: '30' },
    ])
  })

  it('leaves out what runs over the right edge', () => {
    const { columns } = INPUT_LISTS.travel
    expect(blockWrites([['a', 'b', 'c']], { row: 0, column: 2 }, columns)).toHaveLength(1)
  })
})

describe('a day', () => {
  it('is moved by as many days as are written with a sign', () => {
    expect(shiftDay('+14', '2026-12-24')).toBe('2027-01-07')
    expect(shiftDay('-1d', '2026-12-01')).toBe('2026-11-30')
    expect(shiftDay('2026-12-05', '2026-12-01')).toBe('2026-12-05')
    expect(shiftDay('+14', '')).toBe('+14')
  })
})
