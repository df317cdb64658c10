import type { AppRouter } from '@changeover/server'
import { newId, type Id } from '@changeover/shared/commands'
import { createTRPCClient, httpLink } from '@trpc/client'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, rmSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { workbook } from '@changeover/server/network/import/read/sample-workbook'
import { ServerProcess } from '../support/server-process.ts'
import { refusalOf, signInByPassword, type Client } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { makeOwnDirectory } from '../support/own-directory.ts'

/**
 * Files as they go wrong, against a server that is a process of its own: each ends in a clear error,
 * takes less than 512 MB of memory at any moment, and leaves nothing behind in the network.
 */
const ALLOWED_MB = 512
const MB = 1024 ** 2
/** Past what is read of a file; `CHANGEOVER_LARGE_MB=2048` sends as much as an upload may have. */
const LARGE = Number(process.env.CHANGEOVER_LARGE_MB ?? 320) * MB

const ada = { name: 'Ada', email: 'ada@example.org', password: 'a sentence to remember' }
const directory = makeOwnDirectory('bad-files')
let server: ServerProcess
let cookie = ''
let manager: Client

beforeAll(async () => {
  const environment = { CHANGEOVER_DIR: directory, DATABASE_URL: '', MAX_UPLOAD_MB: '4096' }
  server = new ServerProcess(environment)
  await server.start()
  const anonymous = clientOf()
  await anonymous.accounts.setup.mutate({ commandId: newId(), data: ada })
  cookie = await signInByPassword(server.url, ada)
  manager = clientOf()
  // What the first import loads for good belongs to no file.
  const uploadId = await send(Readable.from([stationCsv({ ID: '1' })]))
  await manager.network.previewImport.query({ uploadId })
})
afterAll(async () => {
  await server.stop()
  rmSync(directory, { recursive: true, force: true })
})

function clientOf(): Client {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${server.url}/api/trpc`, headers: cookie ? { cookie } : {} })],
  })
}

/** Uploads a stream as it comes; nothing of it is held here either. */
async function send(content: Readable): Promise<Id<'Upload'>> {
  const call = request(`${server.url}/api/files/upload`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/octet-stream', 'x-file-name': 'bad' },
  })
  const answered = new Promise<string>((resolve, reject) => {
    call.on('error', reject)
    call.on('response', (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve(text))
    })
  })
  // A pulled cable fails both: the stream says why, the connection only that it ended.
  answered.catch(() => undefined)
  await pipeline(content, call)
  // The route answers with an Upload, or with the code of an error.
  const answer = JSON.parse(await answered) as { id?: Id<'Upload'>; error?: string }
  if (!answer.id) throw new Error(`The upload was refused: ${answer.error}`)
  return answer.id
}

/** The largest memory of the server while `work` runs, in MB more than before. */
async function memoryOf<T>(work: () => Promise<T>): Promise<{ result: T; grownMb: number }> {
  const before = residentMb()
  let most = before
  const timer = setInterval(() => (most = Math.max(most, residentMb())), 20)
  try {
    const result = await work()
    return { result, grownMb: Math.max(most, residentMb()) - before }
  } finally {
    clearInterval(timer)
  }
}

/** Resident memory as the kernel counts it (proc(5), VmRSS), in MB. */
function residentMb(): number {
  const status = readFileSync(`/proc/${server.pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? NaN) / 1024
}

function* repeat(text: string, bytes: number): Generator<Buffer> {
  const piece = Buffer.from(text.repeat(Math.ceil((1024 * 1024) / text.length)))
  for (let left = bytes; left > 0; left -= piece.length) yield piece
}

const good = stationCsv({ ID: '1' })
const latin1 = Buffer.from(stationCsv({ ID: '1' }, { ID: '2', City: 'Montr~al' }), 'latin1')
latin1[latin1.indexOf('~')] = 0xe9

/** A good row and then nothing but line ends, packed a thousand times smaller. */
async function bomb(): Promise<Buffer> {
  const parts: Buffer[] = []
  const packed = Readable.from([Buffer.from(good), ...repeat('\n', LARGE)]).pipe(
    createGzip({ level: 9 }),
  )
  for await (const part of packed) parts.push(part as Buffer)
  return Buffer.concat(parts)
}

const FORMULA =
  '<worksheet><sheetData><row r="1"><c r="A1"><f>1+1</f><v>2</v></c></row></sheetData></worksheet>'

const station = '{"id":1,"fuel_type_code":"ELEC","station_name":"X","state":"WA"'
const files: [name: string, code: string, content: () => Readable | Promise<Readable>][] = [
  ['a gzip that was cut off', 'TRUNCATED_FILE', () => bytes(gzipSync(good).subarray(0, -12))],
  ['a gzip with a wrong byte', 'CORRUPT_FILE', () => bytes(damaged(gzipSync(good.repeat(50))))],
  [`${LARGE / MB} MB of rows`, 'TOO_LARGE', () => rowsWithout(LARGE)],
  [`${LARGE / MB} MB without a line end`, 'ROW_TOO_LONG', () => Readable.from(repeat('x', LARGE))],
  ['nothing but line ends', 'BLANK_ROWS', () => Readable.from(repeat('\n', 64 * MB))],
  ['a zip bomb', 'TOO_COMPRESSED', async () => bytes(await bomb())],
  ['a workbook with formulas', 'HAS_FORMULAS', () => bytes(workbook([], 1, FORMULA))],
  [
    'a workbook that is a zip bomb',
    'TOO_COMPRESSED',
    () => bytes(workbook([], 1, ' '.repeat(256 * MB))),
  ],
  ['half-written JSON', 'TRUNCATED_FILE', () => text(`{"fuel_stations":[${station}},${station}`)],
  ['JSON with a bracket too many', 'JSON_DAMAGED', () => text(`{"fuel_stations":[${station}}]}}`)],
  ['ten thousand columns', 'TOO_MANY_COLUMNS', () => text(`${'a,'.repeat(10_000)}\n1,2\n`)],
  ['a picture', 'NOT_A_TABLE', () => bytes(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0, 1, 2, 3]))],
]

const rows: [name: string, code: string, content: () => Readable][] = [
  [
    'swapped coordinates',
    'COORDINATES_SWAPPED',
    () => row({ Latitude: '-122.3', Longitude: '47.6' }),
  ],
  ['coordinates at 0, 0', 'COORDINATES_ZERO', () => row({ Latitude: '0', Longitude: '0' })],
  [
    'coordinates on another continent',
    'OUTSIDE_COUNTRY',
    () => row({ Latitude: '48.2', Longitude: '16.4' }),
  ],
  ['two encodings', 'WRONG_ENCODING', () => bytes(latin1)],
]

describe('a file', () => {
  it.each(files)('that is %s is refused as a whole: %s', async (_name, code, content) => {
    const { result, grownMb } = await memoryOf(async () => {
      const uploadId = await send(await content())
      const found = await manager.network.inspectUpload.query({ uploadId })
      const call = manager.network.import.mutate({
        commandId: newId(),
        data: { uploadId, acceptGoodRows: true },
      })
      return { found, refusal: await refusalOf(call) }
    })
    expect(result.found.problems.map((problem) => problem.code)).toContain(code)
    expect(result.found.problems.every(({ why, fix }) => why !== '' && fix !== '')).toBe(true)
    expect(result.refusal.code).toBe('FILE_UNREADABLE')
    expect(grownMb).toBeLessThan(ALLOWED_MB)
    await expectNothing()
  })

  it.each(rows)('with %s is refused with the line: %s', async (_name, code, content) => {
    const { result, grownMb } = await memoryOf(async () => {
      const uploadId = await send(content())
      const found = await manager.network.inspectUpload.query({ uploadId })
      const call = manager.network.import.mutate({ commandId: newId(), data: { uploadId } })
      return { found, refusal: await refusalOf(call) }
    })
    const problem = result.found.problems.find((group) => group.code === code)
    expect(problem?.samples[0].line).toBe(3)
    expect(result.refusal.code).toBe('IMPORT_HAS_ERRORS')
    expect(grownMb).toBeLessThan(ALLOWED_MB)
    await expectNothing()
  })

  it('outside the state of its address is a warning with its line', async () => {
    const uploadId = await send(row({ Latitude: '44.0', Longitude: '-120.5' }))
    const found = await manager.network.inspectUpload.query({ uploadId })
    expect(found.problems).toMatchObject([{ code: 'OUTSIDE_STATE', severity: 'warning', count: 1 }])
  })

  it('whose upload breaks off leaves nothing behind', async () => {
    const before = uploads()
    async function* half() {
      yield Buffer.alloc(1024 * 1024)
      throw new Error('the cable is pulled')
    }
    await expect(send(Readable.from(half()))).rejects.toThrow('the cable is pulled')
    await expect.poll(uploads).toEqual(before)
  })
})

async function expectNothing(): Promise<void> {
  expect(await manager.network.summary.query()).toMatchObject({ sites: 0, stations: 0 })
  expect(await manager.network.listImports.query()).toEqual([])
}

/** The uploads that lie there as wholes, by what is in them. */
function uploads(): string[] {
  const folder = join(directory, 'uploads')
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) =>
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest('hex'),
    )
    .toSorted()
}

function bytes(content: Uint8Array): Readable {
  return Readable.from([content])
}

function text(content: string): Readable {
  return Readable.from([Buffer.from(content)])
}

function row(cells: Omit<Parameters<typeof stationCsv>[0], 'ID'>): Readable {
  return text(stationCsv({ ID: '1' }, { ID: '2', ...cells }))
}

function damaged(packed: Buffer): Buffer {
  packed[packed.length >> 1] ^= 0xff
  return packed
}

/** Good rows over and over, of other fuels, so that only their number is wrong. */
function rowsWithout(size: number): Readable {
  const [header, first] = good.split('\n')
  function* all() {
    yield Buffer.from(`${header}\n`)
    yield* repeat(`${first.replace('ELEC', 'CNG')}\n`, size)
  }
  return Readable.from(all())
}
