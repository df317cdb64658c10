import { betterAuth } from 'better-auth'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { newId } from '@changeover/shared/commands'
import type { Connection } from '../db/database.ts'
import { hashPassword, verifyPassword } from './password.ts'

/**
 * The account library over our tables. It has two connections of its own, because it wants dates
 * as `Date` where the rest of the server has days and instants. People are created by commands,
 * never by signing up.
 */
export function createAuth(connection: Connection, secret: string) {
  const pool = new pg.Pool({ ...connection, max: 2, application_name: 'changeover accounts' })
  pool.on('error', () => undefined)
  const db = new Kysely({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin()],
  })
  const auth = betterAuth({
    secret,
    basePath: '/api/auth',
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { modelName: 'person' },
    session: {
      modelName: 'session',
      fields: { userId: 'personId' },
      expiresIn: 60 * 60 * 24 * 14,
      updateAge: 60 * 60 * 24,
    },
    account: { modelName: 'credential', fields: { userId: 'personId' } },
    verification: { modelName: 'verification' },
    advanced: {
      database: { generateId: () => newId() },
      cookiePrefix: 'changeover',
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': { window: 60, max: 60 } },
    },
    logger: { level: 'error' },
  })
  return { ...auth, close: () => db.destroy() }
}

export type Auth = ReturnType<typeof createAuth>
