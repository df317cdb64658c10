import { crc32, deflateRawSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { readStations, type ReadOptions } from './index.ts'

/** A ZIP archive of the given files. */
function zip(files: Record<string, Buffer | string>): Buffer {
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [name, content] of Object.entries(files)) {
    const bytes = Buffer.from(content)
    const packed = deflateRawSync(bytes)
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt32LE(crc32(bytes), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(bytes.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, Buffer.from(name), packed])
    const rest = Buffer.alloc(14)
    rest.writeUInt32LE(offset, 10)
    directory.push(
      Buffer.concat([Buffer.from('PK\x01\x02\x14\x00'), common, rest, Buffer.from(name)]),
    )
    locals.push(local)
    offset += local.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...locals, ...directory, end])
}

const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

function workbook(rows: (string | number)[][], sheets = 1, sheetXml?: string): Buffer {
  const cell = (value: string | number) =>
    typeof value === 'number' ? `<v>${value}</v>` : `<is><t>${value}</t></is>`
  const xml = rows
    .map((row, y) => {
      const cells = row.map((value, x) => {
        const type = typeof value === 'number' ? 'n' : 'inlineStr'
        const name = `${String.fromCharCode(65 + x)}${y + 1}`
        return `<c r="${name}" t="${type}">${cell(value)}</c>`
      })
      return `<row r="${y + 1}">${cells.join('')}</row>`
    })
    .join('')
  const names = Array.from({ length: sheets }, (_unused, index) => index + 1)
  return zip({
    '[Content_Types].xml':
      '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${names
      .map((id) => `<sheet name="S${id}" sheetId="${id}" r:id="rId${id}"/>`)
      .join('')}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}">${names
      .map(
        (id) =>
          `<Relationship Id="rId${id}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${id}.xml"/>`,
      )
      .join('')}</Relationships>`,
    ...Object.fromEntries(
      names.map((id) => [
        `xl/worksheets/sheet${id}.xml`,
        sheetXml ?? `<worksheet xmlns="${MAIN}"><sheetData>${xml}</sheetData></worksheet>`,
      ]),
    ),
  })
}

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
