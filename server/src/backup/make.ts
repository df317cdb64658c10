import type pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { createWriteStream } from 'node:fs'
import { mkdir, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { finished } from 'node:stream/promises'
import { constants, createZstdCompress } from 'node:zlib'
import { writeFiles, type FileSource } from './files.ts'
import { writeLine, writeRows, type BackupHead, type Manifest } from './format.ts'
import { quoted, readTables, type StoredTable } from './tables.ts'
import { now } from '../clock.ts'

/**
 * Writes a backup while the server runs: one transaction sees all tables as they were at one moment.
 * With `source` the photos and other files are part of it. The file has its name
 * only when it is complete.
 *
 * @throws what the database or the disk says; nothing is then left behind.
 */
export async function makeBackup(
  pool: pg.Pool,
  file: string,
  auditPublicKey: string,
  source: FileSource | null = null,
): Promise<Manifest> {
  await mkdir(dirname(file), { recursive: true })
  const unfinished = `${file}.part`
  const client = await pool.connect()
  const compressed = createZstdCompress({ params: { [constants.ZSTD_c_checksumFlag]: 1 } })
  const stored = createWriteStream(unfinished, { mode: 0o600, flush: true })
  const isStored = finished(compressed.pipe(stored))
  // The failure is met below, by whatever writes next or by the last await.
  isStored.catch((error: Error) => compressed.destroy(error))
  stored.on('error', (error) => compressed.destroy(error))
  try {
    await client.query('begin isolation level repeatable read read only')
    await client.query(
      'set local statement_timeout = 0; set local idle_in_transaction_session_timeout = 0',
    )
    const tables = await writeTables(client, compressed, auditPublicKey)
    const names = source && (await source.list(client))
    await client.query('commit')
    const files = source && names && (await writeFiles(compressed, source, names))
    const manifest = { ...tables, files }
    await writeLine(compressed, { end: true, counts: manifest.counts, files })
    compressed.end()
    await isStored
    await rename(unfinished, file)
    client.release()
    return manifest
  } catch (error) {
    // Whatever state the connection is in, it is not used again.
    client.release(true)
    compressed.destroy()
    stored.destroy()
    await rm(unfinished, { force: true })
    throw error
  }
}

async function writeTables(
  client: pg.PoolClient,
  target: ReturnType<typeof createZstdCompress>,
  auditPublicKey: string,
): Promise<Omit<Manifest, 'files'>> {
  const head = await readHead(client, auditPublicKey)
  await writeLine(target, head)
  const counts: Record<string, number> = {}
  for (const table of await readTables(client)) {
    await writeLine(target, { table: table.name, columns: table.columns })
    const rows = client.query(copyTo(copyStatement(table)))
    await writeRows(target, rows)
    counts[table.name] = rows.rowCount
  }
  return { ...head, counts }
}

/**
 * Transaction ids mean something only in the cluster that gave them. In a backup every event belongs
 * to a transaction that is long past, so that the next cluster may seal it at once.
 */
function copyStatement({ name, columns }: StoredTable): string {
  const values = columns.map((column) =>
    name === 'event' && column === 'transaction_id' ? `'3'::xid8` : quoted(column),
  )
  return `copy (select ${values.join(', ')} from ${quoted(name)}) to stdout`
}

async function readHead(client: pg.PoolClient, auditPublicKey: string): Promise<BackupHead> {
  const { rows: migrations } = await client.query<{ name: string }>(
    'select name from kysely_migration order by name',
  )
  const { rows: seals } = await client.query<{ number: number; hash: string }>(
    'select number, hash from audit_seal order by number desc limit 1',
  )
  return {
    format: 2,
    madeAt: now(),
    migrations: migrations.map(({ name }) => name),
    auditPublicKey,
    auditHead: seals[0] ?? null,
  }
}
