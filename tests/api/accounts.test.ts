import { newId } from '@changeover/shared/commands'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refusalOf, signInByPassword, startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

const ada = { name: 'Ada', email: 'Ada@example.org', password: 'a sentence to remember' }

describe('the first run', () => {
  it('asks for an administrator, makes one, and never a second', async () => {
    expect(await server.anonymous.accounts.me.query()).toEqual({
      actor: null,
      isDemo: false,
      needsSetup: true,
    })
    const commandId = newId<'Command'>()
    const receipt = await server.anonymous.accounts.setup.mutate({ commandId, data: ada })
    expect(receipt.commandId).toBe(commandId)
    expect(await server.anonymous.accounts.me.query()).toMatchObject({ needsSetup: false })
    const refusal = await refusalOf(
      server.anonymous.accounts.setup.mutate({ commandId: newId(), data: ada }),
    )
    expect(refusal.code).toBe('ALREADY_SET_UP')
  })

  it('answers the repeated request with the same receipt', async () => {
    const administrator = await server.signIn('administrator')
    const command = {
      commandId: newId<'Command'>(),
      data: { ...ada, email: 'grace@example.org', role: 'crew' as const },
    }
    const first = await administrator.accounts.createPerson.mutate(command)
    const second = await administrator.accounts.createPerson.mutate(command)
    expect(second).toEqual(first)
    const people = await administrator.accounts.listPeople.query()
    expect(people.filter((person) => person.email === 'grace@example.org')).toHaveLength(1)
  })
})

describe('a person', () => {
  it('signs in with the address in any case, and is known from then on', async () => {
    const cookie = await signInByPassword(server.url, ada)
    const response = await fetch(`${server.url}/api/trpc/accounts.me`, { headers: { cookie } })
    expect(await response.json()).toMatchObject({
      result: { data: { actor: { name: 'Ada', role: 'administrator' } } },
    })
  })

  it('does not get in with a wrong password', async () => {
    await expect(
      signInByPassword(server.url, { ...ada, password: 'not the sentence' }),
    ).rejects.toThrow(/401/)
  })

  it('may not call what its role does not allow', async () => {
    const crew = await server.signIn('crew')
    expect(await refusalOf(crew.accounts.listPeople.query())).toMatchObject({ code: 'FORBIDDEN' })
    expect(await refusalOf(server.anonymous.accounts.listPeople.query())).toMatchObject({
      code: 'SIGNED_OUT',
    })
  })

  it('cannot be made to act by a page of another origin', async () => {
    const { cookie } = await server.signIn('administrator')
    const response = await fetch(`${server.url}/api/trpc/accounts.createPerson`, {
      method: 'POST',
      headers: { cookie, origin: 'https://elsewhere.example', 'content-type': 'application/json' },
      body: JSON.stringify({
        commandId: newId(),
        data: { ...ada, email: 'eve@example.org', role: 'administrator' },
      }),
    })
    expect(response.status).toBe(403)
  })
})
