import { betterAuth } from 'better-auth'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import { CamelCasePlugin, Kysely, PostgresDialect } from 'kysely'
import { newId } from '@changeover/shared/commands'
import type { Config } from '../config.ts'
import { openPool, type OnQuery } from '../db/client.ts'
import type { Connection, Database } from '../db/database.ts'
import { passkeySignIn } from './passkey-sign-in.ts'
import { hashPassword, verifyPassword } from './password.ts'

/** What of our tables the hooks below read, in the library's own types. */
interface AccountTables {
  person: { id: string; disabledAt: Date | null }
}

/** Carries the sender's address to the library, set by us; what a client sends under this name is dropped. */
export const ADDRESS_HEADER = 'x-changeover-address'
/** The provider under which the library keeps OpenID Connect accounts. */
export const OPEN_ID = 'openid'

/**
 * The account library over our tables. It has connections of its own, because it wants dates as
 * `Date` where the rest of the server has days and instants. People are created by commands, never
 * by signing up: OpenID Connect signs in whoever was added with that address.
 */
export function createAuth(
  { connection, onQuery }: { connection: Connection; onQuery: OnQuery | undefined },
  secret: string,
  config: Config,
  ours: Database,
) {
  const application_name = 'changeover accounts'
  const pool = openPool({ ...connection, max: 2, application_name, onQuery })
  const db = new Kysely<AccountTables>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin()],
  })
  const auth = betterAuth({
    secret,
    appName: 'Changeover',
    basePath: '/api/auth',
    // Without a public URL the address of the request is used, which on the loopback is the only one.
    ...(config.publicUrl ? { baseURL: config.publicUrl } : {}),
    database: { db, type: 'postgres' },
    telemetry: { enabled: false },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 200,
      password: { hash: hashPassword, verify: verifyPassword },
    },
    user: { modelName: 'person' },
    session: {
      modelName: 'session',
      fields: { userId: 'personId' },
      expiresIn: 60 * 60 * 24 * 14,
      updateAge: 60 * 60 * 24,
    },
    account: {
      modelName: 'credential',
      fields: { userId: 'personId' },
      accountLinking: { enabled: true, trustedProviders: [OPEN_ID] },
    },
    verification: { modelName: 'verification' },
    databaseHooks: {
      session: {
        create: {
          // However somebody proved who they are: a disabled person gets no session.
          before: async ({ userId }) => !(await isDisabled(db, userId)) && undefined,
        },
      },
    },
    plugins: [
      twoFactor({
        issuer: 'Changeover',
        schema: { twoFactor: { fields: { userId: 'personId' } } },
      }),
      passkeySignIn(ours, config.publicUrl),
      ...(config.openId ? [openIdPlugin(config.openId)] : []),
    ],
    disabledPaths: ['/sign-up/email', '/delete-user', '/change-email', '/update-user'],
    advanced: {
      database: { generateId: () => newId() },
      cookiePrefix: 'changeover',
      useSecureCookies: config.publicUrl?.startsWith('https:') ?? false,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true },
    },
    // Password guesses are counted by `throttle.ts`, which knows accounts; this is for the rest.
    rateLimit: {
      enabled: true,
      storage: 'database',
      window: 60,
      max: 120,
      customRules: { '/sign-in/email': false, '/get-session': false },
    },
    logger: { level: 'error', disableColors: true },
  })
  return { ...auth, close: () => db.destroy() }
}

async function isDisabled(db: Kysely<AccountTables>, personId: string): Promise<boolean> {
  const person = await db
    .selectFrom('person')
    .select('disabledAt')
    .where('id', '=', personId)
    .executeTakeFirst()
  return person?.disabledAt !== null
}

/**
 * By itself the library asks the provider who it is when it starts, without a limit of time, and everybody
 * waits for that. Here it is asked when the first person wants to sign in there, for ten seconds at most.
 */
function openIdPlugin(openId: NonNullable<Config['openId']>) {
  const provider = openIdProvider(openId)
  const later = new Map([[provider.providerId, provider]])
  return {
    ...genericOAuth({ config: [provider] }),
    init: () => ({ context: { genericOAuthPendingDiscovery: later } }),
  }
}

function openIdProvider({ issuer, clientId, clientSecret }: NonNullable<Config['openId']>) {
  return {
    providerId: OPEN_ID,
    clientId,
    clientSecret,
    discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
    scopes: ['openid', 'email', 'profile'],
    pkce: true,
    disableSignUp: true,
    requireIdTokenVerification: true,
  }
}

export type Auth = ReturnType<typeof createAuth>
