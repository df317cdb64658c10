import { createPool } from '@changeover/server/db/database'
import { newId, type Id } from '@changeover/shared/commands'
import { AfdcProgressSchema, type AfdcProgress, type AfdcQuery } from '@changeover/shared/network'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { GOOD_KEY, startAfdcService, type AfdcService } from '../support/afdc-service.ts'
import { startTestServer, type Client, type TestServer } from '../support/server.ts'

/** Stations from AFDC's service, which is a stand-in that behaves as documented. */
let service: AfdcService
let server: TestServer
let manager: Client & { cookie: string }
beforeAll(async () => {
  service = await startAfdcService({ WA: 30, OR: 12, NV: 0 })
  server = await startTestServer({ environment: { AFDC_URL: service.url } })
  manager = await server.signIn('program_manager')
})
afterAll(async () => {
  await server.close()
  await service.close()
})
afterEach(() => {
  service.asked.length = 0
  service.requestsLeft = 1000
})

const query: AfdcQuery = { network: 'ChargePoint Network', states: ['US-WA', 'US-OR', 'US-NV'] }

interface Asked {
  apiKey?: string
  resume?: Id<'Upload'> | null
  person?: { cookie: string }
  signal?: AbortSignal
}

async function ask({ apiKey = GOOD_KEY, resume = null, person = manager, signal }: Asked = {}) {
  return fetch(`${server.url}/api/files/afdc`, {
    method: 'POST',
    headers: { cookie: person.cookie, 'content-type': 'application/json' },
    body: JSON.stringify({ apiKey, query, resume }),
    ...(signal ? { signal } : {}),
  })
}

/** Everything that is told until the end. */
async function fetchAll(asked: Asked = {}): Promise<{ told: AfdcProgress[]; last: AfdcProgress }> {
  const text = await (await ask(asked)).text()
  const told = text
    .trim()
    .split('\n')
    .map((line) => AfdcProgressSchema.parse(JSON.parse(line)))
  return { told, last: told[told.length - 1] }
}

const states = () => service.asked.map(({ state }) => state)

describe('fetching from AFDC', () => {
  it('asks state by state, tells how far it is, and ends in a file like any other', async () => {
    const { told, last } = await fetchAll()
    expect(states()).toEqual(['WA', 'OR', 'NV'])
    expect(told.filter(({ kind }) => kind === 'progress')).toMatchObject([
      { state: 'US-WA', statesDone: 0, statesInAll: 3, stations: 0, requestsLeft: null },
      { state: 'US-OR', statesDone: 1, stations: 30, requestsLeft: 999 },
      { state: 'US-NV', statesDone: 2, stations: 42 },
      { state: null, statesDone: 3, stations: 42 },
    ])
    expect(last).toMatchObject({ kind: 'done', stations: 42 })
    const uploadId = uploadOf(last)
    const findings = await manager.network.inspectUpload.query({ uploadId })
    expect(findings).toMatchObject({ format: 'afdc-json', rows: 42, errorCount: 0 })
    const { counts } = await manager.network.previewImport.query({ uploadId })
    expect(counts).toMatchObject({ stations: { created: 42 }, ports: { L2: 84 }, portsToAsk: 0 })
    const { result } = await manager.network.import.mutate({
      commandId: newId(),
      data: { uploadId },
    })
    expect(result.counts.stations.created).toBe(42)
  })

  it('keeps the key out of addresses, files, events and answers', async () => {
    await fetchAll()
    const { last } = await fetchAll({ apiKey: 'WrongKeyWrongKey' })
    expect(service.asked.some(({ url }) => /key/i.test(url))).toBe(false)
    expect(JSON.stringify(last)).not.toContain('WrongKey')
    const folder = join(server.directory, 'uploads')
    for (const name of readdirSync(folder))
      expect(readFileSync(join(folder, name), 'utf8')).not.toContain(GOOD_KEY)
    const pool = createPool(server.connection, { max: 1 })
    const { rows } = await pool.query('select event::text as text from event')
    await pool.end()
    expect(rows.some(({ text }: { text: string }) => text.includes(GOOD_KEY))).toBe(false)
  })

  it('says that a key is bad, at once', async () => {
    const { last } = await fetchAll({ apiKey: 'WrongKeyWrongKey' })
    expect(last).toEqual({
      kind: 'failed',
      error: 'AFDC_REFUSED',
      details: { status: 403, reason: 'API_KEY_INVALID' },
      resume: null,
    })
    expect(service.asked).toHaveLength(1)
  })

  it('waits as long as the service asks, and tells so', async () => {
    service.next({ status: 429, retryAfter: 1 })
    const { told, last } = await fetchAll()
    expect(told).toContainEqual({ kind: 'waiting', seconds: 1, reason: 'limit' })
    expect(last).toMatchObject({ kind: 'done', stations: 42 })
    expect(states()).toEqual(['WA', 'WA', 'OR', 'NV'])
  })

  it('tries again after a failure of the service, a broken and an incomplete answer, and takes nothing twice', async () => {
    service.next({ status: 503 }, 'cut')
    const first = await fetchAll()
    expect(first.last).toMatchObject({ kind: 'done', stations: 42 })
    service.next('incomplete')
    const second = await fetchAll()
    expect(second.last).toMatchObject({ kind: 'done', stations: 42 })
    for (const { last } of [first, second]) {
      const findings = await manager.network.inspectUpload.query({ uploadId: uploadOf(last) })
      expect(findings).toMatchObject({ rows: 42, errorCount: 0 })
    }
  })

  it('ends when the limit lasts, and goes on later where it was', async () => {
    service.requestsLeft = 1
    const { last } = await fetchAll()
    expect(last).toMatchObject({
      kind: 'failed',
      error: 'AFDC_LIMIT_REACHED',
      details: { minutes: 60 },
    })
    expect(states()).toEqual(['WA'])
    service.requestsLeft = 1000
    const resumed = await fetchAll({ resume: last.kind === 'failed' ? last.resume : null })
    expect(states()).toEqual(['WA', 'OR', 'NV'])
    expect(resumed.last).toMatchObject({ kind: 'done', stations: 42 })
    const findings = await manager.network.inspectUpload.query({ uploadId: uploadOf(resumed.last) })
    expect(findings).toMatchObject({ rows: 42, errorCount: 0 })
  })

  it('gives up after several tries and keeps what is whole', async () => {
    service.next({ status: 500 }, { status: 500 }, { status: 500 }, { status: 500 })
    const { last } = await fetchAll()
    expect(last).toMatchObject({ kind: 'failed', error: 'AFDC_UNREACHABLE', resume: null })
    expect(states()).toEqual(['WA', 'WA', 'WA', 'WA'])
  }, 30_000)

  it('stops when whoever asked goes away, and can be gone on with', async () => {
    const aborter = new AbortController()
    service.nextFor('OR', { status: 429, retryAfter: 30 })
    const response = await ask({ signal: aborter.signal })
    let resume: Id<'Upload'> | null = null
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      const text = decoder.decode(chunk)
      const progress = text
        .split('\n')
        .filter((line) => line.includes('"uploadId"'))
        .at(-1)
      if (progress) {
        const told = AfdcProgressSchema.parse(JSON.parse(progress))
        if (told.kind === 'progress' && told.statesDone > 0) resume = told.uploadId
      }
      if (text.includes('waiting') && resume) break
    }
    aborter.abort()
    const { last } = await fetchAll({ resume })
    expect(last).toMatchObject({ kind: 'done', stations: 42 })
    expect(states().filter((state) => state === 'WA')).toHaveLength(1)
  })

  it('goes on with nothing that asked for something else', async () => {
    const { last } = await fetchAll({ resume: newId() })
    expect(last).toMatchObject({ kind: 'failed', error: 'NOT_FOUND', resume: null })
    expect(service.asked).toEqual([])
  })

  it('is for those who import', async () => {
    const executive = await server.signIn('executive')
    expect((await ask({ person: executive })).status).toBe(403)
    expect((await ask({ person: { cookie: '' } })).status).toBe(401)
    expect(service.asked).toEqual([])
  })
})

function uploadOf(last: AfdcProgress): Id<'Upload'> {
  if (last.kind !== 'done') throw new Error(`It ended with ${JSON.stringify(last)}.`)
  return last.uploadId
}
