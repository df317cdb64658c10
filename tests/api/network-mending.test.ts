import { newId } from '@changeover/shared/commands'
import type { ImportRequest } from '@changeover/shared/network'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv, type StationCells } from '../support/stations.ts'
import { csvOf } from '../support/tables.ts'
import { upload } from '../support/upload.ts'

/** The import doctor: what is wrong with a file is mended by rule, cell by cell, or by a mapping. */
let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

type Asked = Partial<Omit<ImportRequest, 'uploadId'>>

const uploaded = (...stations: StationCells[]) => upload(server, manager, stationCsv(...stations))

async function preview(uploadId: ImportRequest['uploadId'], asked: Asked = {}) {
  return manager.network.previewImport.query({ uploadId, ...asked })
}

function countsOf(file: { problems: { code: string; count: number }[] }) {
  return Object.fromEntries(file.problems.map(({ code, count }) => [code, count]))
}

const newJersey = {
  State: 'NJ',
  City: 'Newark',
  ZIP: '7105',
  Latitude: '40.73',
  Longitude: '-74.15',
}

describe('a rule', () => {
  const rules: [rule: ImportRequest['fixes'][number], bad: StationCells, code: string][] = [
    ['ZIP_LEADING_ZERO', { ID: '2', ...newJersey }, 'ZIP_SHORT'],
    ['SWAP_COORDINATES', { ID: '2', Latitude: '-122.3', Longitude: '47.6' }, 'COORDINATES_SWAPPED'],
    ['NEGATE_LONGITUDE', { ID: '2', Longitude: '122.33' }, 'OUTSIDE_COUNTRY'],
    ['STATE_FROM_POSTAL_CODE', { ID: '2', State: 'Wash' }, 'STATE_UNKNOWN'],
    ['COUNTRY_FROM_STATE', { ID: '2', Country: 'CA' }, 'COUNTRY_UNKNOWN'],
    ['STATUS_FROM_WORD', { ID: '2', 'Status Code': 'Operational' }, 'STATUS_UNKNOWN'],
    ['DECIMAL_COMMA', { ID: '2', Latitude: '47,61' }, 'NOT_A_NUMBER'],
    ['DAY_BEFORE_MONTH', { ID: '2', 'Open Date': '25/12/2024' }, 'DATE_UNREADABLE'],
    ['LEAVE_DAY_OPEN', { ID: '2', 'Open Date': 'soon' }, 'DATE_UNREADABLE'],
    ['LEAVE_COUNT_OPEN', { ID: '2', 'EV Level2 EVSE Num': '-4' }, 'COUNT_NEGATIVE'],
  ]

  it.each(rules)('%s is offered, mends its rows and says how many', async (rule, bad, code) => {
    const uploadId = await uploaded({ ID: '1' }, bad, { ...bad, ID: '3' })
    const before = await preview(uploadId)
    const group = before.file.problems.find((problem) => problem.code === code)
    expect(group).toMatchObject({ count: 2 })
    expect(group?.fixes).toContain(rule)

    const after = await preview(uploadId, { fixes: [rule] })
    expect(countsOf(after.file)).not.toHaveProperty(code)
    expect(after.file.mended).toEqual([{ fix: rule, rows: 2 }])
    expect(after.counts.stations.created).toBe(3)
  })

  it('mends only what is asked for, and leaves good rows as they are', async () => {
    const uploadId = await uploaded({ ID: '1' }, { ID: '2', ...newJersey })
    const after = await preview(uploadId, { fixes: ['SWAP_COORDINATES', 'DECIMAL_COMMA'] })
    expect(after.file.mended).toEqual([])
    expect(countsOf(after.file)).toMatchObject({ ZIP_SHORT: 1 })
  })

  it('leaves rows out on purpose, which then are neither errors nor "not seen"', async () => {
    const uploadId = await uploaded({ ID: '1' }, { ID: '1' }, { ID: '2', Latitude: '' })
    const before = await preview(uploadId)
    expect(
      before.file.problems.every(({ canDrop, severity }) => canDrop || severity === 'warning'),
    ).toBe(true)
    const after = await preview(uploadId, { dropRows: ['ID_TWICE'] })
    expect(after.file).toMatchObject({ droppedRows: 1, rejectedRows: 1, errorCount: 1 })
    const both = await preview(uploadId, { dropRows: ['ID_TWICE', 'COORDINATES_MISSING'] })
    expect(both.file).toMatchObject({ droppedRows: 2, rejectedRows: 0, errorCount: 0 })
  })

  it('about the encoding reads the file as Windows-1252', async () => {
    const bytes = Buffer.from(stationCsv({ ID: '2', City: 'Montr~al' }), 'latin1')
    bytes[bytes.indexOf('~')] = 0xe9
    const uploadId = await upload(server, manager, new Uint8Array(bytes))
    expect(countsOf((await preview(uploadId)).file)).toHaveProperty('WRONG_ENCODING')
    const { lines } = await manager.network.listPreviewLines.query({
      request: { uploadId, encoding: 'windows-1252' },
    })
    expect(lines[0].place).toContain('Montréal')
  })
})

describe('the grid', () => {
  it('shows the rows of one finding with the cells that matter, page by page', async () => {
    const bad = (ID: string): StationCells => ({ ID, 'EV Level2 EVSE Num': '-4' })
    const uploadId = await uploaded(
      { ID: '1' },
      bad('2'),
      bad('3'),
      { ID: '4', Latitude: '' },
      bad('5'),
    )
    const ask = { uploadId, code: 'COUNT_NEGATIVE' as const, limit: 2 }
    const first = await manager.network.listBadRows.query(ask)
    expect(first.columns[0]).toBe('EV Level2 EVSE Num')
    expect(first.columns).toEqual(expect.arrayContaining(['Station Name', 'City', 'ID']))
    expect(first.rows.map(({ line }) => line)).toEqual([3, 4])
    expect(first.rows[0].cells[0]).toBe('-4')
    expect(first.rows[0].problems[0]).toMatchObject({ column: 'EV Level2 EVSE Num' })
    const second = await manager.network.listBadRows.query({ ...ask, after: first.next ?? 0 })
    expect(second).toMatchObject({ rows: [{ line: 6 }], next: null })
    const all = await manager.network.listBadRows.query({ uploadId })
    expect(all.rows.map(({ line }) => line)).toEqual([3, 4, 5, 6])
  })

  it('has its corrections read as if they stood in the file', async () => {
    const uploadId = await uploaded({ ID: '1' }, { ID: '2', Latitude: '' })
    const edits = [{ line: 3, column: 'Latitude', value: '47.7' }]
    const { file, counts } = await preview(uploadId, { edits })
    expect(file).toMatchObject({ errorCount: 0, editedCells: 1 })
    expect(counts.stations.created).toBe(2)
  })

  it('corrects objects of JSON by their position', async () => {
    const station = {
      fuel_type_code: 'ELEC',
      station_name: 'X',
      state: 'WA',
      latitude: 47.6,
      longitude: -122.3,
      ev_level2_evse_num: 2,
      ev_connector_types: ['J1772'],
    }
    const objects = [
      { ...station, id: 1 },
      { ...station, id: 2, latitude: null },
    ]
    const uploadId = await upload(server, manager, JSON.stringify({ fuel_stations: objects }))
    const { rows } = await manager.network.listBadRows.query({ uploadId })
    expect(rows).toMatchObject([{ line: 2 }])
    const edits = [{ line: 2, column: 'latitude', value: '47.61' }]
    expect((await preview(uploadId, { edits })).file).toMatchObject({
      errorCount: 0,
      editedCells: 1,
    })
  })

  it('is for those who import', async () => {
    const executive = await server.signIn('executive')
    const uploadId = await uploaded({ ID: '1' })
    const refusal = await refusalOf(executive.network.listBadRows.query({ uploadId }))
    expect(refusal.code).toBe('FORBIDDEN')
  })
})

describe('what was mended', () => {
  it('travels into the import, and is recorded with it', async () => {
    const uploadId = await uploaded(
      { ID: '71', 'Station Name': 'MENDED ONE', ...newJersey },
      { ID: '72', 'Station Name': 'MENDED TWO', ...newJersey, Latitude: '' },
      { ID: '71', 'Station Name': 'TWICE', ...newJersey },
    )
    const data = {
      uploadId,
      fixes: ['ZIP_LEADING_ZERO' as const],
      dropRows: ['ID_TWICE' as const],
      edits: [{ line: 3, column: 'Latitude', value: '40.731' }],
    }
    const { result } = await manager.network.import.mutate({ commandId: newId(), data })
    expect(result.counts.stations.created).toBe(2)
    const [latest] = await manager.network.listImports.query()
    expect(latest).toMatchObject({ kind: 'stations', fixes: ['ZIP_LEADING_ZERO'], editedCells: 1 })
    const { sites } = await manager.network.listSites.query({ search: '07105' })
    expect(sites.length).toBeGreaterThan(0)

    const auditor = await server.signIn('auditor')
    const { entries } = await auditor.audit.search.query({ kind: 'network.imported' })
    expect(entries[0].payload).toMatchObject({
      repairs: {
        fixes: ['ZIP_LEADING_ZERO'],
        mended: [{ fix: 'ZIP_LEADING_ZERO', rows: 2 }],
        edits: [{ line: 3, column: 'Latitude', value: '40.731' }],
        droppedRows: 1,
      },
    })
  })
})

describe('a table of somebody\u2019s own', () => {
  const header = ['Asset', 'Title', 'Where', 'Prov', 'Breite', 'Laenge', 'Plugs', 'L2']
  const rows = [
    ['A-1', 'Library', '12 Elm St', 'WA', '47.61', '-122.33', 'J1772', '2'],
    ['A-2', 'Museum', '9 Oak Ave', 'WA', '47.62', '-122.34', 'CCS / NACS', ''],
  ]
  const mapping = {
    grain: 'station' as const,
    columns: {
      id: 'Asset',
      name: 'Title',
      street: 'Where',
      state: 'Prov',
      latitude: 'Breite',
      longitude: 'Laenge',
      connectors: 'Plugs',
      level2: 'L2',
    },
  }

  it('is asked about once: suggested at first, used without asking the next time', async () => {
    const uploadId = await upload(server, manager, csvOf(header, ...rows))
    const first = await manager.network.inspectUpload.query({ uploadId })
    expect(first).toMatchObject({ isUnusable: true, header, mapping: { isRemembered: false } })
    expect(first.mapping?.columns.columns).toMatchObject({ name: 'Title', connectors: 'Plugs' })

    await manager.network.rememberMapping.mutate({ commandId: newId(), data: { header, mapping } })
    const { counts } = await preview(uploadId, { mapping })
    expect(counts.stations.created).toBe(2)

    const reordered = csvOf(header.toReversed(), ...rows.map((row) => row.toReversed()))
    const nextId = await upload(server, manager, reordered)
    const next = await manager.network.inspectUpload.query({ uploadId: nextId })
    expect(next).toMatchObject({
      isUnusable: false,
      errorCount: 0,
      mapping: { isRemembered: true, columns: mapping },
    })
  })

  it('is refused a mapping that lacks what a station needs', async () => {
    const { latitude: _latitude, ...columns } = mapping.columns
    const data = { header, mapping: { ...mapping, columns } }
    const refusal = await refusalOf(
      manager.network.rememberMapping.mutate({ commandId: newId(), data }),
    )
    expect(refusal).toEqual({ code: 'INVALID', details: { missing: ['latitude'] } })
  })
})
