import { once } from 'node:events'
import { connect, createServer, type AddressInfo, type Socket } from 'node:net'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchBrowser, openPage } from '../support/browser.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let browser: Browser

beforeAll(async () => {
  server = await startTestServer()
  browser = await launchBrowser()
})
afterAll(async () => {
  await browser.close()
  await server.close()
})

/** A line to the server that can be cut: all that goes through it ends, and what comes next goes through again. */
async function startLine(target: string) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const line = createServer((near) => {
    const far = connect(Number(port), hostname)
    for (const [one, other] of [
      [near, far],
      [far, near],
    ]) {
      sockets.add(one)
      one.pipe(other)
      one.on('error', () => other.destroy())
      one.on('close', () => {
        sockets.delete(one)
        other.destroy()
      })
    }
  }).listen(0, '127.0.0.1')
  await once(line, 'listening')
  // A TCP server's address is never a text.
  const address = line.address() as AddressInfo
  const cut = () => sockets.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${address.port}`,
    cut,
    close() {
      line.close()
      cut()
    },
  }
}

describe('an open page', () => {
  it('fetches anew what became stale, and all it holds after its connection broke', async () => {
    const { cookie } = await server.signIn('administrator')
    const line = await startLine(server.url)
    const { page } = await openPage(browser, line.url, { cookie })
    let asked = 0
    page.on('request', (request) => {
      if (request.url().includes('network.listSites')) asked += 1
    })
    await page.goto('/network')
    const badge = page.getByRole('status').filter({ hasText: 'Live' })
    await badge.waitFor()
    await expect.poll(() => asked).toBeGreaterThan(0)

    let before = asked
    server.opened.services.announcer.announce(['network'])
    await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(before)

    before = asked
    line.cut()
    await page.getByText('Connection lost').waitFor()
    await badge.waitFor({ timeout: 20_000 })
    await expect.poll(() => asked, { timeout: 10_000 }).toBeGreaterThan(before)
    line.close()
  })
})
