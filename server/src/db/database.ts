import type { Day, Instant } from '@changeover/shared/time'
import { toInstant } from '@changeover/shared/time'
import {
  CamelCasePlugin,
  Kysely,
  PostgresDialect,
  type PostgresPool,
  type Transaction,
} from 'kysely'
import pg from 'pg'
import { openPool, type OnQuery } from './client.ts'
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

/**
 * A pool of connections. `pipeline` sends a transaction's statements without waiting for each
 * answer; COPY needs a pool without it. `onQuery` hears of all that is sent.
 */
export function createPool(
  connection: Connection,
  options: { max?: number; pipeline?: boolean; onQuery?: OnQuery | undefined } = {},
): pg.Pool {
  return openPool({
    ...connection,
    onQuery: options.onQuery,
    max: options.max ?? 10,
    pipeline: options.pipeline ?? false,
    types,
    application_name: 'changeover',
    options:
      '-c timezone=UTC -c statement_timeout=120000 -c idle_in_transaction_session_timeout=60000',
  })
}

/** Kysely over a pool; snake_case in SQL, camelCase in code, JSON keys untouched. */
export function createDatabase(pool: PostgresPool): Database {
  return new Kysely<DB>({
    dialect: new PostgresDialect({ pool }),
    plugins: [new CamelCasePlugin({ maintainNestedObjectKeys: true })],
  })
}
