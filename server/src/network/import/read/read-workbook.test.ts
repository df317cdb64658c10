import { describe, expect, it } from 'vitest'
import { readStations, type ReadOptions } from './index.ts'
import { workbook, zip } from './sample-workbook.ts'

function read(bytes: Buffer, options: ReadOptions = {}) {
  async function* pieces() {
    yield bytes
  }
  return readStations(pieces(), options)
}

const rows = [
  ['Asset', 'Label', 'St', 'Lat', 'Lon', 'DC', 'Plugs', 'Opened', 'Colour'],
  ['A1', 'Depot 1', 'WA', 47.25, -122.44, 1, 'CCS, NACS', '2024-05-01', 'red'],
  ['A2', 'Depot 2', 'WA', 47.26, -122.44, -1, 'CCS', '5/2/2024', 'red'],
]
const mapping = {
  grain: 'station' as const,
  columns: {
    id: 'Asset',
    name: 'Label',
    state: 'St',
    latitude: 'Lat',
    longitude: 'Lon',
    dcFast: 'DC',
    connectors: 'Plugs',
    openDate: 'Opened',
  },
}

describe('a workbook', () => {
  it('is read under a mapping, with its problems by row and column', async () => {
    const result = await read(workbook(rows), { mapping })
    expect(result).toMatchObject({ format: 'table', rows: 2, unknownColumns: ['Colour'] })
    expect(result.stations).toMatchObject([
      {
        sourceId: 'A1',
        source: 'csv',
        lat: 47.25,
        openedOn: '2024-05-01',
        ports: [{ level: 'DC', connectors: ['CCS1', 'NACS'] }],
      },
    ])
    expect(result.problems).toMatchObject([
      { code: 'COLUMN_UNKNOWN', column: 'Colour' },
      { code: 'COUNT_NEGATIVE', line: 3, column: 'DC' },
    ])
  })

  it('asks for a mapping by its header', async () => {
    const result = await read(workbook(rows))
    expect(result.header).toEqual(rows[0])
    expect(result.problems).toMatchObject([{ code: 'UNKNOWN_FORMAT' }])
  })

  it('says that sheets are left out', async () => {
    const result = await read(workbook(rows, 2), { mapping })
    expect(result.problems).toMatchObject([{ code: 'SHEETS_LEFT_OUT', data: { count: 1 } }, {}, {}])
  })

  it.each([
    [
      'has formulas',
      workbook(
        [],
        1,
        '<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>',
      ),
      'HAS_FORMULAS',
    ],
    [
      'is a bomb',
      zip({
        'xl/workbook.xml': '<workbook/>',
        'xl/worksheets/sheet1.xml': Buffer.alloc(250_000_000),
      }),
      'TOO_COMPRESSED',
    ],
    ['ends early', workbook(rows).subarray(0, -30), 'TRUNCATED_FILE'],
    ['is another archive', zip({ 'a.txt': 'hello' }), 'NOT_A_TABLE'],
    ['is damaged', workbook(rows, 1, '<worksheet><sheetData><row'), 'CORRUPT_FILE'],
  ])('is not read when it %s', async (_what, bytes, code) => {
    const result = await read(bytes, { mapping })
    expect([...result.problemCounts.keys()]).toEqual([code])
    expect(result).toMatchObject({ isUnusable: true, stations: [] })
  })
})
