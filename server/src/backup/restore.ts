import type pg from 'pg'
import { from as copyFrom } from 'pg-copy-streams'
import { createReadStream } from 'node:fs'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createZstdDecompress } from 'node:zlib'
import { createDatabase, createPool, type Connection } from '../db/database.ts'
import { knownMigrations, migrate, migrateTo } from '../db/migrate.ts'
import { restoreFile, type FilesPlace } from './files.ts'
import { BackupError, readBackup, type BackupTable, type Manifest } from './format.ts'
import { quoted, readTables } from './tables.ts'

/**
 * Restores a backup into an empty database: the schema as the backup knew it, all rows in one
 * transaction, then the migrations that came since. Rows are loaded with our triggers off, because
 * what they would derive is in the backup too; the database's own checks stay on. Its files are put
 * into the directory or bucket of `place`; without one they are only checked against their hashes.
 *
 * @throws BackupError when the file is damaged, is newer than this version, or lost rows on the way.
 */
export async function restoreBackup(
  file: string,
  connection: Connection,
  place: FilesPlace | null = null,
): Promise<Manifest> {
  const pool = createPool(connection, { max: 2 })
  try {
    await expectEmpty(pool)
    const manifest = await load(file, pool, place)
    const db = createDatabase(pool)
    await migrate(db)
    return manifest
  } finally {
    await pool.end()
  }
}

/** Removes everything, for a restore over what is there. */
export async function emptyDatabase(connection: Connection): Promise<void> {
  const pool = createPool(connection, { max: 1 })
  try {
    await pool.query(
      'drop schema public cascade; create schema public; drop schema if exists graphile_worker cascade',
    )
  } finally {
    await pool.end()
  }
}

async function expectEmpty(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query(
    `select from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and c.relkind = 'r' limit 1`,
  )
  if (rows.length > 0)
    throw new BackupError('The database is not empty. Restore into an empty one, or say --replace.')
}

async function load(file: string, pool: pg.Pool, place: FilesPlace | null): Promise<Manifest> {
  const source = createReadStream(file).on('error', (error) => plain.destroy(error))
  const plain = createZstdDecompress()
  const client = await pool.connect()
  const loaded = new Map<string, number>()
  let files = 0
  try {
    const manifest = await readBackup(source.pipe(plain), {
      onHead: async ({ migrations }) => {
        await createSchema(pool, migrations)
        await client.query('begin')
        await client.query(
          'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
        )
        await setTriggers(client, 'disable')
        await removeRowsOfMigrations(client)
      },
      onTable: async (table, rows) =>
        void loaded.set(table.table, await loadTable(client, table, rows)),
      onFile: async (stored, content) => {
        await restoreFile(stored, content, place)
        files += 1
      },
    })
    expectCounts(manifest, loaded)
    if (manifest.files && manifest.files.count !== files)
      throw new BackupError(`${files} of ${manifest.files.count} files were restored.`)
    await setSequences(client)
    // Deferred checks run now, since a table with some outstanding cannot be altered.
    await client.query('set constraints all immediate')
    await setTriggers(client, 'enable')
    await client.query('commit')
    client.release()
    return manifest
  } catch (error) {
    client.release(true)
    throw error
  } finally {
    source.destroy()
    plain.destroy()
  }
}

/** The schema as it was when the backup was made. */
async function createSchema(pool: pg.Pool, migrations: string[]): Promise<void> {
  const db = createDatabase(pool)
  const known = await knownMigrations()
  const unknown = migrations.filter((name) => !known.includes(name))
  if (unknown.length > 0)
    throw new BackupError(`A newer version made this backup (it knows ${unknown.join(', ')}).`)
  const last = migrations.at(-1)
  if (!last) throw new BackupError('The backup names no migrations.')
  await migrateTo(db, last)
}

/** Migrations fill some tables with what every installation starts with; the backup knows what became of it. */
async function removeRowsOfMigrations(client: pg.PoolClient): Promise<void> {
  const names = (await readTables(client)).map(({ name }) => quoted(name))
  await client.query(`truncate ${names.join(', ')}`)
}

async function loadTable(
  client: pg.PoolClient,
  { table, columns }: BackupTable,
  rows: AsyncIterable<Buffer>,
): Promise<number> {
  const target = client.query(
    copyFrom(`copy ${quoted(table)} (${columns.map(quoted).join(', ')}) from stdin`),
  )
  await pipeline(Readable.from(rows), target)
  return target.rowCount
}

function expectCounts(manifest: Manifest, loaded: ReadonlyMap<string, number>): void {
  for (const [table, count] of Object.entries(manifest.counts))
    if (loaded.get(table) !== count)
      throw new BackupError(`${table}: ${loaded.get(table) ?? 0} of ${count} rows were restored.`)
}

async function setTriggers(client: pg.PoolClient, state: 'enable' | 'disable'): Promise<void> {
  for (const { name } of await readTables(client))
    await client.query(`alter table ${quoted(name)} ${state} trigger user`)
}

/** Counters go on where the restored rows end. */
async function setSequences(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname as column,
       pg_get_serial_sequence(quote_ident(c.relname), a.attname) as sequence
     from pg_class c join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attidentity <> '' and not a.attisdropped
     where n.nspname = 'public' and c.relkind = 'r'`,
  )
  for (const { table, column, sequence } of rows)
    await client.query(
      `select setval($1::regclass, greatest((select max(${quoted(column)}) from ${quoted(table)}), 1),
         (select max(${quoted(column)}) from ${quoted(table)}) is not null)`,
      [sequence],
    )
}
