import { readConfig } from '@changeover/server/config'
import { startTasks } from '@changeover/server/tasks'
import { newId } from '@changeover/shared/commands'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { startCollector, type CollectedSpan, type Collector } from '../support/collector.ts'
import { startTestServer } from '../support/server.ts'
import { stationCsv } from '../support/stations.ts'
import { upload } from '../support/upload.ts'

/** What a collector is told of a morning's work: asked once the server has gone, when all is sent. */
const TRACE_ID = '4bf92f3577b34da6a3ce929d0e0e4736'
const person = {
  name: 'Zebulon Quill',
  email: 'zebulon@private.example',
  password: 'a secret sentence',
  role: 'executive' as const,
}
const SEARCH = 'a place nobody should know of'
const STATION = 'HIDDEN YARD 7'
const SERVER = 2
const CONSUMER = 5
const FAULT = 2

let collector: Collector
let cookie: string
beforeAll(async () => {
  collector = await startCollector()
  const server = await startTestServer({
    environment: {
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    },
  })
  const administrator = await server.signIn('administrator')
  cookie = administrator.cookie
  await administrator.accounts.createPerson.mutate({ commandId: newId(), data: person })
  await administrator.network.listSites.query({ search: SEARCH })
  const stations = stationCsv({ ID: '1', 'Station Name': STATION })
  const uploadId = await upload(server, administrator, stations)
  const data = { uploadId, network: 'ChargePoint Network' }
  await administrator.network.import.mutate({ commandId: newId(), data })
  const siteId = newId<'Site'>()
  await administrator.network.getSite.query({ siteId }).catch(() => 'refused')
  await fetch(`${server.url}/api/trpc/accounts.me`, {
    headers: { cookie, traceparent: `00-${TRACE_ID}-00f067aa0ba902b7-01` },
  })
  await fetch(`${server.url}/healthz`)
  const tasks = await startTasks(server.opened.services, server.opened.connection)
  await vi.waitUntil(
    async () => {
      const { outcomes } = await administrator.jobs.list.query()
      return outcomes.some(({ task }) => task === 'resume_plans')
    },
    { timeout: 30_000, interval: 100 },
  )
  await tasks.stop()
  await server.close()
  return () => collector.close()
})

const named = (name: string) => collector.spans.filter((span) => span.name === name)
/** The names from the root down to this span. */
function lineage(span: CollectedSpan): string[] {
  const parent = collector.spans.find(({ spanId }) => spanId === span.parentSpanId)
  return [...(parent ? lineage(parent) : []), span.name]
}

describe('traces', () => {
  it('are sent as JSON to the address of the configuration, under the name of the service', () => {
    expect(collector.requests.length).toBeGreaterThan(0)
    for (const { path, contentType } of collector.requests)
      expect({ path, contentType }).toEqual({ path: '/v1/traces', contentType: 'application/json' })
    for (const resource of collector.resources)
      expect(resource).toMatchObject({
        'service.name': 'changeover',
        'deployment.environment.name': 'test',
      })
  })

  it('show a request, its procedure, its command and the queries of it as a tree', () => {
    const [insert] = named('insert person').filter(
      (span) => lineage(span)[0] === 'POST accounts.createPerson',
    )
    expect(lineage(insert)).toEqual([
      'POST accounts.createPerson',
      'accounts.createPerson',
      'command accounts.createPerson',
      'insert person',
    ])
    expect(insert.attributes).toMatchObject({ 'db.system.name': 'postgresql' })
    const [request] = named('POST accounts.createPerson')
    expect(request.kind).toBe(SERVER)
    expect(request.attributes).toMatchObject({
      'http.request.method': 'POST',
      'http.route': 'accounts.createPerson',
      'http.response.status_code': 200,
    })
  })

  it('show rows that are copied in bulk, and what is sent beside the query builder, each with its text', () => {
    const [copy] = named('copy station')
    expect(lineage(copy)).toEqual([
      'POST network.import',
      'network.import',
      'command network.import',
      'copy station',
    ])
    expect(copy.attributes['db.query.text']).toMatch(/^copy station \(id, .*\) from stdin$/)
    const sent = collector.spans.filter(
      ({ attributes }) => attributes['db.query.text'] === 'select pg_notify($1, $2)',
    )
    expect(sent.map((span) => lineage(span).at(0))).toContain('POST network.import')
    const ofSignIn = named('insert session').map((span) => lineage(span)[0])
    expect(ofSignIn).toContain('POST /api/auth/*')
  })

  it('continue the trace of whoever asked', () => {
    const [asked] = named('GET accounts.me').filter(({ traceId }) => traceId === TRACE_ID)
    expect(asked.parentSpanId).toBe('00f067aa0ba902b7')
    expect(named('accounts.me').map(({ traceId }) => traceId)).toContain(TRACE_ID)
  })

  it('call a refusal by its code, and no fault of ours', () => {
    const [refused] = named('network.getSite')
    expect(refused.attributes).toMatchObject({ 'error.type': 'NOT_FOUND' })
    expect(refused.status.code).not.toBe(FAULT)
  })

  it('show jobs with their queries', () => {
    const [job] = named('job resume_plans')
    expect(job.kind).toBe(CONSUMER)
    expect(job.attributes).toMatchObject({ 'job.attempt': 1 })
    const below = collector.spans.filter(({ parentSpanId }) => parentSpanId === job.spanId)
    expect(below.length).toBeGreaterThan(0)
  })

  it('leave out what a machine asks every few seconds', () => {
    expect(collector.spans.filter(({ name }) => name.includes('healthz'))).toEqual([])
  })

  it('hold nothing of what was written, searched or signed in with', () => {
    const text = collector.text()
    const [, token] = cookie.split('=')
    const written = [...Object.values(person).slice(0, 3), SEARCH, STATION, token.slice(0, 20)]
    for (const secret of written) expect(text).not.toContain(secret)
    expect(text).not.toMatch(/@example\.org|127\.0\.0\.1/)
  })
})

describe('without a collector', () => {
  it('nothing is traced unless an address is given', () => {
    expect(readConfig({}).tracing).toBeNull()
    const endpoint = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector:4318/' }
    expect(readConfig(endpoint).tracing?.url).toBe('http://collector:4318/v1/traces')
    expect(readConfig({ ...endpoint, OTEL_SDK_DISABLED: 'true' }).tracing).toBeNull()
    expect(readConfig({ ...endpoint, OTEL_TRACES_EXPORTER: 'none' }).tracing).toBeNull()
    expect(() => readConfig({ ...endpoint, OTEL_EXPORTER_OTLP_PROTOCOL: 'grpc' })).toThrow(
      /http\/json/,
    )
  })

  it('that answers, the work goes on and the server stops all the same', async () => {
    const gone = await startCollector()
    gone.close()
    const server = await startTestServer({
      environment: { OTEL_EXPORTER_OTLP_ENDPOINT: gone.url },
    })
    const administrator = await server.signIn('administrator')
    expect((await administrator.accounts.me.query()).actor?.role).toBe('administrator')
    await server.close()
    expect(gone.spans).toEqual([])
  })
})
