import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { connectServer } from './server.ts'

/** A server that takes parts, and drops the connection when it is told to. */
let server: Server
let origin: string
let here: Buffer
let puts: number
let breaksAt: number | null
let asked: number
/** Answers in its place: the status, and what it says of coming back. */
let turnsAway: { status: number; retryAfter?: string; body: string } | null
const photo = new Uint8Array(400_000).map((_zero, index) => index % 251).buffer
const sha256 = 'ab'.repeat(32)

beforeEach(async () => {
  here = Buffer.alloc(0)
  puts = 0
  breaksAt = null
  asked = 0
  turnsAway = null
  server = createServer((request, response) => {
    void (async () => {
      const chunks: Buffer[] = []
      asked++
      for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk)
      const url = new URL(request.url ?? '', 'http://phone')
      if (turnsAway) {
        const { status, retryAfter, body } = turnsAway
        response.writeHead(status, retryAfter ? { 'retry-after': retryAfter } : {})
        return void response.end(body)
      }
      if (request.method === 'PUT') {
        if (++puts === breaksAt) return void response.destroy()
        const offset = Number(url.searchParams.get('offset'))
        if (offset <= here.length)
          here = Buffer.concat([here.subarray(0, offset), Buffer.concat(chunks)])
      }
      const isWhole = here.length === photo.byteLength
      const receipt = isWhole ? { sha256, bytes: here.length } : {}
      response.end(JSON.stringify({ received: here.length, ...receipt }))
    })()
  })
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve))
  // A TCP server's address is never a text.
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterEach(() => void server.close())

describe('a large photo', () => {
  it('is sent in parts and ends with the receipt', async () => {
    const answer = await connectServer({ origin }).putPhoto(sha256, photo, 'image/jpeg')
    expect(answer).toMatchObject({ kind: 'ok', data: { sha256, bytes: photo.byteLength } })
    expect(puts).toBe(4)
    expect(here.equals(Buffer.from(photo))).toBe(true)
  })

  it('goes on after a break where it was: what arrived is not sent again', async () => {
    breaksAt = 3
    const phone = connectServer({ origin })
    expect(await phone.putPhoto(sha256, photo, 'image/jpeg')).toEqual({ kind: 'unreached' })
    expect(here.length).toBe(2 * 128 * 1024)
    expect(await phone.putPhoto(sha256, photo, 'image/jpeg')).toMatchObject({ kind: 'ok' })
    expect(puts).toBe(5)
    expect(here.equals(Buffer.from(photo))).toBe(true)
  })
})

describe('a server that turns the phone away', () => {
  const ours = '{"error":"TOO_MANY_ATTEMPTS"}'

  it('is left alone as long as it asked, by everything on the phone, and asked again then', async () => {
    const phone = connectServer({ origin })
    turnsAway = { status: 429, retryAfter: '1', body: ours }
    expect(await phone.command('orders.arrive', '{}')).toEqual({ kind: 'busy' })
    turnsAway = null
    expect(await phone.query('accounts.me')).toEqual({ kind: 'busy' })
    expect(await phone.putPhoto(sha256, photo, 'image/jpeg')).toEqual({ kind: 'busy' })
    expect(await phone.thumbnail(sha256)).toBeNull()
    expect(asked).toBe(1)
    await expect.poll(() => phone.quietMs(), { timeout: 5_000 }).toBe(0)
    expect(await phone.query('accounts.me')).toMatchObject({ kind: 'ok' })
  })

  it('is understood also when a gateway in between says it in its own words', async () => {
    turnsAway = { status: 429, body: '<h1>Slow down</h1>' }
    const phone = connectServer({ origin })
    expect(await phone.query('accounts.me')).toEqual({ kind: 'busy' })
    expect(phone.quietMs()).toBeGreaterThan(0)
    turnsAway = { status: 503, retryAfter: '30', body: '' }
    const other = connectServer({ origin })
    expect(await other.query('accounts.me')).toEqual({ kind: 'busy' })
    expect(other.quietMs()).toBeGreaterThan(20_000)
  })

  it('is no reason to stay away where it only has no database or no room: that is tried as ever', async () => {
    turnsAway = { status: 503, body: '{"error":"UNAVAILABLE"}' }
    const phone = connectServer({ origin })
    expect(await phone.query('accounts.me')).toEqual({ kind: 'away' })
    expect(phone.quietMs()).toBe(0)
    turnsAway = { status: 503, body: '{"error":"DISK_FULL"}' }
    expect(await phone.putPhoto(sha256, photo, 'image/jpeg')).toEqual({ kind: 'full' })
    expect(phone.quietMs()).toBe(0)
  })
})
