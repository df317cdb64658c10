import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer({ isDemo: true })
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

describe('a page', () => {
  it('has a policy that lets no inline style or script in', async () => {
    for (const path of ['/', '/field', '/sign-in']) {
      const policy = (await fetch(server.url + path)).headers.get('content-security-policy') ?? ''
      expect(policy).not.toContain('unsafe-inline')
      expect(policy).toMatch(/style-src 'nonce-[\w+/=]{24}' 'self'/)
      expect(policy).toMatch(/script-src 'self'[; ]/)
    }
    const nonces = await Promise.all(
      [1, 2].map(async () => /nonce="([^"]+)"/.exec(await (await fetch(server.url)).text())?.[1]),
    )
    expect(new Set(nonces).size).toBe(2)
  })

  it('applies no style element that somebody smuggled in', async () => {
    const { page, complaints } = await openPage(browser, server.url)
    await page.goto('/sign-in')
    await page.evaluate(
      `document.body.insertAdjacentHTML('beforeend', '<style>h1 { color: rgb(1, 2, 3) }</style>')`,
    )
    const colour = await page
      .getByRole('heading')
      .first()
      .evaluate('(heading) => getComputedStyle(heading).color')
    expect(colour).not.toBe('rgb(1, 2, 3)')
    expect(complaints.join()).toContain('Content Security Policy')
  })
})
