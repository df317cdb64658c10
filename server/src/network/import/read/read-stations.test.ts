import { createReadStream } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { deriveSites, type ReadResult } from '@changeover/shared/network'
import { describe, expect, it } from 'vitest'
import { readStations, type ReadOptions } from './index.ts'
import { hasRealFiles, realFile, whyNot } from './real-files.ts'

const network = 'ChargePoint Network'

function read(name: string, options: ReadOptions = { network }): Promise<ReadResult> {
  return readStations(createReadStream(realFile(name)), options)
}

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

describe.skipIf(!hasRealFiles)(`the known answers of the real files${whyNot}`, () => {
  it('holds for the site rows of 2020', async () => {
    const result = await read('afdc_us_2020-10-27.csv.gz')
    expect(result).toMatchObject({ format: 'afdc-csv', grain: 'site', rows: 40_279 })
    expect(result.electricRows).toBe(30_801)
    expect(result.stations).toHaveLength(11_208)
    expect(result.ports).toEqual({ L1: 398, L2: 36_182, DC: 1_922, unknown: 0 })
    expect(result.errorCount).toBe(0)
    expect(Object.fromEntries(result.problemCounts)).toEqual({ OUTSIDE_STATE: 2 })
  })

  it('holds for the station rows of Washington, and their sites', async () => {
    const result = await read('afdc_wa_2025-02-09.csv.gz')
    expect(result).toMatchObject({ grain: 'station', rows: 2_558, electricRows: 2_473 })
    expect(result.stations).toHaveLength(1_301)
    expect(result.ports).toEqual({ L1: 0, L2: 2_279, DC: 88, unknown: 0 })
    expect(result.networks.get(network)).toBe(1_301)
    const sites = deriveSites(
      result.stations.map((station) => ({ ...station, id: station.sourceId })),
    )
    const sizes = sites.map((site) => site.stationIds.length).sort((one, other) => one - other)
    expect(sites.length).toBeGreaterThan(490)
    expect(sites.length).toBeLessThan(536)
    expect(sizes[sizes.length >> 1]).toBe(1)
    expect(sizes.at(-1)).toBe(40)
  })

  it('holds for New York, where one field holds a line break', async () => {
    const result = await read('afdc_ny_2025-04-21.csv.gz')
    expect(result).toMatchObject({ rows: 4_857, electricRows: 4_736, errorCount: 0 })
    expect(result.stations).toHaveLength(2_246)
    expect(result.ports).toEqual({ L1: 0, L2: 3_950, DC: 144, unknown: 0 })
  })

  it('knows the connectors of every single-cable and dual-cable station of Washington', async () => {
    const { stations } = await read('afdc_wa_2025-02-09.csv.gz')
    const mixes = new Map<string, number>()
    for (const { connectors } of stations) {
      const mix = connectors.toSorted().join('+')
      mixes.set(mix, (mixes.get(mix) ?? 0) + 1)
    }
    expect(Object.fromEntries(mixes)).toEqual({
      J1772: 1_216,
      'CCS1+CHADEMO': 68,
      'CCS1+NACS': 12,
      CCS1: 5,
    })
    const unknown = stations.filter(({ ports }) =>
      ports.some((port) => port.connectors.length === 0),
    )
    expect(unknown.every(({ ports, asks }) => ports.length > 1 && asks.length > 0)).toBe(true)
  })

  it('holds for a file that went through a spreadsheet, and heals its ZIPs by rule', async () => {
    const name = 'afdc_nj_2026-08-26_excel_roundtripped_sample.csv'
    const asItIs = await read(name)
    expect(asItIs.stations).toHaveLength(4)
    expect(Object.fromEntries(asItIs.problemCounts)).toEqual({ ZIP_SHORT: 4 })
    expect(asItIs.stations[0]).toMatchObject({ city: 'Princeton', openedOn: '2011-10-15' })
    const healed = await read(name, { fixes: new Set(['ZIP_LEADING_ZERO']) })
    expect(healed.problems).toEqual([])
    expect(healed.stations.map(({ postalCode }) => postalCode)).toContain('07105')
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
    ['is a zip bomb', [gzipSync(Buffer.alloc(40_000_000, `${HEADER}\n`))], 'TOO_COMPRESSED'],
    ['has ten thousand columns', ['a,'.repeat(10_000), '\n'], 'TOO_MANY_COLUMNS'],
    ['has an endless line', Array.from({ length: 40 }, () => 'x'.repeat(65_536)), 'ROW_TOO_LONG'],
    ['lacks a column', [HEADER.replace('Latitude,', ''), '\n', ROW], 'COLUMN_MISSING'],
    ['has a column twice', [`${HEADER},ID\n${ROW},8`], 'COLUMN_TWICE'],
  ])('%s', async (_what, parts, code) => {
    const result = await readStations(bytes(...parts))
    expect(codes(result)).toContain(code)
    expect(result).toMatchObject({ isUnusable: true, stations: [] })
  })

  it('is larger than the limit', async () => {
    const result = await readStations(bytes(`${HEADER}\n`, `${ROW}\n`.repeat(100)), {
      limits: { maxBytes: 1_000 },
    })
    expect(codes(result)).toEqual(['TOO_LARGE'])
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
