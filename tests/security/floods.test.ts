import { newId } from '@changeover/shared/commands'
import { existsSync, readdirSync } from 'node:fs'
import { request } from 'node:http'
import { connect } from 'node:net'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { authenticatorCode } from '../support/authenticator.ts'
import { clientFor, signInByPassword, startTestServer } from '../support/server.ts'
import { startAttacked, type Attacked } from './attacked.ts'

/** Too much, too slowly, too often. */
let attacked: Attacked
let server: Attacked['server']
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
})
afterAll(() => attacked.close())

describe('floods', () => {
  it('a body of 8 MB: refused', async () => {
    const response = await attacked.post(
      '/api/trpc/accounts.setup',
      JSON.stringify({ data: 'x'.repeat(8_000_000) }),
    )
    expect(response.status).toBe(413)
  })

  it('a body that does not say how long it is: refused at the same length', async () => {
    const outcome = await new Promise<number | 'cut off'>((resolve) => {
      const headers = { 'content-type': 'application/json' }
      const sending = request(`${server.url}/api/trpc/accounts.setup`, { method: 'POST', headers })
        .on('response', (response) => resolve(response.resume().statusCode ?? 0))
        .on('error', () => resolve('cut off'))
      for (let sent = 0; sent < 8; sent++) sending.write(' '.repeat(1_000_000))
      sending.end()
    })
    expect([413, 'cut off']).toContain(outcome)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it('an upload past the limit: refused, and nothing of it is kept', async () => {
    const small = await startTestServer({ maxUploadMb: 1 })
    const { cookie } = await small.signIn('program_manager')
    const headers = { cookie, origin: small.url, 'content-type': 'application/octet-stream' }
    const body = 'x'.repeat(2_000_000)
    const response = await fetch(`${small.url}/api/files/upload`, { method: 'POST', headers, body })
    expect(response.status).toBe(413)
    const directory = join(small.directory, 'uploads')
    expect(existsSync(directory) ? readdirSync(directory) : []).toEqual([])
    await small.close()
  })

  it('headers without an end: refused', async () => {
    const response = await fetch(`${server.url}/healthz`, {
      headers: { 'x-long': 'x'.repeat(100_000) },
    })
    expect(response.status).toBe(431)
  })

  it('a question of a thousand nested parts: refused, and the server goes on', async () => {
    const nested = `${'{"filter":'.repeat(1_000)}1${'}'.repeat(1_000)}`
    const response = await attacked.post('/api/trpc/network.listSites', nested, {
      cookie: attacked.manager.cookie,
      origin: server.url,
    })
    expect(response.status).toBeLessThan(500)
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200)
  })

  it.concurrent.each([
    ['a body that trickles in', `content-type: application/json\r\ncontent-length: 1000\r\n\r\n{`],
    ['headers that trickle in', 'x-slow: '],
  ])('%s: cut off', async (_what, start) => {
    const { port } = new URL(server.url)
    const socket = connect(Number(port), '127.0.0.1')
    const drip = setInterval(() => socket.write('x'), 1_000)
    const ended = new Promise<boolean>((resolve) =>
      socket.on('close', () => resolve(true)).on('error', () => undefined),
    )
    socket.resume().write(`POST /api/trpc/accounts.setup HTTP/1.1\r\nhost: x\r\n${start}`)
    expect(await ended).toBe(true)
    clearInterval(drip)
  })

  it('a thousand guesses at the second factor by somebody who has the password: a handful are tried', async () => {
    const person = await withSecondFactor()
    const half = await attacked.post('/api/auth/sign-in/email', JSON.stringify(person), {
      origin: server.url,
    })
    const halfCookie = half.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
    const statuses: number[] = []
    for (let guess = 0; guess < 1_000; guess++) {
      const code = String(guess).padStart(6, '0')
      const response = await attacked.post(
        '/api/auth/two-factor/verify-totp',
        JSON.stringify({ code }),
        { origin: server.url, cookie: halfCookie, 'x-forwarded-for': `10.1.0.${guess % 250}` },
      )
      statuses.push(response.status)
    }
    expect(statuses).not.toContain(200)
    expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(10)
    expect(await attacked.me(halfCookie)).toBeNull()
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
        attacked.post(
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

/** Somebody who signs in with a code beside the password. */
async function withSecondFactor() {
  const administrator = clientFor(server.url, await attacked.cookieOf('administrator'))
  const person = { email: `${newId()}@example.org`, password: 'a sentence to remember' }
  await administrator.accounts.createPerson.mutate({
    commandId: newId(),
    data: { ...person, name: 'Second', role: 'executive' },
  })
  const cookie = await signInByPassword(server.url, person)
  const ask = (path: string, body: object) =>
    attacked.post(`/api/auth/two-factor/${path}`, JSON.stringify(body), {
      cookie,
      origin: server.url,
    })
  const enabled = await ask('enable', { password: person.password })
  const { totpURI } = z.object({ totpURI: z.string() }).parse(await enabled.json())
  const confirmed = await ask('verify-totp', { code: authenticatorCode(totpURI) })
  expect(confirmed.status).toBe(200)
  return person
}
