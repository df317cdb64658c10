import { appRouter } from '@changeover/server/router'
import { isAllowed, PERMISSIONS, RoleSchema, type ProcedureName } from '@changeover/shared/accounts'
import type { AnyProcedure, AnyRouter } from '@trpc/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { startTestServer, type TestServer } from '../support/server.ts'

const nameSchema = z.object({ name: z.string() })

/** Every procedure by its path. */
function appRouterDefinition(): Record<string, AnyProcedure> {
  // A router also answers as a record of its slices, whose type hides the definition behind it.
  const { _def: definition } = appRouter as unknown as AnyRouter
  return definition.procedures
}

/**
 * The permission table against the API as it is: each path, each role, and nobody. It asks the
 * running server, so that a procedure that forgot its check is found, not only one without a row.
 */
const procedures = Object.entries<AnyProcedure>(appRouterDefinition()).map(([path, procedure]) => ({
  path,
  name: nameSchema.parse(procedure._def.meta).name,
  type: procedure._def.type,
}))
/** What everybody may change: their own sessions, passkeys and tokens. */
const ownAccount = new Set([
  'accounts.revokeSession',
  'accounts.beginPasskey',
  'accounts.addPasskey',
  'accounts.renamePasskey',
  'accounts.removePasskey',
  'accounts.createToken',
  'accounts.revokeToken',
])
const paths = procedures.map(({ path }) => path).toSorted()

let server: TestServer
beforeAll(async () => void (server = await startTestServer()))
afterAll(() => server.close())

/** What the permission check answers: the refusal's code, or `passed` whatever the call says then. */
async function ask(path: string, type: string, cookie: string | undefined): Promise<string> {
  const response = await fetch(`${server.url}/api/trpc/${path}`, {
    method: type === 'mutation' ? 'POST' : 'GET',
    headers: {
      ...(cookie ? { cookie } : {}),
      ...(type === 'mutation' ? { 'content-type': 'application/json', origin: server.url } : {}),
    },
    body: type === 'mutation' ? '{}' : null,
  })
  const text = await response.text()
  return /"error":"(FORBIDDEN|SIGNED_OUT)"/.exec(text)?.[1] ?? 'passed'
}

describe('the permission table', () => {
  it('has a row for each procedure, and no row without one', () => {
    expect(paths).toEqual(Object.keys(PERMISSIONS).toSorted())
  })

  it('is asked for the row that bears the procedure’s own name', () => {
    const misnamed = procedures.filter(({ path, name }) => path !== name)
    expect(misnamed).toEqual([])
  })

  it('gives an auditor nothing that changes anything', () => {
    const changes = procedures
      .filter(({ path, type }) => type === 'mutation' && !ownAccount.has(path))
      .map(({ path }) => path)
    // The first test fails for a path that is not in the table.
    const allowed = changes.filter((path) => isAllowed(path as ProcedureName, 'auditor'))
    expect(allowed).toEqual(changes.filter((path) => isAllowed(path as ProcedureName, 'public')))
  })
})

describe('the server, asked by each role', () => {
  it.each([...RoleSchema.options, 'public' as const])(
    'answers %s as the table says',
    async (role) => {
      const cookie = role === 'public' ? undefined : (await server.signIn(role)).cookie
      const wrong: string[] = []
      for (const { path, type } of procedures) {
        // The first test fails for a path that is not in the table.
        const mayCall = isAllowed(path as ProcedureName, role)
        const expected = mayCall ? 'passed' : role === 'public' ? 'SIGNED_OUT' : 'FORBIDDEN'
        const answer = await ask(path, type, cookie)
        if (answer !== expected) wrong.push(`${path}: ${answer} instead of ${expected}`)
      }
      expect(wrong).toEqual([])
    },
  )
})
