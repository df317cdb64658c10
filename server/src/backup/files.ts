import { createHash, randomUUID } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import type { Config } from '../config.ts'
import { fileKey, openStorage, type FileStorage } from '../files/index.ts'
import { BackupError, writeLine, writeRows, type BackupFile, type FileCount } from './format.ts'

const NAME = /^[0-9a-f]{64}$/

/** Where files are put: the directory, or the bucket. */
export type FilesPlace = Pick<Config, 'directory' | 's3'>

/** The photos and files that go into a backup: which there are, and their bytes. */
export interface FileSource {
  /** Their hashes, as the transaction of `client` knows them. */
  list(client: pg.PoolClient): Promise<string[]>
  open: FileStorage['open']
}

/** Those of the directory, or of the bucket; null when they are none of the backup's business. */
export function filesForBackup(
  config: FilesPlace & { backup: Pick<Config['backup'], 'withFiles'> },
): FileSource | null {
  if (!config.backup.withFiles) return null
  const storage = openStorage(config)
  return {
    list: config.s3 ? namedFiles : () => storedFiles(config.directory),
    open: (sha256) => storage.open(fileKey(sha256)),
  }
}

/** A bucket is asked for what the tables name; it may hold what others put there. */
async function namedFiles(client: pg.PoolClient): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select distinct coalesce(kept_sha256, sha256) as name from stored_file order by name',
  )
  return rows.map(({ name }) => name)
}

/** The hashes of all photos and other files that lie beside the database, in order. */
async function storedFiles(directory: string): Promise<string[]> {
  const root = join(directory, 'files')
  const folders = await readdir(root).catch(() => [])
  const nested = await Promise.all(
    folders
      .filter((folder) => folder.length === 2)
      .map(async (folder) => (await readdir(join(root, folder))).map((rest) => folder + rest)),
  )
  return nested
    .flat()
    .filter((name) => NAME.test(name))
    .toSorted()
}

/**
 * Writes all files behind the tables, as they stream in. They are written after the rows were read and never
 * change or go, so every row that names one finds it here; one that the store has lost is counted as missing.
 */
export async function writeFiles(
  target: Writable,
  source: FileSource,
  names: readonly string[],
): Promise<FileCount> {
  const counted = { count: 0, bytes: 0, missing: 0 }
  for (const sha256 of names) {
    const found = await source.open(sha256)
    if (!found) {
      counted.missing += 1
      continue
    }
    await writeLine(target, { file: sha256, bytes: found.bytes })
    await writeRows(target, found.stream)
    counted.count += 1
    counted.bytes += found.bytes
  }
  return counted
}

/**
 * Reads one file and checks it against its hash; with a `place` it is put into its directory or bucket,
 * complete or not at all. @throws BackupError when its bytes are not those that were stored.
 */
export async function restoreFile(
  { file: sha256, bytes }: BackupFile,
  content: AsyncIterable<Buffer>,
  place: FilesPlace | null,
): Promise<void> {
  const hash = createHash('sha256')
  let received = 0
  const measured = (async function* () {
    for await (const chunk of content) {
      hash.update(chunk)
      received += chunk.length
      yield chunk
    }
  })()
  const arriving = place && join(place.directory, 'restoring', randomUUID())
  try {
    if (arriving) await mkdir(dirname(arriving), { recursive: true })
    const target = arriving ? createWriteStream(arriving, { flush: true }) : nowhere()
    await pipeline(Readable.from(measured), target)
    if (received !== bytes || hash.digest('hex') !== sha256)
      throw new BackupError(`The file ${sha256} was changed since it was stored.`)
    // What kind it is stands in the tables; nobody is given it by the store directly.
    if (arriving)
      await openStorage(place).put(fileKey(sha256), arriving, 'application/octet-stream')
  } finally {
    if (arriving) await rm(arriving, { force: true })
  }
}

/** For a file that is only checked. */
function nowhere(): Writable {
  return new Writable({ write: (_chunk, _encoding, done) => done() })
}
