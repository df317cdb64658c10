import { readdirSync } from 'node:fs'
import { request } from 'node:http'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAttacked, type Attacked } from './attacked.ts'

/** Paths that lead out of where files lie. */
let attacked: Attacked
let server: Attacked['server']
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
})
afterAll(() => attacked.close())

/** Asks for exactly this path; `fetch` would tidy it up first. */
function ask(path: string): Promise<{ status: number; body: string }> {
  const headers = { cookie: attacked.manager.cookie }
  return new Promise((resolve, reject) => {
    request(server.url, { path, headers }, (response) => {
      text(response).then((body) => resolve({ status: response.statusCode ?? 0, body }), reject)
    })
      .on('error', reject)
      .end()
  })
}

describe('a path', () => {
  it.each([
    '../../../../../../../../etc/passwd',
    '..%2f..%2f..%2f..%2f..%2f..%2fetc%2fpasswd',
    '..%252f..%252f..%252fetc%252fpasswd',
    '..\\..\\..\\..\\etc\\passwd',
    '....//....//etc/passwd',
    '%2e%2e/%2e%2e/package.json',
    '..%00/package.json',
    'audit/key.pem',
    '../audit/key.pem',
    '/etc/passwd',
  ])('to %s: leads to no file', async (path) => {
    const doors = [
      '/',
      '/assets/',
      '/field/',
      '/api/files/',
      '/api/files/upload/',
      '/api/network/',
      '/api/network/files/',
      '/api/feeds/',
    ]
    for (const door of doors) {
      const { status, body } = await ask(`${door}${path}`)
      expect(status).toBeLessThan(500)
      expect(body).not.toMatch(/root:|"private": true|PRIVATE KEY/)
    }
  })

  it.each(['../../../../tmp/evil.csv', '/tmp/evil.csv', '..\\evil.csv', '.'])(
    'as the name of an upload, %s: the file lies where uploads do, under a name of ours',
    async (name) => {
      const response = await attacked.post('/api/files/upload', 'ID,Station Name\n1,x\n', {
        cookie: attacked.manager.cookie,
        origin: server.url,
        'content-type': 'application/octet-stream',
        'x-file-name': encodeURIComponent(name),
      })
      expect(response.status).toBeLessThan(500)
      for (const kept of readdirSync(join(server.directory, 'uploads')))
        expect(kept).toMatch(/^[0-9a-f-]{36}(\.json)?$/)
    },
  )
})
