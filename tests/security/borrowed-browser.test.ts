import { newId } from '@changeover/shared/commands'
import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientFor } from '../support/server.ts'
import { startAttacked, type Attacked } from './attacked.ts'

/** A victim who is signed in, and a page of the attacker’s in the same browser. */
let attacked: Attacked
let server: Attacked['server']
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
})
afterAll(() => attacked.close())

describe('the victim’s browser', () => {
  it.each([
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['no origin to speak of', { origin: 'null' }],
    ['nonsense as an origin', { origin: 'nonsense' }],
    ['an origin that only begins like ours', { origin: `http://127.0.0.1.elsewhere.example` }],
    ['a form of another site', { 'sec-fetch-site': 'cross-site' }],
    [
      'a form whose body is plain text',
      { origin: 'https://elsewhere.example', 'content-type': 'text/plain' },
    ],
    ['a form without an origin', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('made to act by %s: refused', async (_who, headers) => {
    const cookie = await attacked.cookieOf('administrator')
    const response = await attacked.post(
      '/api/trpc/backup.start',
      JSON.stringify({ commandId: newId(), data: {} }),
      { ...headers, cookie },
    )
    expect([400, 403, 415]).toContain(response.status)
    expect(await queuedBackups()).toBe(0)
  })

  it('made to act by a picture whose address is a command: refused', async () => {
    const cookie = await attacked.cookieOf('administrator')
    const input = encodeURIComponent(JSON.stringify({ commandId: newId(), data: {} }))
    const response = await fetch(`${server.url}/api/trpc/backup.start?input=${input}`, {
      headers: { cookie },
    })
    expect(response.status).toBe(405)
    expect(await queuedBackups()).toBe(0)
  })

  it.each([
    ['POST', '/api/auth/sign-out'],
    ['POST', '/api/auth/two-factor/disable'],
    ['PUT', `/api/files/${'a'.repeat(64)}`],
    ['POST', '/api/files/upload'],
    ['POST', '/api/files/orders'],
    ['POST', '/api/network/sites.csv'],
  ])('made to %s %s by another origin: refused, and still signed in', async (method, path) => {
    const { cookie } = await server.signIn('administrator')
    const response = await fetch(`${server.url}${path}`, {
      method,
      headers: { cookie, origin: 'https://elsewhere.example' },
      body: 'x',
    })
    expect(response.status).toBe(403)
    expect(await attacked.me(cookie)).not.toBeNull()
  })

  it('given a session that was made up: signing in does not take it', async () => {
    const planted = `changeover.session_token=${randomBytes(24).toString('hex')}.x`
    expect(await attacked.me(planted)).toBeNull()
    const signedIn = await signIn(await newPerson(), planted)
    expect(signedIn).not.toContain(planted.split('=')[1])
    expect(await attacked.me(planted)).toBeNull()
  })

  it('given the attacker’s own session: signing in makes another, and the attacker stays who they were', async () => {
    const attacker = attacked.contractor.cookie
    const before = await attacked.me(attacker)
    const victim = await newPerson()
    const signedIn = await signIn(victim, attacker)
    expect(tokenOf(signedIn)).not.toBe(tokenOf(attacker))
    expect(await attacked.me(signedIn)).toMatchObject({ name: victim.name })
    expect(await attacked.me(attacker)).toEqual(before)
  })

  it('whose session was copied: signing out ends it for the copy too', async () => {
    const stolen = await signIn(await newPerson())
    expect(await attacked.me(stolen)).not.toBeNull()
    await attacked.post('/api/auth/sign-out', '{}', { cookie: stolen, origin: server.url })
    expect(await attacked.me(stolen)).toBeNull()
  })

  it('read by a script: the session’s cookie is not', async () => {
    const response = await attacked.post(
      '/api/auth/sign-in/email',
      JSON.stringify(await newPerson()),
      {
        origin: server.url,
      },
    )
    const cookies = response.headers.getSetCookie()
    expect(cookies.length).toBeGreaterThan(0)
    for (const cookie of cookies) {
      expect(cookie).toMatch(/; HttpOnly/i)
      expect(cookie).toMatch(/; SameSite=Lax/i)
    }
  })

  it('in no demo: nobody comes in by a click', async () => {
    const asAdministrator = JSON.stringify({ role: 'administrator' })
    expect((await attacked.post('/api/demo/sign-in', asAdministrator)).status).toBe(403)
  })
})

describe('a redirect', () => {
  it.each([
    'https://elsewhere.example/',
    '//elsewhere.example/',
    '/\\elsewhere.example/',
    'javascript:alert(1)',
    'data:text/html,<script>alert(1)</script>',
  ])('to %s after signing in: refused', async (callbackURL) => {
    const person = await newPerson()
    for (const field of ['callbackURL', 'errorCallbackURL', 'redirectTo']) {
      const response = await attacked.post(
        '/api/auth/sign-in/email',
        JSON.stringify({ ...person, [field]: callbackURL }),
        { origin: server.url },
      )
      expect(response.status).toBe(403)
      expect(response.headers.get('location')).toBeNull()
    }
  })

  it.each([
    '//elsewhere.example/',
    '/%2f/elsewhere.example',
    '/\\elsewhere.example',
    '/field//elsewhere.example',
  ])('to elsewhere by the address %s: none', async (path) => {
    const response = await fetch(`${server.url}${path}`, { redirect: 'manual' })
    expect(response.headers.get('location') ?? '/').toMatch(/^\/(?![/\\])/)
  })
})

async function newPerson() {
  const administrator = clientFor(server.url, await attacked.cookieOf('administrator'))
  const data = {
    name: `Olga ${newId()}`,
    email: `${newId()}@example.org`,
    password: 'a sentence to remember',
    role: 'executive' as const,
  }
  await administrator.accounts.createPerson.mutate({ commandId: newId(), data })
  return data
}

/** Signs in as a browser does that holds `planted` already. @returns what it holds then. */
async function signIn(person: { email: string; password: string }, planted = ''): Promise<string> {
  const response = await attacked.post('/api/auth/sign-in/email', JSON.stringify(person), {
    origin: server.url,
    cookie: planted,
  })
  expect(response.status).toBe(200)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

function tokenOf(cookies: string): string | undefined {
  return /session_token=([^;]+)/.exec(cookies)?.[1]
}

async function queuedBackups(): Promise<number> {
  const { rows } = await server.opened.services.pool.query<{ jobs: number }>(
    `select count(*) as jobs from graphile_worker.jobs where task_identifier = 'backup'`,
  )
  return rows[0].jobs
}
