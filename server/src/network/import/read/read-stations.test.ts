import { gzipSync } from 'node:zlib'
import type { ReadResult } from '@changeover/shared/network'
import { describe, expect, it } from 'vitest'
import { readStations } from './index.ts'

async function* bytes(...parts: (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const part of parts) yield typeof part === 'string' ? Buffer.from(part) : part
}

function codes(result: ReadResult): string[] {
  return [...result.problemCounts.keys()]
}

const HEADER =
  'Fuel Type Code,Station Name,Street Address,City,State,ZIP,EV Level1 EVSE Num,EV Level2 EVSE Num,EV DC Fast Count,EV Network,Latitude,Longitude,ID,EV Connector Types,Open Date,Restricted Access'
const ROW =
  'ELEC,Depot 1,1 Main St,Tacoma,WA,98402,,2,,ChargePoint Network,47.25,-122.44,7,J1772,2024-05-01,false'

const BLANK = `${HEADER.replaceAll(/[^,]/g, '')}\n`

describe('a unit file', () => {
  const header = `${HEADER},EV J1772 Connector Count,EV J1772 Power Output (kW),EV CCS Connector Count,EV CCS Power Output (kW),EV J3400 Connector Count,EV J3400 Power Output (kW),Snapshot Date`
  const unit = (level2: string, dc: string, plugs: string) =>
    `${ROW.replace(',2,,', `,${level2},${dc},`)},${plugs},2026-08-19`

  it('has a row for each unit, which together are one station', async () => {
    const rows = [unit('1', '', '1,6.5,0,,0,'), unit('', '1', '0,,1,200,1,200')]
    const result = await readStations(bytes([header, ...rows].join('\n')))
    expect(result).toMatchObject({
      format: 'afdc-units-csv',
      grain: 'unit',
      stationRows: 2,
      problems: [],
    })
    expect(result.stations).toHaveLength(1)
    expect(result.stations[0].ports).toEqual([
      { level: 'L2', powerKw: 6.5, connectors: ['J1772'] },
      { level: 'DC', powerKw: 200, connectors: ['CCS1', 'NACS'] },
    ])
  })
})

describe('a station file', () => {
  it('is the same plain and packed, in one piece or in many', async () => {
    const text = `${HEADER}\n${ROW}\n`
    const plain = await readStations(bytes(text))
    const packed = gzipSync(text)
    expect(await readStations(bytes(packed))).toEqual(plain)
    expect(await readStations(bytes(...[...packed].map((byte) => Uint8Array.of(byte))))).toEqual(
      plain,
    )
    expect(plain.stations).toHaveLength(1)
  })

  it('is the same with CRLF, a byte order mark, semicolons or UTF-16', async () => {
    const { stations } = await readStations(bytes(`${HEADER}\n${ROW}\n`))
    for (const variant of [
      `${HEADER}\r\n${ROW}\r\n`,
      `\uFEFF${HEADER}\n${ROW}`,
      `${HEADER}\r${ROW}`,
      `${HEADER}\n${ROW}\n`.replaceAll(',', ';'),
    ]) {
      expect((await readStations(bytes(variant))).stations).toEqual(stations)
      const utf16 = Buffer.from(`\uFEFF${variant}`, 'utf16le')
      expect((await readStations(bytes(utf16))).stations).toEqual(stations)
    }
  })

  it('tells how many bytes of it have been read', async () => {
    const seen: number[] = []
    await readStations(bytes(HEADER, '\n', ROW), { onProgress: (count) => seen.push(count) })
    expect(seen.at(-1)).toBe(HEADER.length + 1 + ROW.length)
  })
})

describe('a file that cannot be used', () => {
  it.each([
    ['is empty', [''], 'EMPTY_FILE'],
    ['has a header only', [HEADER], 'EMPTY_FILE'],
    [
      'is an image',
      [Uint8Array.from([0x89, 80, 78, 71, 13, 10, 26, 10, 0, 0, 0, 13, 1, 2, 3])],
      'NOT_A_TABLE',
    ],
    ['is prose', ['It was a dark and stormy night.\nThe end.'], 'NOT_A_TABLE'],
    ['is another table', ['name,age\nAda,36\n'], 'UNKNOWN_FORMAT'],
    [
      'is a gzip cut short',
      [gzipSync(`${HEADER}\n${ROW}\n`.repeat(50)).subarray(0, -40)],
      'TRUNCATED_FILE',
    ],
    ['is a damaged gzip', [gzipSync(HEADER).fill(7, 12, 40)], 'CORRUPT_FILE'],
    [
      'is a zip bomb',
      [gzipSync(Buffer.concat([Buffer.from(`${HEADER}\n`), Buffer.alloc(40_000_000, BLANK)]))],
      'TOO_COMPRESSED',
    ],
    ['has ten thousand columns', ['a,'.repeat(10_000), '\n'], 'TOO_MANY_COLUMNS'],
    ['has an endless line', Array.from({ length: 40 }, () => 'x'.repeat(65_536)), 'ROW_TOO_LONG'],
    ['lacks a column', [HEADER.replace('Latitude,', ''), '\n', ROW], 'COLUMN_MISSING'],
    ['has a column twice', [`${HEADER},ID\n${ROW},8`], 'COLUMN_TWICE'],
  ])('%s', async (_what, parts, code) => {
    const result = await readStations(bytes(...parts))
    expect(codes(result)).toContain(code)
    expect(result).toMatchObject({ isUnusable: true, stations: [] })
  })

  it.each([
    ['no table', 'PNG\x01\x02\x03\x04\x05\x06\x07\x08'],
    ['another table', 'name,age\nAda,36\n'],
    ['a station file', `${HEADER}\n${ROW}\n`],
    ['a packed one', gzipSync(`${HEADER}\n${'x,'.repeat(200)}\n`)],
  ])('is let go of when it is %s', async (_what, content) => {
    let isOpen = true
    async function* source() {
      try {
        for (let piece = 0; piece < 3; piece++) yield Buffer.from(content)
      } finally {
        isOpen = false
      }
    }
    await readStations(source())
    expect(isOpen).toBe(false)
  })

  it('is larger than the limit', async () => {
    const result = await readStations(bytes(`${HEADER}\n`, `${ROW}\n`.repeat(100)), {
      limits: { maxBytes: 1_000 },
    })
    expect(codes(result)).toEqual(['TOO_LARGE'])
  })
})

describe('a file that would fill the memory', () => {
  const many = (count: number, row: (index: number) => string) =>
    readStations(
      bytes(`${HEADER}\n`, ...Array.from({ length: count }, (_unused, index) => `${row(index)}\n`)),
    )

  it.each([
    [
      'by its ports',
      600,
      (id: number) => ROW.replace(',7,', `,${id},`).replace(',2,,', ',1999,,'),
      'TOO_MANY_PORTS',
    ],
    ['by its errors', 50_001, () => ROW.replace('WA', 'XX'), 'TOO_MANY_ERRORS'],
  ])('is given up %s', async (_how, count, row, code) => {
    const result = await many(count, row)
    expect(codes(result)).toContain(code)
    expect(result).toMatchObject({ isUnusable: true, stations: [] })
  })
})

describe('rows with errors', () => {
  it('are all reported at once, with line and column, and the good ones are read', async () => {
    const rows = [
      ROW,
      ROW.replace('47.25', ''),
      ROW.replace(',2,,', ',-2,,').replace(',7,', ',8,'),
      ROW.replace(',2,,', ',two,,').replace(',7,', ',9,'),
      ROW.replace('2024-05-01', '2024-13-01').replace(',7,', ',10,'),
      ROW.replace(',WA,', ',ZZ,').replace(',7,', ',11,'),
      ROW,
      `${ROW},surplus`,
      ROW.replace('47.25,-122.44', '-122.44,47.25').replace(',7,', ',12,'),
      ROW.replace('47.25,-122.44', '0,0').replace(',7,', ',13,'),
      ROW.replace('ELEC', 'WOOD'),
      ROW.replace('Depot', '"Depot" x'),
    ]
    const result = await readStations(bytes([HEADER, ...rows].join('\n')))
    expect(result.problems.map(({ line, column, code }) => [line, column, code])).toEqual([
      [3, 'Latitude', 'COORDINATES_MISSING'],
      [4, 'EV Level2 EVSE Num', 'COUNT_NEGATIVE'],
      [5, 'EV Level2 EVSE Num', 'NOT_A_NUMBER'],
      [6, 'Open Date', 'DATE_UNREADABLE'],
      [7, 'State', 'STATE_UNKNOWN'],
      [8, 'ID', 'ID_TWICE'],
      [9, null, 'COLUMN_COUNT'],
      [10, 'Latitude', 'COORDINATES_SWAPPED'],
      [11, 'Latitude', 'COORDINATES_ZERO'],
      [12, 'Fuel Type Code', 'FUEL_UNKNOWN'],
      [13, null, 'BAD_QUOTES'],
    ])
    expect(result.stations).toHaveLength(1)
    expect(result.rejected.map(({ line }) => line)).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
  })

  it('say which cells are not UTF-8, and are read when the encoding is named', async () => {
    const latin = Buffer.from(`${HEADER}\n${ROW}`.replace('Depot', 'Café'), 'latin1')
    const result = await readStations(bytes(latin))
    expect(result.problems).toMatchObject([
      { code: 'WRONG_ENCODING', line: 2, column: 'Station Name' },
    ])
    const read = await readStations(bytes(latin), { encoding: 'windows-1252' })
    expect(read.stations[0].name).toBe('Café 1')
  })

  it('can be corrected cell by cell', async () => {
    const result = await readStations(bytes(`${HEADER}\n${ROW.replace('47.25', 'north')}`), {
      edits: [{ line: 2, column: 'Latitude', value: '47.3' }],
    })
    expect(result.stations[0].lat).toBe(47.3)
  })

  it('lose one row to a missing quotation mark, not those after it', async () => {
    const rows = [
      ROW.replace('Depot 1', '"Depot 1'),
      ...['8', '9', '10'].map((id) => ROW.replace(',7,', `,${id},`)),
    ]
    const result = await readStations(bytes([HEADER, ...rows].join('\n')))
    expect(result.problems).toMatchObject([{ line: 2, code: 'BAD_QUOTES' }])
    expect(result.stations.map(({ sourceId }) => sourceId)).toEqual(['8', '9', '10'])
  })
})

describe('what is merely unusual', () => {
  it('goes in with a warning', async () => {
    const rows = [
      ROW.replace(',2,,', ',24,,'),
      ROW.replace(',2,,', ',,,').replace(',7,', ',8,'),
      ROW.replace('J1772', 'J1772 AVCON').replace(',7,', ',9,'),
      ROW.replace('47.25', '44.5').replace(',7,', ',10,'),
    ]
    const result = await readStations(
      bytes([`${HEADER},Colour`, ...rows.map((row) => `${row},red`)].join('\n')),
    )
    expect(codes(result)).toEqual([
      'COLUMN_UNKNOWN',
      'PORTS_MANY',
      'PORTS_NONE',
      'CONNECTOR_UNKNOWN',
      'OUTSIDE_STATE',
    ])
    expect(result.stations).toHaveLength(4)
    expect(result).toMatchObject({ errorCount: 0, unknownColumns: ['Colour'] })
  })
})
