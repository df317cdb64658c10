import { newId } from '@changeover/shared/commands'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, startTestServer, type Client, type TestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
})
afterAll(() => server.close())

const good = { ID: '1' }
const gzip = (text: string) => new Uint8Array(gzipSync(text))

async function inspect(content: string | Uint8Array<ArrayBuffer>) {
  const uploadId = await upload(server, manager, content)
  return { uploadId, ...(await manager.network.inspectUpload.query({ uploadId })) }
}

async function importRefusal(uploadId: Awaited<ReturnType<typeof upload>>) {
  return refusalOf(manager.network.import.mutate({ commandId: newId(), data: { uploadId } }))
}

const unusable: [name: string, content: string | Uint8Array<ArrayBuffer>, code: string][] = [
  ['is no CSV', new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0, 0, 1, 2, 3, 0]), 'NOT_A_TABLE'],
  ['is empty', '', 'EMPTY_FILE'],
  ['has a header only', stationCsv(), 'EMPTY_FILE'],
  ['misses a column', stationCsv(good).replace('Latitude', 'Height'), 'COLUMN_MISSING'],
  ['is a gzip cut off', gzip(stationCsv(good)).slice(0, -20), 'TRUNCATED_FILE'],
  ['is a zip bomb', gzip(stationCsv(good) + '\n'.repeat(60_000_000)), 'TOO_COMPRESSED'],
  [
    'has nothing but bad rows',
    `${stationCsv(good)}${'ELEC,a,b\n'.repeat(200_000)}`,
    'TOO_MANY_ERRORS',
  ],
  ['has ten thousand columns', `${'a,'.repeat(10_000)}\n1,2\n`, 'TOO_MANY_COLUMNS'],
]

describe('a file that', () => {
  it.each(unusable)('%s is refused as a whole, with the reason', async (_name, content, code) => {
    const { uploadId, ...file } = await inspect(content)
    expect(file.isUnusable).toBe(true)
    expect(file.problems.map((problem) => problem.code)).toContain(code)
    expect(await importRefusal(uploadId)).toMatchObject({ code: 'FILE_UNREADABLE' })
    expect(await manager.network.summary.query()).toMatchObject({ sites: 0 })
  })
})

const badRows: [name: string, cells: Parameters<typeof stationCsv>[0], code: string][] = [
  ['without coordinates', { ID: '2', Latitude: '' }, 'COORDINATES_MISSING'],
  ['with coordinates at 0, 0', { ID: '2', Latitude: '0', Longitude: '0' }, 'COORDINATES_ZERO'],
  [
    'with swapped coordinates',
    { ID: '2', Latitude: '-122.33', Longitude: '47.6' },
    'COORDINATES_SWAPPED',
  ],
  ['whose id stands twice', { ID: '1' }, 'ID_TWICE'],
  ['with a negative count', { ID: '2', 'EV Level2 EVSE Num': '-4' }, 'COUNT_NEGATIVE'],
  ['in an unknown state', { ID: '2', State: 'QQ' }, 'STATE_UNKNOWN'],
]

describe('a row', () => {
  it.each(badRows)(
    '%s is an error with its line, and keeps the file out',
    async (_name, cells, code) => {
      const { uploadId, ...file } = await inspect(stationCsv(good, cells))
      const problem = file.problems.find((group) => group.code === code)
      expect(problem).toMatchObject({ severity: 'error', count: 1 })
      expect(problem?.samples[0].line).toBe(3)
      expect(await importRefusal(uploadId)).toMatchObject({
        code: 'IMPORT_HAS_ERRORS',
        details: { rejectedRows: 1 },
      })
      expect(await manager.network.summary.query()).toMatchObject({ sites: 0 })
    },
  )

  it('in another encoding is an error with its line', async () => {
    const bytes = Buffer.from(stationCsv(good, { ID: '2', City: 'Montr~al' }), 'latin1')
    bytes[bytes.indexOf('~')] = 0xe9
    const file = await inspect(new Uint8Array(bytes))
    expect(file.problems.map(({ code }) => code)).toContain('WRONG_ENCODING')
  })

  it('that is merely unusual goes in with a warning', async () => {
    const file = await inspect(
      stationCsv(
        { ID: '1', 'EV Level2 EVSE Num': '24' },
        { ID: '2', 'EV Level2 EVSE Num': '', 'EV Connector Types': '' },
      ),
    )
    expect(file).toMatchObject({ errorCount: 0, rejectedRows: 0 })
    expect(file.problems.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['PORTS_MANY', 'PORTS_NONE']),
    )
  })
})

describe('the good rows of a file with errors', () => {
  const text = stationCsv(
    good,
    { ID: '2', 'Station Name': '=cmd()', Latitude: '' },
    { ID: '3', 'EV Level2 EVSE Num': '-1' },
  )

  it('are imported when the person chooses so; the others can be downloaded, mended and uploaded', async () => {
    const uploadId = await upload(server, manager, text)
    const receipt = await manager.network.import.mutate({
      commandId: newId(),
      data: { uploadId, acceptGoodRows: true },
    })
    expect(receipt.result.counts).toMatchObject({ stations: { created: 1 }, rejectedRows: 2 })

    const ask = (cookie: string) =>
      fetch(`${server.url}/api/files/upload/${uploadId}/rejected.csv`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json' },
        body: JSON.stringify({ network: null }),
      })
    const dispatcher = await server.signIn('dispatcher')
    expect((await ask(dispatcher.cookie)).status).toBe(403)
    const response = await ask(manager.cookie)
    const csv = await response.text()
    expect(csv).toContain("'=cmd()")
    expect(csv).toContain(',-122.3301,')
    const mended = csv.replace(',,-122.3301', ',47.6,-122.3301').replace(',-1,', ',1,')
    const again = await inspect(mended)
    expect(again).toMatchObject({ errorCount: 0, electricRows: 2 })
  })

  it('do not make the stations of the rejected rows "not seen"', async () => {
    const uploadId = await upload(
      server,
      manager,
      stationCsv({ ID: '1', Latitude: '' }, { ID: '9' }),
    )
    const { counts } = await manager.network.previewImport.query({ uploadId, acceptGoodRows: true })
    expect(counts.stations).toMatchObject({ notSeen: 0, outside: 1 })
  })
})

describe('an upload', () => {
  it('past the limit is refused and leaves nothing behind', async () => {
    const small = await startTestServer({ maxUploadMb: 1 })
    try {
      const person = await small.signIn('program_manager')
      const tooLarge = new Uint8Array(1024 * 1024 + 1)
      await expect(upload(small, person, tooLarge)).rejects.toThrow('413 FILE_TOO_LARGE')
    } finally {
      await small.close()
    }
  })

  it('that is not there, or no longer, is not found', async () => {
    const call = manager.network.inspectUpload.query({ uploadId: newId() })
    expect(await refusalOf(call)).toMatchObject({ code: 'NOT_FOUND' })
  })
})
