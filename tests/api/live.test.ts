import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

/** An open screen: what it was told so far, and a wait until it was told something. */
async function openScreen(cookie: string, headers: Record<string, string> = {}, query = '') {
  const ended = new AbortController()
  const response = await fetch(`${server.url}/api/live${query}`, {
    headers: { cookie, ...headers },
    signal: ended.signal,
  })
  const parts = response.body?.pipeThrough(new TextDecoderStream()).getReader()
  let text = ''
  return {
    response,
    async until(expected: string): Promise<string> {
      while (!text.includes(expected)) text += (await parts?.read())?.value ?? ''
      return text
    },
    close: () => ended.abort(),
  }
}

describe('the live stream', () => {
  it('tells every screen of every role what became stale, once each', async () => {
    const people = await Promise.all([server.signIn('auditor'), server.signIn('program_manager')])
    const screens = await Promise.all(people.map(({ cookie }) => openScreen(cookie)))
    for (const screen of screens) {
      expect(screen.response.headers.get('content-type')).toBe('text/event-stream')
      expect(screen.response.headers.get('content-security-policy')).toContain("default-src 'self'")
      await screen.until('{"topics":[]}')
    }
    server.opened.services.announcer.announce(['orders', 'site:1'])
    const told = await Promise.all(screens.map((screen) => screen.until('site:1')))
    for (const text of told) expect(text.match(/site:1/g)).toHaveLength(1)
    for (const screen of screens) screen.close()
  })

  it('tells a screen that was there before to refresh everything', async () => {
    const { cookie } = await server.signIn('auditor')
    const screens = await Promise.all([
      openScreen(cookie, { 'last-event-id': '7' }),
      openScreen(cookie, {}, '?resumed=1'),
    ])
    for (const screen of screens) {
      expect(await screen.until('topics')).toContain('{"topics":["everything"]}')
      screen.close()
    }
  })

  it('numbers its messages, so that a browser can say where it was', async () => {
    const { cookie } = await server.signIn('auditor')
    const screen = await openScreen(cookie)
    server.opened.services.announcer.announce(['first'])
    await screen.until('first')
    server.opened.services.announcer.announce(['second'])
    const numbers = [...(await screen.until('second')).matchAll(/^id: (\d+)$/gm)].map(([, id]) =>
      Number(id),
    )
    expect(numbers).toEqual(numbers.toSorted((one, other) => one - other))
    expect(new Set(numbers).size).toBe(numbers.length)
    screen.close()
  })

  it('tells nobody who is not signed in', async () => {
    const response = await fetch(`${server.url}/api/live`)
    expect(response.status).toBe(401)
    expect(await response.json()).toMatchObject({ error: 'SIGNED_OUT' })
  })
})
