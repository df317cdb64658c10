import { createHash } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startAttacked, type Attacked } from './attacked.ts'

/** Script, stored and reflected, from elsewhere or hidden in a file. */
let attacked: Attacked
let server: Attacked['server']
beforeAll(async () => {
  attacked = await startAttacked()
  server = attacked.server
})
afterAll(() => attacked.close())

describe('scripts', () => {
  it('stored in a name: answered as JSON that no browser runs', async () => {
    const response = await fetch(
      `${server.url}/api/trpc/network.listSites?input=${encodeURIComponent('{}')}`,
      {
        headers: { cookie: attacked.manager.cookie },
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
      headers: {
        cookie: attacked.contractor.cookie,
        'content-type': 'image/png',
        origin: server.url,
      },
      body: text,
    })
    expect(response.ok).toBe(false)
    const back = await fetch(`${server.url}/api/files/${sha256}`, {
      headers: { cookie: attacked.contractor.cookie },
    })
    expect(back.status).toBe(404)
  })
})
