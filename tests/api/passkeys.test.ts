import { asId } from '@changeover/shared/commands'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { command } from '../support/command.ts'
import { refusalOf, startTestServer, type TestServer } from '../support/server.ts'

/** What the server holds to without a browser; with one, see `tests/e2e/passkeys.test.ts`. */
let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

/** A passkey as registering it would have left it. */
async function insertPasskey(email: string) {
  const { rows } = await server.opened.services.pool.query<{ id: string }>(
    `insert into passkey (id, person_id, name, credential_id, public_key, counter, rp_id, is_synced)
     select uuidv7(), id, 'Laptop', encode(uuid_send(uuidv7()), 'hex'), '', 0, 'localhost', false
     from person where email = $1 returning id`,
    [email],
  )
  return asId<'Passkey'>(rows[0].id)
}

async function somebody() {
  const owner = await server.signIn('executive')
  const { actor } = await owner.accounts.me.query()
  const { rows } = await server.opened.services.pool.query<{ email: string }>(
    'select email from person where id = $1',
    [actor?.personId],
  )
  return { owner, passkeyId: await insertPasskey(rows[0].email), personId: actor?.personId }
}

describe('somebody else', () => {
  it('neither sees, renames nor removes a passkey', async () => {
    const { passkeyId, personId } = await somebody()
    const other = await server.signIn('program_manager')
    const { accounts } = other
    expect(await accounts.listPasskeys.query({ personId: null })).toEqual([])
    const refusals = await Promise.all([
      refusalOf(accounts.listPasskeys.query({ personId: personId ?? null })),
      refusalOf(accounts.renamePasskey.mutate(command({ passkeyId, name: 'Mine' }))),
      refusalOf(accounts.removePasskey.mutate(command({ passkeyId }))),
    ])
    expect(refusals.map(({ code }) => code)).toEqual(['NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
  })

  it('removes one as the administrator, for a person who lost the device', async () => {
    const { owner, passkeyId } = await somebody()
    const administrator = await server.signIn('administrator')
    await administrator.accounts.removePasskey.mutate(command({ passkeyId }))
    expect(await owner.accounts.listPasskeys.query({ personId: null })).toEqual([])
  })
})

describe('adding a passkey', () => {
  it('needs a name in the address bar', async () => {
    const { owner } = await somebody()
    expect((await refusalOf(owner.accounts.beginPasskey.mutate())).code).toBe('PASSKEY_NEEDS_NAME')
  })

  it('refuses what no challenge of ours was signed for', async () => {
    const { owner } = await somebody()
    const clientData = { type: 'webauthn.create', challenge: 'bm9uZQ', origin: server.url }
    const created = {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key' as const,
      response: {
        clientDataJSON: Buffer.from(JSON.stringify(clientData)).toString('base64url'),
        attestationObject: 'AAAA',
      },
    }
    const asked = server.url.replace('127.0.0.1', 'localhost')
    const response = await fetch(`${asked}/api/trpc/accounts.addPasskey`, {
      method: 'POST',
      headers: { cookie: owner.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(command({ name: 'Laptop', created })),
    })
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('PASSKEY_REFUSED'),
    ])
  })
})

describe('signing in with a passkey', () => {
  it('answers alike to a key that is not known and to a text that is no signature', async () => {
    const asked = server.url.replace('127.0.0.1', 'localhost')
    const post = (path: string, body: object) =>
      fetch(`${asked}/api/auth/passkey/${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: asked },
        body: JSON.stringify(body),
      })
    const begun = await post('begin', {})
    // The answer of the route above.
    const { challenge } = (await begun.json()) as { challenge: string }
    const clientData = { type: 'webauthn.get', challenge, origin: asked }
    const response = {
      clientDataJSON: Buffer.from(JSON.stringify(clientData)).toString('base64url'),
      authenticatorData: 'AAAA',
      signature: 'AAAA',
    }
    await somebody()
    const { rows } = await server.opened.services.pool.query<{ id: string }>(
      'select credential_id as id from passkey limit 1',
    )
    for (const id of ['bm9ib2R5', rows[0].id]) {
      const signed = { id, rawId: id, type: 'public-key', response }
      const answer = await post('finish', { signed })
      expect([answer.status, answer.headers.getSetCookie()]).toEqual([401, []])
    }
  })
})
