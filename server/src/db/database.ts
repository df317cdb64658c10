import type { Day, Instant } from '@changeover/shared/time'
import { toInstant } from '@changeover/shared/time'
import {
  CamelCasePlugin,
  Kysely,
  type LogEvent,
  PostgresDialect,
  type PostgresPool,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import type { DB } from './tables.ts'

/** The typed query builder over our schema. */
export type Database = Kysely<DB>
/** The same inside a transaction. */
export type DatabaseTransaction = Transaction<DB>

/** How to reach a PostgreSQL: a URL, or the parts of a unix socket connection. */
export type Connection =
  | { connectionString: string }
  | { host: string; port: number; user: string; database: string; password?: string | undefined }

/** The same server, another database. */
export function inDatabase(connection: Connection, database: string): Connection {
  if (!('connectionString' in connection)) return { ...connection, database }
  const url = new URL(connection.connectionString)
  url.pathname = `/${database}`
  return { connectionString: url.href }
}

const { builtins } = pg.types

/** Days stay text, instants become ISO text, and the integers that we count with become numbers. */
const parsers = new Map<number, (text: string) => unknown>([
  [builtins.DATE, (text): Day => text as Day], // PostgreSQL's ISO date is a Day by definition.
  [
    builtins.TIMESTAMPTZ,
    (text): Instant => toInstant(text.replace(' ', 'T').replace(/([+-]\d\d)$/, '$1:00')),
  ],
  [builtins.INT8, Number],
  [builtins.NUMERIC, Number],
])

/** pg's type registry with our parsers in front of its own. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) => {
    const ours = format === 'binary' ? undefined : parsers.get(oid)
    // pg's overloads want text and binary parsers apart; ours are text only, checked above.
    return ours ?? (pg.types.getTypeParser(oid, format as 'text') as (value: string) => unknown)
  },
}

const marked = /^\s*\/\* prepared \*\//
const preparedNames = new Map<string, string>()

/**
 * Statements that begin with the comment `prepared` are parsed and planned once a connection, not
 * each time: for the few long ones that every close needs. Their texts are few, so the names are.
 */
class PreparingClient extends pg.Client {
  // pg has many overloads of `query`; only Kysely's, text and values, can name a statement.
  override query(...args: unknown[]): never {
    const [text, values] = args
    const call = super.query as unknown as (...own: unknown[]) => never
    if (typeof text !== 'string' || !marked.test(text)) return call.apply(this, args)
    const name = preparedNames.get(text) ?? `changeover_${preparedNames.size}`
    preparedNames.set(text, name)
    return call.call(this, { name, text, values })
  }
}

/**
 * A pool of connections. `pipeline` sends a transaction's statements without waiting for each
 * answer; COPY needs a pool without it.
 */
export function createPool(
  connection: Connection,
  options: { max?: number; pipeline?: boolean } = {},
): pg.Pool {
  const pool = new pg.Pool({
    ...connection,
    Client: PreparingClient,
    max: options.max ?? 10,
    pipeline: options.pipeline ?? false,
    types,
    application_name: 'changeover',
    options:
      '-c timezone=UTC -c statement_timeout=120000 -c idle_in_transaction_session_timeout=60000',
  })
  // A backend that goes away while idle is replaced on the next query; without a listener it would end the process.
  pool.on('error', () => undefined)
  // The same for one that goes away while it is in use: its query fails, and says so to whoever asked.
  pool.on('connect', (client) => void client.on('error', () => undefined))
  return pool
}

/** A query that has just ended: its text without its values, how long it took, and how it failed, if it did. */
type OnQuery = (query: { sql: string; durationMs: number; failure: unknown }) => void

/** Kysely over a pool; snake_case in SQL, camelCase in code, JSON keys untouched. */
export function createDatabase(pool: PostgresPool, onQuery?: OnQuery): Database {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
    ...(onQuery ? { log: (event) => onQuery(queryOf(event)) } : {}),
  })
}

function queryOf(event: LogEvent): Parameters<OnQuery>[0] {
  return {
    sql: event.query.sql,
    durationMs: event.queryDurationMillis,
    failure: event.level === 'error' ? event.error : null,
  }
}
