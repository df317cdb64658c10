import { newId } from '@changeover/shared/commands'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

/** One white pixel. */
const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAG7buVgAAAABJRU5ErkJggg==',
  'base64',
)
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')

let server: TestServer
let cookie: string
beforeAll(async () => {
  server = await startTestServer()
  cookie = (await server.signIn('crew', { crewId: newId() })).cookie
})
afterAll(() => server.close())

function put(bytes: Buffer, sha256 = hashOf(bytes), headers: Record<string, string> = { cookie }) {
  return fetch(`${server.url}/api/files/${sha256}`, {
    method: 'PUT',
    headers: { 'content-type': 'image/png', ...headers },
    body: new Uint8Array(bytes),
  })
}

describe('a photo', () => {
  it('is kept against a receipt with its hash, once, however often it is sent', async () => {
    for (let attempt = 0; attempt < 3; attempt++) {
      const response = await put(png)
      expect(response.status).toBe(200)
      expect(await response.json()).toEqual({ sha256: hashOf(png), bytes: png.length })
    }
    const stored = await server.opened.services.db.selectFrom('storedFile').selectAll().execute()
    expect(stored).toMatchObject([
      { sha256: hashOf(png), contentType: 'image/png', bytes: png.length },
    ])
  })

  it('comes back as it was, as a thing to look at and not to run', async () => {
    const response = await fetch(`${server.url}/api/files/${hashOf(png)}`, { headers: { cookie } })
    expect(Buffer.from(await response.arrayBuffer()).equals(png)).toBe(true)
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    expect(response.headers.get('content-disposition')).toMatch(/^inline; filename=/)
  })

  it('is refused when its bytes are not those that were announced', async () => {
    const response = await put(png, 'ab'.repeat(32))
    expect(response.status).toBe(422)
    expect(await response.json()).toMatchObject({ error: 'PHOTO_REFUSED' })
  })

  it('is refused when it is something else under the name of a photo', async () => {
    const page = Buffer.from('<script>alert(1)</script>')
    expect((await put(page)).status).toBe(422)
    expect(
      readdirSync(join(server.directory, 'files')).filter((name) => name.startsWith('arriving')),
    ).toEqual([])
  })

  it('is refused beyond 25 MB', async () => {
    expect((await put(Buffer.alloc(25 * 1024 * 1024 + 1))).status).toBe(413)
  })

  it('is neither taken from nor shown to somebody who is not signed in or may not', async () => {
    expect((await put(png, hashOf(png), {})).status).toBe(401)
    expect((await fetch(`${server.url}/api/files/${hashOf(png)}`)).status).toBe(401)
    const executive = await server.signIn('executive')
    expect((await put(png, hashOf(png), { cookie: executive.cookie })).status).toBe(403)
  })

  it('is not found when nobody ever sent it', async () => {
    const response = await fetch(`${server.url}/api/files/${'cd'.repeat(32)}`, {
      headers: { cookie },
    })
    expect(response.status).toBe(404)
  })
})
