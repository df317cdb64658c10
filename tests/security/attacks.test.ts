import { newId } from '@changeover/shared/commands'
import { createHash, randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { buildSite } from '../support/network.ts'
import {
  assignOrders,
  createCrew,
  createRollout,
  generateOrders,
  longOpen,
} from '../support/rollout.ts'
import {
  clientFor,
  refusalOf,
  startTestServer,
  type Client,
  type TestServer,
} from '../support/server.ts'

/**
 * An attacker with an account of the lowest kind, a browser of the victim, or nothing at all, against
 * the running server. Each test is one attack; what it asserts is that nothing came of it.
 */
let server: TestServer
let manager: Client & { cookie: string }
let contractor: Client & { cookie: string }
let foreignOrder: Awaited<ReturnType<typeof orderOfAnotherCrew>>
beforeAll(async () => {
  server = await startTestServer()
  manager = await server.signIn('program_manager')
  foreignOrder = await orderOfAnotherCrew()
  contractor = await server.signIn('contractor', { crewId: await createCrew(manager) })
})
afterAll(() => server.close())

async function orderOfAnotherCrew() {
  await buildSite(server.opened.services.db, { name: '<script>alert(1)</script>' })
  const { programId } = await createRollout(manager)
  await generateOrders(manager, programId)
  const { rows } = await server.opened.services.pool.query('select id from work_order limit 1')
  await assignOrders(manager, await createCrew(manager), longOpen, [rows[0].id])
  return { orderId: rows[0].id, programId }
}

const post = (path: string, body: string, headers: Record<string, string> = {}) =>
  fetch(`${server.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  })
const me = async (cookie: string) => (await clientFor(server.url, cookie).accounts.me.query()).actor

describe('what belongs to others', () => {
  it('an order of another crew by its id: as if it were not there', async () => {
    const { orderId } = foreignOrder
    expect(await refusalOf(contractor.orders.get.query({ orderId }))).toMatchObject({
      code: 'NOT_FOUND',
    })
    const start = contractor.orders.start.mutate({ commandId: newId(), data: { orderId } })
    expect(await refusalOf(start)).toMatchObject({ code: 'NOT_FOUND' })
  })

  it('a photo of another crew by its hash: as if it were not there', async () => {
    const sha256 = createHash('sha256').update('photo').digest('hex')
    const { pool } = server.opened.services
    await pool.query(`insert into stored_file values ($1, 'image/png', 5)`, [sha256])
    await pool.query(
      `insert into evidence (id, order_id, kind, sha256, taken_at, command_id) values ($1, $2, 'before', $3, now(), $4)`,
      [newId(), foreignOrder.orderId, sha256, newId()],
    )
    const response = await fetch(`${server.url}/api/files/${sha256}`, {
      headers: { cookie: contractor.cookie },
    })
    expect(response.status).toBe(404)
  })

  it('another role, sent in the body: refused, and nothing changes', async () => {
    const actor = await me(contractor.cookie)
    const change = {
      personId: actor?.personId ?? newId<'Person'>(),
      name: 'Eve',
      role: 'administrator' as const,
      regions: null,
      crewId: null,
    }
    const update = contractor.accounts.updatePerson.mutate({ commandId: newId(), data: change })
    expect(await refusalOf(update)).toMatchObject({ code: 'FORBIDDEN' })
    await post('/api/auth/update-user', JSON.stringify({ role: 'administrator' }), {
      cookie: contractor.cookie,
      origin: server.url,
    })
    expect((await me(contractor.cookie))?.role).toBe('contractor')
  })

  it('signing up by oneself: not possible', async () => {
    const eve = { name: 'Eve', email: 'eve@example.org', password: 'a long enough password' }
    const response = await post('/api/auth/sign-up/email', JSON.stringify(eve), {
      origin: server.url,
    })
    expect(response.ok).toBe(false)
  })
})

describe('scripts', () => {
  it('stored in a name: answered as JSON that no browser runs', async () => {
    const response = await fetch(
      `${server.url}/api/trpc/network.listSites?input=${encodeURIComponent('{}')}`,
      {
        headers: { cookie: manager.cookie },
      },
    )
    expect(response.headers.get('content-type')).toContain('application/json')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
  })

  it('reflected from the address: not in the answer', async () => {
    for (const path of [
      '/<script>alert(1)</script>',
      '/api/<script>',
      '/api/trpc/<script>alert(1)</script>',
    ]) {
      const response = await fetch(`${server.url}${path}`)
      const isHtml = response.headers.get('content-type')?.includes('html') ?? false
      expect(isHtml && (await response.text()).includes('alert(1)')).toBe(false)
    }
  })

  it('from elsewhere or inline: forbidden by the policy of every answer', async () => {
    // The field app's page alone may compile WebAssembly: its reader of codes.
    const wasm = "'self' 'wasm-unsafe-eval'"
    const policies = {
      '/': "'self'",
      '/field': wasm,
      '/api/trpc/accounts.me': "'self'",
      '/none': "'self'",
    }
    for (const [path, expected] of Object.entries(policies)) {
      const policy =
        (await fetch(`${server.url}${path}`)).headers.get('content-security-policy') ?? ''
      const scripts = /script-src ([^;]*)/.exec(policy)?.[1]
      expect(scripts).toBe(expected)
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).toContain("object-src 'none'")
    }
  })

  it.each([
    ['HTML', '<!doctype html><script>alert(1)</script>'],
    ['SVG', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['a polyglot of GIF and script', 'GIF89a/*<script>*/=1;alert(1)//'],
  ])('%s uploaded as a photo: refused by its content', async (_kind, text) => {
    const sha256 = createHash('sha256').update(text).digest('hex')
    const response = await fetch(`${server.url}/api/files/${sha256}`, {
      method: 'PUT',
      headers: { cookie: contractor.cookie, 'content-type': 'image/png', origin: server.url },
      body: text,
    })
    expect(response.ok).toBe(false)
    const back = await fetch(`${server.url}/api/files/${sha256}`, {
      headers: { cookie: contractor.cookie },
    })
    expect(back.status).toBe(404)
  })
})

describe('paths and queries', () => {
  it.each([
    '..%2f..%2f..%2fetc%2fpasswd',
    '....//etc/passwd',
    '%2e%2e/%2e%2e/package.json',
    'audit/key.pem',
  ])('the path %s: leads to no file', async (path) => {
    for (const prefix of ['/', '/assets/', '/api/files/', '/api/files/upload/']) {
      const response = await fetch(`${server.url}${prefix}${path}`, {
        headers: { cookie: manager.cookie },
      })
      expect(await response.text()).not.toMatch(/root:|"private": true|PRIVATE KEY/)
    }
  })

  it('a file name with a path in it: stays in the upload folder', async () => {
    const response = await post('/api/files/upload', 'ID,Station Name\n1,x\n', {
      cookie: manager.cookie,
      origin: server.url,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent('../../../../tmp/evil.csv'),
    })
    expect(response.ok).toBe(true)
    expect(await response.text()).not.toContain('/tmp/evil')
  })

  it('SQL in a search, a filter and a sort: text, or refused', async () => {
    const evil = `'; drop table work_order; --`
    const inputs = [
      { search: evil },
      { sort: evil },
      { sort: { by: evil } },
      { region: evil },
      { regions: [evil] },
    ]
    for (const input of inputs)
      for (const path of ['network.listSites', 'orders.list']) {
        const response = await fetch(
          `${server.url}/api/trpc/${path}?input=${encodeURIComponent(JSON.stringify(input))}`,
          { headers: { cookie: manager.cookie } },
        )
        expect(response.status).toBeLessThan(500)
        expect(await response.text()).not.toMatch(/syntax error|pg_|select /i)
      }
    const { rows } = await server.opened.services.pool.query(
      'select count(*) as orders from work_order',
    )
    expect(rows[0].orders).toBeGreaterThan(0)
  })

  it('a redirect to elsewhere after signing in: refused', async () => {
    const response = await post(
      '/api/auth/sign-in/email',
      JSON.stringify({
        email: 'a@example.org',
        password: 'x',
        callbackURL: 'https://elsewhere.example/',
      }),
      { origin: server.url },
    )
    expect(response.status).toBe(403)
    expect(response.headers.get('location')).toBeNull()
  })
})

describe('the victim’s browser', () => {
  it.each([
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['no origin to speak of', { origin: 'null' }],
    ['nonsense as an origin', { origin: 'nonsense' }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
  ])('made to act by %s: refused', async (_who, headers) => {
    const administrator = await server.signIn('administrator')
    const response = await post(
      '/api/trpc/backup.start',
      JSON.stringify({ commandId: newId(), data: {} }),
      { ...headers, cookie: administrator.cookie },
    )
    expect(response.status).toBe(403)
  })

  it('given a session beforehand: signing in makes another', async () => {
    const planted = `changeover.session_token=${randomBytes(24).toString('hex')}.x`
    expect(await me(planted)).toBeNull()
    const administrator = await server.signIn('administrator')
    expect(administrator.cookie).not.toContain(planted.split('=')[1])
    expect(await me(planted)).toBeNull()
  })

  it('read by a script: the session’s cookie is not', async () => {
    const response = await post('/api/demo/sign-in', JSON.stringify({ role: 'administrator' }))
    expect(response.status).toBe(403)
    const person = { email: 'olga@example.org', password: 'a sentence to remember' }
    const administrator = await server.signIn('administrator')
    await administrator.accounts.createPerson.mutate({
      commandId: newId(),
      data: { ...person, name: 'Olga', role: 'executive' },
    })
    const signedIn = await post('/api/auth/sign-in/email', JSON.stringify(person), {
      origin: server.url,
    })
    for (const cookie of signedIn.headers.getSetCookie())
      expect(cookie).toMatch(/HttpOnly.*SameSite=Lax|SameSite=Lax.*HttpOnly/i)
  })
})

describe('floods', () => {
  it('a body of 8 MB: refused', async () => {
    const response = await post(
      '/api/trpc/accounts.setup',
      JSON.stringify({ data: 'x'.repeat(8_000_000) }),
    )
    expect(response.status).toBe(413)
  })

  it('a body that trickles in: cut off', async () => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    const ended = new Promise<void>((resolve) =>
      socket.on('close', () => resolve()).on('error', () => undefined),
    )
    socket.write(
      'POST /api/trpc/accounts.setup HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{',
    )
    const started = Date.now()
    await ended
    expect(Date.now() - started).toBeLessThan(40_000)
  })

  it('1,000 guesses at a password, under any name the sender claims: ten are tried', async () => {
    const administrator = await server.signIn('administrator')
    const email = 'victim@example.org'
    await administrator.accounts.createPerson.mutate({
      commandId: newId(),
      data: { name: 'Victim', email, password: 'a sentence to remember', role: 'executive' },
    })
    const counts = new Map<number, number>()
    for (let round = 0; round < 20; round++) {
      const guesses = Array.from({ length: 50 }, (_, number) =>
        post(
          '/api/auth/sign-in/email',
          JSON.stringify({ email, password: `guess ${round} ${number}` }),
          {
            origin: server.url,
            'x-forwarded-for': `10.0.${round}.${number}`,
          },
        ),
      )
      for (const { status } of await Promise.all(guesses))
        counts.set(status, (counts.get(status) ?? 0) + 1)
    }
    expect(Object.fromEntries(counts)).toEqual({ 401: 10, 429: 990 })
  })
})

describe('answers', () => {
  it('tell nothing of how they failed inside', async () => {
    const response = await post('/api/trpc/network.listSites', '{"json', { cookie: manager.cookie })
    expect(await response.text()).not.toMatch(/node_modules|at \w+ \(|\.ts:\d+|stack/)
  })

  it('keep a name that would be a header in its place', async () => {
    const response = await post('/api/files/upload', 'a,b\n1,2\n', {
      cookie: manager.cookie,
      origin: server.url,
      'content-type': 'application/octet-stream',
      'x-file-name': encodeURIComponent('x.csv\r\nset-cookie: stolen=1'),
    })
    expect(response.headers.getSetCookie()).toEqual([])
  })

  it('give no metrics to anybody from outside', async () => {
    const guarded = await startTestServer({
      environment: { METRICS_TOKEN: 'a-long-metrics-token' },
    })
    expect((await fetch(`${guarded.url}/metrics`)).status).toBe(403)
    const authorization = 'Bearer a-long-metrics-token'
    expect((await fetch(`${guarded.url}/metrics`, { headers: { authorization } })).status).toBe(200)
    await guarded.close()
  })
})
