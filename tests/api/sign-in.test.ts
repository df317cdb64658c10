import { newId } from '@changeover/shared/commands'
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { z } from 'zod'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { authenticatorCode } from '../support/authenticator.ts'
import {
  clientFor,
  refusalOf,
  signInByPassword,
  startTestServer,
  type TestServer,
} from '../support/server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const post = (path: string, body: object, cookie = '') =>
  fetch(`${server.url}/api/auth${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url, cookie },
    body: JSON.stringify(body),
  })
const cookieOf = (response: Response) =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')

/** A person with a known password, as `createPerson` makes one. */
async function addPerson(role: 'crew' | 'administrator' | 'executive' = 'executive') {
  const administrator = await server.signIn('administrator')
  const person = {
    name: 'Ada',
    email: `ada-${randomUUID()}@example.org`,
    password: 'a sentence to remember',
    role,
  }
  const { result } = await administrator.accounts.createPerson.mutate(command(person))
  return { ...person, administrator, personId: result.personId }
}

describe('an invitation', () => {
  it('lets somebody set a password once, and sign in with it', async () => {
    const { administrator } = await addPerson()
    const email = `grace-${randomUUID()}@example.org`
    const invitation = { name: 'Grace', email, role: 'dispatcher' as const, regions: ['US-WA'] }
    const { result } = await administrator.accounts.invitePerson.mutate(command(invitation))
    expect(result.isMailed).toBe(false)
    const { address } = await administrator.accounts.showLink.query({ linkId: result.linkId })
    const code = address.split('#')[1]
    expect(await server.anonymous.accounts.inspectLink.query({ code })).toMatchObject({ email })
    const password = 'another sentence to keep'
    await server.anonymous.accounts.setPassword.mutate(command({ code, password }))
    const grace = clientFor(server.url, await signInByPassword(server.url, { email, password }))
    expect((await grace.accounts.me.query()).actor).toMatchObject({ regions: ['US-WA'] })
    const again = server.anonymous.accounts.setPassword.mutate(command({ code, password }))
    expect(await refusalOf(again)).toMatchObject({ code: 'LINK_USED' })
  })

  it('does not work when its code was guessed or a newer one was made', async () => {
    const { administrator, personId } = await addPerson()
    const first = await administrator.accounts.sendReset.mutate(command({ personId }))
    const { address } = await administrator.accounts.showLink.query({ linkId: first.result.linkId })
    await administrator.accounts.sendReset.mutate(command({ personId }))
    for (const code of [address.split('#')[1], `${first.result.linkId}.${'A'.repeat(43)}`, 'x']) {
      const attempt = server.anonymous.accounts.setPassword.mutate(
        command({ code, password: 'a new long password' }),
      )
      expect(await refusalOf(attempt)).toMatchObject({ code: 'LINK_USED' })
    }
  })

  it('leaves no password and no usable link in the record', async () => {
    const { rows } = await server.opened.services.pool.query<{ text: string }>(
      'select coalesce(payload::text, $1) || coalesce(result::text, $1) as text from event',
      [''],
    )
    const record = rows.map((row) => row.text).join('\n')
    expect(record).not.toMatch(/sentence|set-password|#/)
  })
})

describe('a second factor', () => {
  it('is asked for after the password, and a code of the app answers it', async () => {
    const person = await addPerson()
    const cookie = await signInByPassword(server.url, person)
    const enabled = await post('/two-factor/enable', { password: person.password }, cookie)
    const { totpURI } = z.object({ totpURI: z.string() }).parse(await enabled.json())
    const confirmed = await post(
      '/two-factor/verify-totp',
      { code: authenticatorCode(totpURI) },
      cookie,
    )
    expect(confirmed.status).toBe(200)
    const half = await post('/sign-in/email', person)
    expect(await half.json()).toMatchObject({ twoFactorRedirect: true })
    const halfCookie = cookieOf(half)
    expect((await clientFor(server.url, halfCookie).accounts.me.query()).actor).toBeNull()
    const wrong = await post('/two-factor/verify-totp', { code: '000000' }, halfCookie)
    expect(wrong.ok).toBe(false)
    const whole = await post(
      '/two-factor/verify-totp',
      { code: authenticatorCode(totpURI) },
      halfCookie,
    )
    expect(whole.status).toBe(200)
    const me = await clientFor(server.url, cookieOf(whole)).accounts.me.query()
    expect(me.actor).toMatchObject({ name: 'Ada' })
  })
})

describe('guessing passwords', () => {
  it('ends after ten attempts, and keeps the person’s own device in', async () => {
    const person = await addPerson()
    const first = await post('/sign-in/email', person)
    const device = cookieOf(first)
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => post('/sign-in/email', { ...person, password: 'guess' })),
    )
    const statuses = answers.map((answer) => answer.status)
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(30)
    expect((await post('/sign-in/email', person, device)).status).toBe(200)
  })
})

describe('a session', () => {
  it('is listed with its device, and ends when it is revoked', async () => {
    const person = await addPerson()
    const phone = clientFor(server.url, await signInByPassword(server.url, person))
    const desk = clientFor(server.url, await signInByPassword(server.url, person))
    const sessions = await desk.accounts.listSessions.query()
    expect(sessions).toHaveLength(2)
    const other = sessions.find((session) => !session.isCurrent)
    if (!other) throw new Error('The other session is not listed.')
    await desk.accounts.revokeSession.mutate(command({ sessionId: other.id }))
    expect((await phone.accounts.me.query()).actor).toBeNull()
    expect((await desk.accounts.me.query()).actor).not.toBeNull()
  })

  it('of somebody else is neither seen nor ended', async () => {
    const person = await addPerson()
    const own = clientFor(server.url, await signInByPassword(server.url, person))
    const [session] = await own.accounts.listSessions.query()
    const stranger = await server.signIn('executive')
    expect(
      await refusalOf(stranger.accounts.listSessions.query({ personId: person.personId })),
    ).toMatchObject({ code: 'NOT_FOUND' })
    expect(
      await refusalOf(stranger.accounts.revokeSession.mutate(command({ sessionId: session.id }))),
    ).toMatchObject({ code: 'NOT_FOUND' })
  })
})

describe('a disabled person', () => {
  it('is out at once, and does not come in again until enabled', async () => {
    const person = await addPerson()
    const own = clientFor(server.url, await signInByPassword(server.url, person))
    const { administrator, personId } = person
    await administrator.accounts.setDisabled.mutate(command({ personId, isDisabled: true }))
    expect((await own.accounts.me.query()).actor).toBeNull()
    expect((await post('/sign-in/email', person)).ok).toBe(false)
    await administrator.accounts.setDisabled.mutate(command({ personId, isDisabled: false }))
    expect((await post('/sign-in/email', person)).ok).toBe(true)
  })

  it('is never the last administrator', async () => {
    const alone = await startTestServer()
    const administrator = await alone.signIn('administrator')
    const { actor } = await administrator.accounts.me.query()
    const personId = actor?.personId ?? newId<'Person'>()
    const change = { personId, name: 'Ada', role: 'crew' as const, regions: null, crewId: null }
    for (const refused of [
      administrator.accounts.updatePerson.mutate(command(change)),
      administrator.accounts.setDisabled.mutate(command({ personId, isDisabled: true })),
    ])
      expect(await refusalOf(refused)).toMatchObject({ code: 'LAST_ADMINISTRATOR' })
    await alone.close()
  })
})

describe('an API token', () => {
  const withToken = (token: string, path: string, body?: object) =>
    fetch(`${server.url}/api/trpc/${path}`, {
      method: body ? 'POST' : 'GET',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: body ? JSON.stringify(body) : null,
    })

  it('reads as its owner, changes nothing when it may only read, and ends when it is revoked', async () => {
    const administrator = await server.signIn('administrator')
    const token = `cho_${randomBytes(32).toString('base64url')}`
    const { result } = await administrator.accounts.createToken.mutate(
      command({
        name: 'Nightly report',
        tokenSha256: createHash('sha256').update(token).digest('hex'),
        access: 'read' as const,
        days: 30,
      }),
    )
    expect((await withToken(token, 'accounts.listPeople')).status).toBe(200)
    const change = await withToken(token, 'backup.start', command({}))
    expect(await change.text()).toContain('TOKEN_READS_ONLY')
    await administrator.accounts.revokeToken.mutate(command({ tokenId: result.tokenId }))
    await new Promise((resolve) => setTimeout(resolve, 3_100))
    expect((await withToken(token, 'accounts.listPeople')).status).toBe(401)
    expect((await withToken('cho_guess', 'accounts.listPeople')).status).toBe(401)
  })
})

describe('the preview of a scope', () => {
  it('counts what a role and regions would show, before they are given', async () => {
    const administrator = await server.signIn('administrator')
    const nothing = { role: 'dispatcher' as const, regions: ['US-WA'], crewId: null }
    expect(await administrator.accounts.previewScope.query(nothing)).toEqual({
      sites: 0,
      openOrders: 0,
      regions: [],
    })
  })
})
