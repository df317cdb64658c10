import { newId } from '@changeover/shared/commands'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Provider } from 'oidc-provider'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { clientFor, startTestServer, type TestServer } from '../support/server.ts'

/** A real OpenID Connect provider on this machine, whose every visitor is `email`, and a server that trusts it. */
let server: TestServer
let provider: Server
let answer: ((request: IncomingMessage, response: ServerResponse) => unknown) | undefined
let email = 'ada@example.org'

beforeAll(async () => {
  // Away at first: the server starts without it, and asks again when somebody signs in.
  provider = createServer((request, response) =>
    answer ? answer(request, response) : response.writeHead(503).end(),
  ).listen(0, '127.0.0.1')
  await new Promise((resolve) => provider.once('listening', resolve))
  // A listening TCP server has an address with a port.
  const issuer = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`
  server = await startTestServer({
    environment: {
      OIDC_ISSUER: issuer,
      OIDC_CLIENT_ID: 'changeover',
      OIDC_CLIENT_SECRET: 'a secret of both',
    },
  })
  answer = createProvider(issuer).callback()
})
afterAll(async () => {
  await server.close()
  provider.closeAllConnections()
  await new Promise((resolve) => provider.close(resolve))
})

function createProvider(issuer: string): Provider {
  return new Provider(issuer, {
    clients: [
      {
        client_id: 'changeover',
        client_secret: 'a secret of both',
        token_endpoint_auth_method: 'client_secret_post',
        redirect_uris: [`${server.url}/api/auth/callback/openid`],
      },
    ],
    claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, email: id, email_verified: true, name: 'Ada' }),
    }),
    features: { devInteractions: { enabled: true } },
  })
}

/** Follows every redirect and fills in the provider's two forms, as a browser with a person before it does. */
async function signInElsewhere(): Promise<{ cookie: string; landed: string }> {
  const jar = new Map<string, string>()
  const visit = async (
    url: string,
    form?: URLSearchParams | string,
  ): Promise<{ url: string; text: string }> => {
    const isJson = typeof form === 'string'
    const response = await fetch(url, {
      method: form ? 'POST' : 'GET',
      redirect: 'manual',
      headers: {
        cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
        ...(isJson ? { 'content-type': 'application/json', origin: server.url } : {}),
      },
      body: form ?? null,
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair] = cookie.split(';')
      jar.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    const next = response.headers.get('location')
    if (next && response.status >= 300) return visit(new URL(next, url).href)
    return { url, text: await response.text() }
  }
  const begun = await visit(
    `${server.url}/api/auth/sign-in/social`,
    JSON.stringify({ provider: 'openid', callbackURL: '/', errorCallbackURL: '/sign-in' }),
  )
  let page = await visit(JSON.parse(begun.text).url)
  for (const prompt of ['login', 'consent']) {
    if (!page.url.includes('/interaction/')) break
    const action = /action="([^"]+)"/.exec(page.text)?.[1] ?? page.url
    page = await visit(
      new URL(action, page.url).href,
      new URLSearchParams({ prompt, login: email, password: 'any' }),
    )
  }
  return {
    cookie: [...jar].map(([name, value]) => `${name}=${value}`).join('; '),
    landed: page.url,
  }
}

describe('signing in with OpenID Connect', () => {
  it('lets in whoever was added with that address, with their role', async () => {
    const administrator = await server.signIn('administrator')
    await administrator.accounts.invitePerson.mutate({
      commandId: newId(),
      data: { name: 'Ada', email, role: 'executive', regions: ['US-WA'] },
    })
    const { cookie } = await signInElsewhere()
    expect((await clientFor(server.url, cookie).accounts.me.query()).actor).toMatchObject({
      name: 'Ada',
      role: 'executive',
      regions: ['US-WA'],
    })
  })

  it('lets nobody in whom no administrator added', async () => {
    email = 'stranger@example.org'
    const { cookie, landed } = await signInElsewhere()
    expect((await clientFor(server.url, cookie).accounts.me.query()).actor).toBeNull()
    expect(landed).toContain('/sign-in?error=')
  })
})

describe('a provider that takes the connection and never answers', () => {
  it('keeps nobody waiting but who signs in there, and them not for ever', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await new Promise((resolve) => silent.once('listening', resolve))
    const { port } = silent.address() as AddressInfo // A listening TCP server has one.
    const waiting = await startTestServer({
      environment: {
        OIDC_ISSUER: `http://127.0.0.1:${port}`,
        OIDC_CLIENT_ID: 'changeover',
        OIDC_CLIENT_SECRET: 'a secret of both',
      },
    })
    try {
      const executive = await waiting.signIn('executive')
      expect((await executive.accounts.me.query()).actor?.role).toBe('executive')
      const answer = await fetch(`${waiting.url}/api/auth/sign-in/social`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: waiting.url },
        body: JSON.stringify({ provider: 'openid', callbackURL: '/' }),
        signal: AbortSignal.timeout(45_000),
      })
      expect(answer.ok).toBe(false)
    } finally {
      silent.closeAllConnections()
      silent.close()
      await waiting.close()
    }
  })
})
