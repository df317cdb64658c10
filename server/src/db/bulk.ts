import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createDatabase, type DatabaseTransaction } from './database.ts'

/** A value of a row for COPY. Objects are written as JSON. */
export type CopyValue = string | number | boolean | null | object

/**
 * Writes rows by COPY, in the transaction it was opened with. `table` and `columns` are names of our
 * own schema in snake_case, never words from outside.
 */
export type CopyRows = (
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
) => Promise<void>

/** A row by its columns, in snake_case. */
export type CopyRow = Readonly<Record<string, CopyValue>>

/** Copies rows that name their columns; those of the first are those of all. */
export async function copyRecords(
  copy: CopyRows,
  table: string,
  rows: Iterable<CopyRow>,
): Promise<void> {
  const rest = Iterator.from(rows)
  const first = rest.next()
  if (first.done) return
  const columns = Object.keys(first.value)
  await copy(table, columns, inOrder(columns, first.value, rest))
}

function* inOrder(columns: readonly string[], first: CopyRow, rest: Iterable<CopyRow>) {
  yield columns.map((column) => first[column])
  for (const row of rest) yield columns.map((column) => row[column])
}

/** Text handed to the socket at once. Smaller chunks cost calls, larger ones memory. */
const CHUNK_CHARACTERS = 256 * 1024

/**
 * Runs `work` in one transaction on a connection of its own that can COPY: thousands of rows in the
 * time of a few statements. Timeouts are those of long work. Rolls back when `work` throws.
 */
export async function bulkTransaction<T>(
  pool: pg.Pool,
  work: (tx: DatabaseTransaction, copy: CopyRows) => Promise<T>,
): Promise<T> {
  const client = await pool.connect()
  let broken: Error | undefined
  const noteBreak = (error: Error) => (broken = error)
  client.on('error', noteBreak)
  try {
    return await databaseOn(client, pool)
      .transaction()
      .execute(async (tx) => {
        await client.query(
          'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
        )
        return work(tx, (table, columns, rows) => copyInto(client, table, columns, rows))
      })
  } finally {
    client.off('error', noteBreak)
    client.release(broken)
  }
}

/** Kysely over this one connection, whose release is left to the caller. */
function databaseOn(client: pg.PoolClient, pool: pg.Pool) {
  const borrowed = Object.assign(Object.create(client) as pg.PoolClient, {
    query: client.query.bind(client),
    release: () => undefined,
  })
  return createDatabase({
    connect: () => Promise.resolve(borrowed),
    end: () => Promise.resolve(),
    options: pool.options,
  })
}

async function copyInto(
  client: pg.PoolClient,
  table: string,
  columns: readonly string[],
  rows: Iterable<readonly CopyValue[]>,
): Promise<void> {
  const target = client.query(copyFrom(`copy ${table} (${columns.join(', ')}) from stdin`))
  await pipeline(Readable.from(copyText(rows)), target)
}

/** The rows in COPY's text format, in chunks. */
export function* copyText(rows: Iterable<readonly CopyValue[]>): Generator<string> {
  let chunk = ''
  for (const row of rows) {
    chunk += `${row.map(copyCell).join('\t')}\n`
    if (chunk.length < CHUNK_CHARACTERS) continue
    yield chunk
    chunk = ''
  }
  if (chunk !== '') yield chunk
}

function copyCell(value: CopyValue): string {
  if (value === null) return '\\N'
  if (typeof value === 'number' || typeof value === 'boolean') return String(value)
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return /[\\\t\n\r]/.test(text) ? text.replace(/[\\\t\n\r]/g, (found) => escapes[found]) : text
}

const escapes: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' }
