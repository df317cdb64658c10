import { createServer, mountApp } from '@changeover/server/app'
import { readConfig } from '@changeover/server/config'
import { createPool, type Connection } from '@changeover/server/db/database'
import { mountPages } from '@changeover/server/pages'
import { openServices, type OpenServices } from '@changeover/server/services'
import type { AppRouter } from '@changeover/server'
import type { Person, Role } from '@changeover/shared/accounts'
import { newId } from '@changeover/shared/commands'
import { addPerson, systemActor } from '@changeover/server/accounts/index'
import { execute } from '@changeover/server/commands'
import { createTRPCClient, httpLink, TRPCClientError } from '@trpc/client'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { inject } from 'vitest'
import { connectionUrl } from './connection-url.ts'
import type { DatabaseLine } from './database-line.ts'
import { inDatabase } from './global-setup.ts'

export type Client = ReturnType<typeof createTRPCClient<AppRouter>>

/** The whole server on a real database of its own and a free port. */
export interface TestServer {
  url: string
  connection: Connection
  directory: string
  opened: OpenServices
  /** A client that is signed in as a new person in `role`. */
  signIn(
    role: Role,
    scope?: Partial<Pick<Person, 'regions' | 'crewId'>>,
  ): Promise<Client & { cookie: string }>
  /** A client that is not signed in. */
  anonymous: Client
  close(): Promise<void>
}

/** Makes a database for this test file. */
export async function createTestDatabase(): Promise<{
  connection: Connection
  drop(): Promise<void>
}> {
  const { connection, template } = inject('testServer')
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const admin = createPool(connection, { max: 1 })
  await admin.query(`create database ${name} template ${template}`)
  return {
    connection: inDatabase(connection, name),
    async drop() {
      await admin.query(`drop database if exists ${name} with (force)`)
      await admin.end()
    },
  }
}

/** Starts a server for this test file. `isDemo` shows what a demo shows; no demo data is made. */
export async function startTestServer(
  options: {
    isDemo?: boolean
    maxUploadMb?: number
    /** Further variables of the environment. */
    environment?: Record<string, string>
    /** Leads the server to its database by another way. */
    line?: DatabaseLine
  } = {},
): Promise<TestServer> {
  const database = await createTestDatabase()
  const directory = mkdtempSync(join(tmpdir(), 'changeover-test-'))
  const config = readConfig({
    ...options.environment,
    PORT: '0',
    CHANGEOVER_DIR: directory,
    DATABASE_URL: connectionUrl(options.line?.to(database.connection) ?? database.connection),
    MAX_UPLOAD_MB: options.maxUploadMb?.toString(),
    LOG_LEVEL: process.env.LOG_LEVEL ?? 'error',
  })
  const app = createServer(config)
  const opened = await openServices(config, app.log, { isDemo: options.isDemo ?? false })
  await mountApp(app, opened.services, opened.auth)
  await mountPages(app)
  const url = await app.listen({ port: 0, host: '127.0.0.1' })
  return {
    url,
    connection: database.connection,
    directory,
    opened,
    anonymous: clientFor(url),
    async signIn(role, scope = {}) {
      const person: Person = {
        name: `Test ${role}`,
        email: `${role}-${randomUUID()}@example.org`,
        password: randomUUID(),
        role,
        regions: null,
        crewId: null,
        ...scope,
      }
      await execute(
        opened.services,
        systemActor,
        { name: 'accounts.createPerson', data: z.any(), result: z.any(), handle: addPerson },
        { commandId: newId() },
        person,
      )
      const cookie = await signInByPassword(url, person)
      // The client answers every name by a path of the API; a property of its own needs an object before it.
      return Object.assign(Object.create(clientFor(url, cookie)) as Client, { cookie })
    },
    async close() {
      app.server.closeAllConnections()
      await app.close()
      await opened.close()
      await database.drop()
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Signs in as the sign-in page does and returns the session's cookie. */
export async function signInByPassword(
  url: string,
  { email, password }: Pick<Person, 'email' | 'password'>,
): Promise<string> {
  const response = await fetch(`${url}/api/auth/sign-in/email`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: url },
    body: JSON.stringify({ email, password }),
  })
  if (!response.ok) throw new Error(`Sign-in answered ${response.status}: ${await response.text()}`)
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ')
}

/** The code of the refusal that `call` meets; fails when it is not refused. */
export async function refusalOf(
  call: Promise<unknown>,
): Promise<{ code: string; details: unknown }> {
  try {
    await call
  } catch (error) {
    if (error instanceof TRPCClientError)
      return { code: error.data?.error, details: error.data?.details }
    throw error
  }
  throw new Error('It was not refused.')
}

/** A client with this cookie, or with none. */
export function clientFor(url: string, cookie?: string): Client {
  return createTRPCClient<AppRouter>({
    links: [httpLink({ url: `${url}/api/trpc`, headers: cookie ? { cookie } : {} })],
  })
}
